"""An office that lets what was handed in lie is told, once a week for each task."""

from datetime import UTC, datetime

import pytest
import time_machine

from zhisheng.apps.accounts.models import Message
from zhisheng.apps.accounts.tests.factories import (
    EnterpriseOrganisationFactory,
    make_person,
)
from zhisheng.apps.conftest import make_officer
from zhisheng.apps.programme import services
from zhisheng.apps.programme.selectors import find_dispute
from zhisheng.apps.programme.tests.reporting import (
    check,
    fill,
    make_enterprises,
    on_day,
    open_now,
    plan_task,
    reload,
)
from zhisheng.kit.audit import AuditEntry

pytestmark = pytest.mark.django_db
TOLD = "“2024 年三季度进展”有 2 份材料交来已满 7 天还没有审，请尽快审核。"


@pytest.fixture
def owners(db, county_unit):
    people = []
    for number in range(2):
        organisation = EnterpriseOrganisationFactory.create(name=f"示例{number}厂")
        make_enterprises(1, organisation=organisation)
        people.append(make_person(f"厂长{number}", organisation, "owner"))
    return people


@pytest.fixture
def task(owners, city_unit, officer_city, county_unit, officer_county):
    """Two handed in to the county on the 10th, for a task of its city."""
    task = open_now(plan_task(city_unit, officer_city), officer_city)
    with on_day("2024-10-10"):
        for owner, entry in zip(owners, task.entries.order_by("pk"), strict=True):
            fill(entry, owner)
    Message.objects.all().delete()
    return task


def remind(day):
    with on_day(day):
        return services.remind_reviewers()


def list_told():
    told = Message.objects.order_by("pk").select_related("recipient")
    return [(one.recipient.name, str(one)) for one in told]


def test_an_office_is_told_after_a_week_and_again_after_another(
    task, officer_county, officer_city
):
    numbers = [remind(f"2024-10-{day}") for day in (16, 18, 19, 24, 25, 26)]

    assert numbers == [0, 1, 0, 0, 1, 0]
    assert list_told() == [(officer_county.name, TOLD)] * 2
    message = Message.objects.first()
    assert message.link == f"/programme/tasks/{task.code}/?view=waiting"


def test_everybody_of_the_office_is_told_and_nobody_above(
    task, county_unit, officer_county
):
    colleague = make_officer("安平赵军", county_unit)

    assert remind("2024-10-18") == 2
    assert {name for name, _text in list_told()} == {
        officer_county.name,
        colleague.name,
    }


def test_what_was_passed_lies_with_the_next_office_from_then_on(
    task, county_unit, officer_county, officer_city
):
    with on_day("2024-10-17"):
        for entry in task.entries.all():
            services.pass_entry(
                entry=entry, unit=county_unit, version=entry.version, comment="",
                actor=officer_county,
            )  # fmt: skip
    Message.objects.all().delete()

    assert remind("2024-10-23") == 0
    assert remind("2024-10-25") == 1
    assert list_told() == [(officer_city.name, TOLD)]


def test_what_waits_for_its_own_people_lies_with_nobody(
    county_unit, officer_county, owners
):
    task = open_now(plan_task(county_unit, officer_county), officer_county)
    first, second = task.entries.order_by("pk")
    with on_day("2024-10-10"):
        fill(first, officer_county)
        fill(second, officer_county)
        check(second, owners[1], is_right=False)
    Message.objects.all().delete()

    # Once their time to answer is over it is for the office to decide, within a week.
    numbers = [remind(f"2024-{day}") for day in ("10-20", "10-25", "10-30", "11-01")]
    assert numbers == [0, 0, 0, 1]
    assert "有 1 份材料" in list_told()[0][1]


@pytest.fixture
def asked(county_unit, officer_county, owners):
    """Return two filled in on the 10th by the office that makes them final."""
    task = open_now(plan_task(county_unit, officer_county), officer_county)
    entries = list(task.entries.order_by("pk"))
    with on_day("2024-10-10"):
        for entry in entries:
            fill(entry, officer_county)
    Message.objects.all().delete()
    return entries


def test_found_right_it_lies_from_then_on(asked, owners):
    with on_day("2024-10-20"):
        check(asked[0], owners[0])

    assert (remind("2024-10-26"), remind("2024-10-28")) == (0, 1)
    assert "有 1 份材料" in list_told()[0][1]


def test_an_objection_answered_it_lies_from_then_on(
    asked, owners, county_unit, officer_county
):
    with on_day("2024-10-15"):
        check(asked[0], owners[0], is_right=False)
    with on_day("2024-10-18"):
        services.settle_dispute(
            entry=asked[0], dispute=find_dispute(reload(asked[0])).pk,
            reason="和社保名册核对过", actor=make_officer("安平赵军", county_unit),
        )  # fmt: skip
    Message.objects.all().delete()

    assert (remind("2024-10-24"), remind("2024-10-26")) == (0, 2)
    assert {text for _name, text in list_told()} == {TOLD.replace("有 2 份", "有 1 份")}


def test_where_nobody_could_be_asked_it_lies_from_the_first_day(
    asked, officer_county, owners
):
    for owner in owners:
        owner.memberships.update(ended_at="2024-10-01T00:00:00Z")
    type(asked[0]).objects.update(check_asked_at=None)

    assert (remind("2024-10-16"), remind("2024-10-18")) == (0, 1)
    assert list_told() == [(officer_county.name, TOLD)]


def test_a_closed_task_is_nobody_s_turn(task, officer_city):
    with on_day("2024-10-16"):
        task.status = "closed"
        task.save()

    assert remind("2024-10-24") == 0
    assert list_told() == []


def test_the_text_keeps_to_the_quiet_hours_and_is_on_record(task):
    with time_machine.travel("2024-10-17T21:30:00+08:00", tick=False):
        assert services.remind_reviewers() == 1

    due = Message.objects.get().due_at
    assert due == datetime(2024, 10, 18, 0, tzinfo=UTC)
    entry = AuditEntry.objects.filter(action="accounts.notice_sent").latest("pk")
    assert entry.counts == {"sent": 1}
    assert entry.new["key"] == f"lying:{task.code}:U131125:2024-10-17"


def test_an_office_without_people_does_not_stop_the_others(task, officer_county):
    officer_county.is_active = False
    officer_county.save()

    assert remind("2024-10-18") == 0
    assert reload(task.entries.first()).waiting_at == "U131125"
