"""Words that could not be sent stand in the box of their act again, or are copied."""

import re

import pytest
from django.urls import reverse

from zhisheng.apps.programme import services
from zhisheng.apps.programme.tests.reporting import end_check_term, fill, reload
from zhisheng.apps.programme.tests.test_settling import (
    REASON,
    colleague,
    entry,
    object_to,
    settle,
)

pytestmark = pytest.mark.django_db
__all__ = ["colleague", "entry"]
WORDS = "人数多写了两人"
BOXES = {
    "check": r'<textarea[^>]* id="comment"[^>]*>([^<]*)<',
    "settle": r'<textarea[^>]* id="settlement"[^>]*>([^<]*)<',
    "reopen": r'<input[^>]* id="reason" name="reason" maxlength="300"([^>]*) required>',
    "unsent": r'<textarea[^>]* id="unsent-words"[^>]*>([^<]*)<',
}


@pytest.fixture
def send(client, entry):
    """Return a function that sends words in vain and returns what the boxes hold then."""

    def act(user, name, **data):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        address = reverse(f"programme:{name}", args=[entry.task.code, entry.pk])
        answer = client.post(address, data)
        assert answer.status_code == 409
        return read_boxes(answer)

    return act


def read_boxes(answer):
    html = answer.content.decode()
    found = {box: re.search(pattern, html) for box, pattern in BOXES.items()}
    return {box: one[1] for box, one in found.items() if one}


def object_in_vain(comment):
    return {"answer": "wrong", "submission": "", "comment": comment}


def test_an_objection_stands_in_its_own_box(entry, owner, send):
    assert send(owner, "confirm_entry", **object_in_vain(WORDS)) == {"check": WORDS}


def test_too_long_for_its_box_it_is_copied_whole(entry, owner, send):
    long = "数" * 301

    boxes = send(owner, "confirm_entry", **object_in_vain(long))

    assert boxes == {"check": "", "unsent": long}


def test_typed_answers_are_no_objection(entry, owner, send):
    boxes = send(owner, "entry", version=0, go="submit", employees="25")

    assert boxes == {"check": "", "unsent": "季末从业人员（人）：25"}


def test_nor_are_they_by_a_link(county_unit, officer_county, entry, client):
    services.return_entry(
        entry=entry, unit=county_unit, remarks=[services.Remark("请核对")],
        version=entry.version, actor=officer_county,
    )  # fmt: skip
    issued = services.issue_link(entry=reload(entry), actor=officer_county)
    client.get(issued.address)
    here = reverse("programme:link", args=[issued.link.code])
    client.post(here)
    seen = reload(entry)
    fill(seen, officer_county)

    answer = client.post(
        reverse("programme:fill_by_link", args=[issued.link.code]),
        {"version": seen.version, "go": "submit", "employees": "25"},
    )

    assert answer.status_code == 409
    assert read_boxes(answer) == {"check": "", "unsent": "季末从业人员（人）：25"}


def test_an_answer_to_an_objection_is_no_reason_to_open_it_again(
    entry, county_unit, owner, colleague, send
):
    end_check_term(entry.task)
    services.pass_entries(task=entry.task, unit=county_unit, actor=colleague)
    first = object_to(entry, owner)
    settle(entry, first, colleague)

    over = send(colleague, "settle_dispute", dispute=first.pk, settlement=REASON)
    assert over == {"reopen": "", "unsent": REASON}

    object_to(entry, owner, comment=WORDS)
    again = send(colleague, "settle_dispute", dispute=first.pk, settlement=REASON)
    assert again == {"settle": REASON, "reopen": ""}


def test_a_reason_to_open_it_again_answers_no_objection(
    entry, county_unit, owner, colleague, send
):
    object_to(entry, owner)

    # Nothing is to be opened: the entry waits for its review.
    boxes = send(colleague, "reopen_entry", reason=WORDS)

    assert boxes == {"settle": "", "unsent": WORDS}
