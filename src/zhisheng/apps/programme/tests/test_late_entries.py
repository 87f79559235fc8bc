"""What is handed in after its deadline is called late, in days, wherever it is shown."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.utils.translation import override

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.choices import PaperContent
from zhisheng.apps.programme.schemas.entry_states import is_overdue, show_late
from zhisheng.apps.programme.selectors.papers import iterate_lines
from zhisheng.apps.programme.tests.reporting import (
    fill,
    make_enterprises,
    open_now,
    plan_task,
    reload,
)
from zhisheng.kit import audit

pytestmark = pytest.mark.django_db
OCTOBER_31 = date(2024, 10, 31)
# 2024-10-01 to 07 are days off, 12 October is a working Saturday.
NATIONAL_DAY = date(2024, 10, 1)


@pytest.fixture
def task(county_unit, officer_county, owner_organisation, owner):
    make_enterprises(1, organisation=owner_organisation, name="安平县示例丝网厂")
    make_enterprises(1)
    return open_now(plan_task(county_unit, officer_county), officer_county)


@pytest.fixture
def entry(task, owner_organisation):
    return task.entries.get(enterprise__organisation=owner_organisation)


def fill_on(day, entry, actor):
    with time_machine.travel(f"{day}T23:00:00+08:00"):
        fill(entry, actor)
    return reload(entry)


def tell_late(entry):
    badge = show_late(entry)
    return badge.text if badge else ""


@pytest.mark.parametrize(
    ("day", "told"),
    [("2024-10-31", ""), ("2024-11-01", "迟报 1 天"), ("2024-11-15", "迟报 15 天")],
)
def test_it_is_late_from_the_day_after_the_deadline(entry, owner, day, told):
    assert tell_late(fill_on(day, entry, owner)) == told


def test_what_is_not_handed_in_is_overdue_and_not_late(entry):
    assert tell_late(entry) == ""
    assert is_overdue(entry.task, date(2024, 11, 1))


def test_what_came_in_time_is_not_late_by_being_mended(
    entry, owner, county_unit, officer_county
):
    handed_in = fill_on("2024-10-30", entry, owner)
    with time_machine.travel("2024-11-04T09:00:00+08:00"):
        services.return_entry(
            entry=handed_in,
            unit=county_unit,
            remarks=[services.Remark(text="请核对")],
            version=handed_in.version,
            actor=officer_county,
        )
    mended = fill_on("2024-11-05", reload(entry), owner)

    assert tell_late(mended) == ""
    assert mended.handed_in_at == datetime(2024, 10, 30, 15, tzinfo=UTC).replace(
        microsecond=mended.handed_in_at.microsecond,
        second=mended.handed_in_at.second,
    )
    assert mended.submitted_at.date() == date(2024, 11, 5)


def test_a_later_deadline_makes_it_right(entry, owner, officer_county):
    late = fill_on("2024-11-04", entry, owner)
    change = services.RunningChange(
        name=entry.task.name, instructions="", due_on=date(2024, 11, 4)
    )
    with time_machine.travel("2024-11-05T09:00:00+08:00"):
        before = tell_late(late)
        with time_machine.travel("2024-11-04T09:00:00+08:00"):
            services.change_running_task(
                task=entry.task, change=change, actor=officer_county
            )

    assert (before, tell_late(reload(entry))) == ("迟报 4 天", "")


@pytest.mark.parametrize(
    ("due", "keeps", "last", "days"),
    [
        (OCTOBER_31, False, OCTOBER_31, 9),
        (NATIONAL_DAY, False, date(2024, 10, 8), 32),
        (NATIONAL_DAY, True, NATIONAL_DAY, 39),
        # A Saturday on which offices work.
        (date(2024, 10, 12), False, date(2024, 10, 12), 28),
    ],
)
def test_a_deadline_on_a_day_off_ends_with_the_next_working_day(
    task, due, keeps, last, days
):
    task.due_on, task.keeps_day_off = due, keeps
    handed_in = datetime(2024, 11, 9, 4, tzinfo=UTC)

    assert selectors.find_last_day(task) == last
    assert selectors.count_late_days(task, handed_in) == days
    assert is_overdue(task, last) is False
    assert is_overdue(task, date(2024, 11, 30)) is True


def test_a_day_off_that_was_chosen_is_kept_on_record(county_unit, officer_county):
    kept = plan_task(
        county_unit, officer_county, due_on=date(2024, 11, 2), keeps_day_off=True
    )
    plain = plan_task(county_unit, officer_county)

    assert (kept.keeps_day_off, plain.keeps_day_off) == (True, False)


def test_lists_entry_export_and_api_tell_it(
    client, call, entry, owner, officer_county, county_unit
):
    fill_on("2024-11-03", entry, owner)
    client.force_login(officer_county)
    task = entry.task

    table = client.get(f"/programme/tasks/{task.code}/?view=all").content.decode()
    page = client.get(f"/programme/tasks/{task.code}/{entry.pk}/").content.decode()
    told = call(owner, "tasks:read", f"/tasks/{task.code}/entries/{entry.pk}").json()
    paper = selectors.Paper(task, unit=county_unit, content=PaperContent.WHOLE)
    lines = list(iterate_lines(paper))
    client.force_login(owner)
    own = client.get("/programme/tasks/").content.decode()

    assert [one.count("迟报 3 天") for one in (table, page, own)] == [1, 1, 1]
    assert (told["late_days"], told["handed_in_at"][:10]) == (3, "2024-11-03")
    assert [line["填报方式"] for line in lines] == ["自填，迟报 3 天"]
    with override("en"):
        assert tell_late(reload(entry)) == "3 days late"


def test_without_late_ones_there_is_no_column(client, entry, owner, officer_county):
    fill_on("2024-10-31", entry, owner)
    client.force_login(officer_county)

    page = client.get(f"/programme/tasks/{entry.task.code}/?view=all").content.decode()

    assert "迟报" not in page
    assert audit.AuditEntry.objects.filter(action="programme.entry_submitted").exists()
