"""Who objects to what was filled in for them is answered, without reopening anything."""

import pytest
from django.urls import reverse

from zhisheng.apps.accounts.models import Message
from zhisheng.apps.conftest import make_officer
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import (
    DisputeOverError,
    EntryLockedError,
    OwnFillingError,
    ReasonMissingError,
)
from zhisheng.apps.programme.models import EntryStep
from zhisheng.apps.programme.services import Filled
from zhisheng.apps.programme.tests.reporting import (
    end_check_term,
    fill,
    make_enterprises,
    open_now,
    plan_task,
    reload,
)
from zhisheng.kit.audit.models import AuditEntry
from zhisheng.kit.errors import ForbiddenError

pytestmark = pytest.mark.django_db
REASON = "和三季度社保名册核对过，20 人没有错"


@pytest.fixture
def colleague(county_unit):
    return make_officer("安平赵军", county_unit)


@pytest.fixture
def entry(county_unit, officer_county, owner_organisation, owner):
    make_enterprises(1, organisation=owner_organisation, name="安平县示例丝网厂")
    task = open_now(plan_task(county_unit, officer_county), officer_county)
    return fill(task.entries.get(), officer_county)


def object_to(entry, owner, comment="人数不对"):
    now = reload(entry)
    services.confirm_entry(
        entry=now, is_right=False, submission=now.submission, comment=comment,
        actor=owner,
    )  # fmt: skip
    return selectors.find_dispute(reload(entry))


def settle(entry, dispute, actor, reason=REASON):
    return services.settle_dispute(
        entry=entry, dispute=dispute.pk, reason=reason, actor=actor
    )


def look(entry):
    now = reload(entry)
    steps = list(EntryStep.objects.filter(entry=entry).values_list("act", flat=True))
    return now.is_disputed, now.version, now.answers, steps


def test_an_answer_with_its_reason_is_kept_and_told_to_both(
    entry, owner, officer_county, colleague
):
    dispute = object_to(entry, owner)
    seen = reload(entry)
    Message.objects.all().delete()

    settle(entry, dispute, colleague)

    now = reload(entry)
    assert (now.is_disputed, now.confirmed_at, now.version) == (
        False,
        None,
        seen.version,
    )
    assert (now.answers, now.waiting_at) == (seen.answers, seen.waiting_at)
    step = selectors.find_settlement(now)
    assert (step.comment, step.done_by, step.unit_id) == (REASON, colleague, "U131125")
    assert {(one.recipient, str(one)) for one in Message.objects.all()} == {
        (owner, f"您对“{now.task.name}”代填内容提的异议，安平县市场监督管理局已答复。"),
        (
            officer_county,
            f"“安平县示例丝网厂”对您代填的“{now.task.name}”提的异议，"
            "安平县市场监督管理局已答复。",
        ),
    }
    noted = AuditEntry.objects.get(action="programme.dispute_settled")
    assert (noted.old["dispute"], noted.new["reason"]) == ("人数不对", REASON)


def test_the_same_words_after_an_answer_are_a_new_objection(entry, owner, colleague):
    settle(entry, object_to(entry, owner), colleague)

    again = object_to(entry, owner)

    assert again.comment == "人数不对"
    assert reload(entry).is_disputed


def test_a_final_entry_is_answered_by_the_office_that_closed_it(
    entry, owner, county_unit, colleague
):
    end_check_term(entry.task)
    services.pass_entries(task=entry.task, unit=county_unit, actor=colleague)
    dispute = object_to(entry, owner)

    settle(entry, dispute, colleague)

    assert reload(entry).is_final
    (whole,) = selectors.count_by_unit(entry.task, county_unit)
    assert (whole.final, whole.disputed) == (1, 0)


@pytest.mark.parametrize("how", ["answered", "newer", "none"])
def test_an_objection_that_is_over_is_not_answered(entry, owner, colleague, how):
    dispute = object_to(entry, owner)
    if how == "answered":
        settle(entry, dispute, colleague)
    elif how == "newer":
        object_to(entry, owner, "收入也不对")
    else:
        now = reload(entry)
        services.confirm_entry(
            entry=now, is_right=True, submission=now.submission, withdraws=True,
            actor=owner,
        )  # fmt: skip
    before = look(entry)

    with pytest.raises(DisputeOverError):
        settle(entry, dispute, colleague)

    assert look(entry) == before


def test_a_page_that_shows_no_objection_does_not_take_it_back(entry, owner, client):
    old = {"answer": "right", "submission": reload(entry).submission}
    object_to(entry, owner)
    before = look(entry)
    client.force_login(owner)
    url = reverse("programme:confirm_entry", args=[entry.task.code, entry.pk])

    refused = client.post(url, old)
    after = look(entry)
    taken = client.post(url, {**old, "answer": "withdraw"})

    assert refused.status_code == 409
    assert "已经有人说代填的有地方不对" in refused.text
    assert "收回异议，没有问题" in refused.text
    assert after == before
    assert taken.status_code == 302
    assert not reload(entry).is_disputed


def test_nobody_answers_alone_what_they_filled_in(
    entry, owner, officer_county, colleague
):
    dispute = object_to(entry, owner)
    before = look(entry)

    with pytest.raises(OwnFillingError):
        settle(entry, dispute, officer_county)
    with pytest.raises(ForbiddenError):
        settle(entry, dispute, owner)
    with pytest.raises(ReasonMissingError):
        settle(entry, dispute, colleague, reason="  ")
    services.close_task(task=entry.task, reason="收齐了", actor=officer_county)
    with pytest.raises(EntryLockedError):
        settle(entry, dispute, colleague)

    assert look(entry) == before


def test_both_sides_read_it_on_the_page(entry, owner, colleague, client):
    dispute = object_to(entry, owner)
    address = reverse("programme:entry", args=[entry.task.code, entry.pk])
    client.force_login(colleague, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(address).content.decode()
    assert "人数不对" in page
    assert f'name="dispute" value="{dispute.pk}"' in page

    settling = reverse("programme:settle_dispute", args=[entry.task.code, entry.pk])
    sent = {"dispute": dispute.pk, "settlement": REASON}
    assert client.post(settling, sent).status_code == 302
    late = client.post(settling, sent)

    assert late.status_code == 409
    assert f">{REASON}</textarea>" in late.content.decode()
    for person in (colleague, owner):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        page = client.get(address).content.decode()
        assert "安平县市场监督管理局 安平赵军 在" in page
        assert REASON in page
        assert "代填，异议已答复" in page


@pytest.mark.parametrize("dispute", ["", "x", "9" * 5_000, "-1"])
def test_a_number_that_is_none_changes_nothing(
    entry, owner, colleague, client, dispute
):
    object_to(entry, owner)
    before = look(entry)
    client.force_login(colleague, backend="django.contrib.auth.backends.ModelBackend")

    answer = client.post(
        reverse("programme:settle_dispute", args=[entry.task.code, entry.pk]),
        {"dispute": dispute, "settlement": REASON},
    )

    assert (answer.status_code, look(entry)) == (409, before)


def test_the_api_answers_with_a_reason(entry, owner, colleague, call):
    dispute = object_to(entry, owner)
    path = f"/tasks/{entry.task.code}/entries/{entry.pk}"
    told = call(colleague, "tasks:read", path).json()["dispute"]
    assert (told["number"], told["comment"]) == (dispute.pk, "人数不对")
    given = {"dispute": told["number"], "reason": REASON}

    empty = call(colleague, "tasks:review", f"{path}/settle", given | {"reason": ""})
    assert empty.status_code == 422
    done = call(colleague, "tasks:review", f"{path}/settle", given)

    assert (done.status_code, done.json()["dispute"]) == (200, None)
    assert done.json()["steps"][-1]["comment"] == REASON
    late = call(colleague, "tasks:review", f"{path}/settle", given)
    assert (late.status_code, late.json()["code"]) == (409, DisputeOverError.code)


def test_the_api_takes_over_a_kept_draft(
    county_unit, officer_county, owner_organisation, owner, call
):
    make_enterprises(1, organisation=owner_organisation)
    task = open_now(plan_task(county_unit, officer_county), officer_county)
    entry = task.entries.get()
    begun = Filled(answers={"revenue": "88万元"}, version=0)
    services.save_entry(entry=entry, filled=begun, actor=owner)
    path = f"/tasks/{task.code}/entries/{entry.pk}"
    refused = call(
        officer_county, "tasks:fill", f"{path}/answers", {"version": 1, "answers": {}}
    )
    assert refused.json()["code"] == "programme.own_draft"
    late = call(officer_county, "tasks:fill", f"{path}/take-over", {"version": 0})
    assert (late.status_code, reload(entry).own_answers) == (409, {})

    done = call(officer_county, "tasks:fill", f"{path}/take-over", {"version": 1})

    assert done.status_code == 200
    assert reload(entry).own_answers == {"revenue": "88万元"}
    sent = {"version": done.json()["version"], "answers": {"employees": "20"}}
    assert call(officer_county, "tasks:fill", f"{path}/submit", sent).status_code == 200
