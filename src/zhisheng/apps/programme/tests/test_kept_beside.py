"""Answers kept while two type: each field has its own last writer, none is lost."""

import pytest
import time_machine
from django.urls import reverse

from zhisheng.apps.accounts.models import Membership
from zhisheng.apps.accounts.tests.factories import make_person
from zhisheng.apps.programme import services
from zhisheng.apps.programme.errors import EntryTypedOverError
from zhisheng.apps.programme.services import Filled
from zhisheng.apps.programme.tests.reporting import (
    make_enterprises,
    open_now,
    plan_task,
    reload,
)

pytestmark = pytest.mark.django_db
BY_PARTNER = "副厂长李红在2024年10月9日 10:30也填了这份材料，有 1 项和您填的不同。"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2024-10-09T02:30:00Z", tick=False) as traveller:
        yield traveller


@pytest.fixture
def partner(owner_organisation, owner):
    role = Membership.objects.get(user=owner).role
    return make_person("副厂长李红", owner_organisation, role)


@pytest.fixture
def entry(county_unit, officer_county, owner_organisation, owner):
    make_enterprises(1, organisation=owner_organisation, name="安平县示例丝网厂")
    return open_now(
        plan_task(county_unit, officer_county), officer_county
    ).entries.get()


@pytest.fixture
def keep(client, entry):
    """Return a function that keeps answers as a page does that was opened empty."""

    def act(user, seen="", **answers):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        shown = {f"seen-{code}": seen for code in answers}
        return client.post(
            reverse("programme:entry", args=[entry.task.code, entry.pk]),
            {"version": entry.version, "go": "keep"} | shown | answers,
        )

    return act


@pytest.fixture
def api(call, entry):
    """Return a function that sends answers as a program, by default without ``seen``."""

    def act(user, name="answers", **given):
        path = f"/tasks/{entry.task.code}/entries/{entry.pk}/{name}"
        return call(user, "tasks:fill", path, {"version": entry.version} | given)

    return act


def test_another_field_kept_first_excuses_nothing(
    entry, owner, partner, officer_county, clock, keep
):
    keep(partner, employees="18")
    clock.move_to("2024-10-09T02:40:00Z")
    assert keep(owner, wanted="找专家").status_code == 200
    before = reload(entry)

    answer = keep(owner, employees="20")

    # The colleague is named, not oneself for the other field.
    assert answer.status_code == 409
    assert "副厂长李红于2024年10月9日 10:30改成“18”" in answer.content.decode()
    now = reload(entry)
    assert now.answers == {"employees": "18", "wanted": "找专家"}
    assert now.kept_by == before.kept_by
    assert [now.kept_by[code]["by"] for code in ("employees", "wanted")] == [
        partner.pk,
        owner.pk,
    ]
    # Once it was seen, it is changed, and is one's own then.
    assert keep(owner, seen="18", employees="20").status_code == 200
    assert keep(owner, seen="18", employees="21").status_code == 200
    assert reload(entry).answers["employees"] == "21"
    assert keep(partner, seen="18", employees="22").status_code == 409


@pytest.mark.parametrize("go", ["later", "submit"])
def test_nor_does_it_when_all_is_saved(entry, owner, partner, keep, client, go):
    keep(partner, employees="18")
    keep(owner, wanted="找专家")

    answer = client.post(
        reverse("programme:entry", args=[entry.task.code, entry.pk]),
        {"version": 0, "go": go, "employees": "20", "seen-employees": ""},
    )

    assert answer.status_code == 409
    assert BY_PARTNER in answer.content.decode()
    assert reload(entry).answers["employees"] == "18"


def test_a_link_is_another_writer_than_a_person(entry, owner, officer_county, keep):
    issued = services.issue_link(entry=entry, actor=officer_county)
    code = issued.link.code
    secret = issued.address.rstrip("/").rsplit("/", 1)[1]
    services.start_link(code=code, secret=secret)
    issued.link.refresh_from_db()
    typed = Filled(answers={"employees": "18"}, version=0, seen={"employees": ""})
    services.keep_answers(entry=entry, filled=typed, actor=issued.link)

    answer = keep(owner, employees="20")

    assert reload(entry).kept_by["employees"]["by"] == code
    assert answer.status_code == 409
    told = "安平县示例丝网厂于2024年10月9日 10:30改成“18”"
    assert told in answer.content.decode()


def test_an_answer_put_back_is_kept(entry, owner, keep):
    keep(owner, employees="20")
    # The tab was put aside: 25 is kept, and the page still says that 20 was seen.
    keep(owner, seen="20", employees="25")

    assert keep(owner, seen="20", employees="20").status_code == 200

    assert reload(entry).answers == {"employees": "20"}


def test_an_answer_put_back_over_a_colleagues_is_told(entry, owner, partner, keep):
    keep(owner, employees="20")
    keep(partner, seen="20", employees="25")

    assert keep(owner, seen="20", employees="20").status_code == 409

    assert reload(entry).answers == {"employees": "25"}


@pytest.mark.parametrize("name", ["answers", "submit"])
def test_a_program_that_saw_nothing_is_refused(entry, owner, partner, keep, api, name):
    keep(partner, employees="18")
    keep(owner, wanted="找专家")

    late = api(owner, name, answers={"employees": "20"})

    assert (late.status_code, late.json()["code"]) == (409, EntryTypedOverError.code)
    assert late.json()["detail"] == BY_PARTNER
    now = reload(entry)
    assert (now.answers["employees"], now.state, now.version) == ("18", "unfilled", 0)


def test_a_program_goes_on_with_what_it_saw(entry, owner, partner, keep, api):
    keep(partner, employees="1800")

    stale = api(owner, answers={"employees": "20"}, seen={"employees": ""})
    assert stale.status_code == 409
    done = api(owner, answers={"employees": "20"}, seen={"employees": "1800"})

    assert done.status_code == 200
    assert reload(entry).answers == {"employees": "20"}


def test_a_program_needs_to_see_nothing_where_nobody_kept_anything(
    entry, owner, partner, keep, api
):
    keep(partner, employees="18")

    # Another field, the same answer, and what is older than the version it read.
    assert api(owner, answers={"wanted": "找专家"}).status_code == 200
    entry.refresh_from_db()
    assert api(owner, answers={"employees": "20"}).status_code == 200
    assert reload(entry).answers == {"employees": "20", "wanted": "找专家"}


def test_handed_in_it_is_nobodys_any_more(entry, owner, keep, api):
    keep(owner, employees="18")
    assert list(reload(entry).kept_by) == ["employees"]

    api(owner, "submit", answers={"employees": "18"}, is_sure=True)

    assert reload(entry).state == "filled"
    assert reload(entry).kept_by == {}
