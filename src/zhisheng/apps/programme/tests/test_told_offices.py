"""Offices are told once of what waits, and who handed in of what became of it."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from zhisheng.apps.accounts.models import Message
from zhisheng.apps.conftest import make_officer
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.services import Remark
from zhisheng.apps.programme.tests.reporting import (
    end_check_term,
    fill,
    make_enterprises,
    open_now,
    plan_task,
    reload,
)

pytestmark = pytest.mark.django_db
WAITS = "“2024 年三季度进展”有材料等您审核。"
FINAL = "“2024 年三季度进展”已审核通过，定稿了。"
REOPENED = "“2024 年三季度进展”重新打开了，正在重新审核。"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2024-10-09T02:30:00Z") as traveller:
        yield traveller


@pytest.fixture
def colleague(county_unit):
    return make_officer("安平赵强", county_unit)


@pytest.fixture
def task(
    city_unit, officer_city, county_unit, officer_county, colleague,
    owner_organisation, owner,
):  # fmt: skip
    make_enterprises(1, organisation=owner_organisation)
    make_enterprises(3)
    task = open_now(plan_task(city_unit, officer_city), officer_city)
    Message.objects.all().delete()
    return task


@pytest.fixture
def entries(task):
    """Return the owner's entry and three of enterprises without an account."""
    return list(task.entries.order_by("pk"))


def list_told(title=None):
    told = Message.objects.order_by("pk")
    return sorted(
        (str(one.recipient), str(one))
        for one in told
        if str(one) == (title or str(one))
    )


def pass_all(task, unit, actor, **changes):
    return services.pass_entries(task=task, unit=unit, actor=actor, **changes)


def send_back(entry, unit, actor):
    return services.return_entry(
        entry=entry, unit=unit, remarks=[Remark("请改")],
        version=reload(entry).version, actor=actor,
    )  # fmt: skip


def test_the_reviewers_are_told_of_the_first_that_waits(
    task, entries, owner, county_unit
):
    fill(entries[0], owner)

    assert list_told() == [("安平刘丽", WAITS), ("安平赵强", WAITS)]
    link = reverse("programme:task", args=[task.code]) + "?view=waiting"
    assert {one.link for one in Message.objects.all()} == {link}


def test_who_brings_it_about_is_not_told(entries, colleague):
    fill(entries[1], colleague)

    assert list_told() == [("安平刘丽", WAITS)]


def test_of_many_they_are_told_once_a_day(
    task, entries, county_unit, officer_county, officer_city, colleague, clock
):
    for entry in entries[1:3]:
        fill(entry, officer_county)
    assert list_told() == [("安平赵强", WAITS)]
    Message.objects.all().delete()

    assert pass_all(task, county_unit, colleague) == 2

    assert list_told() == [("衡水孙红", WAITS)]
    fill(entries[3], officer_county)
    pass_all(task, county_unit, colleague)
    assert list_told(WAITS) == [("安平赵强", WAITS), ("衡水孙红", WAITS)]
    clock.move_to("2024-10-10T02:30:00Z")
    end_check_term(task)
    pass_all(task, task.unit, officer_city)
    services.reopen_entry(entry=entries[3], reason="报错单位", actor=officer_city)
    # The one who reopened it knows.
    assert list_told(WAITS) == [("安平赵强", WAITS), ("衡水孙红", WAITS)]


def test_the_next_day_they_are_told_of_what_came_since(
    entries, owner, officer_county, colleague, clock
):
    fill(entries[0], owner)
    clock.move_to("2024-10-10T02:30:00Z")

    fill(entries[1], officer_county)

    assert list_told() == [
        ("安平刘丽", WAITS), ("安平赵强", WAITS), ("安平赵强", WAITS),
    ]  # fmt: skip


def test_who_left_is_not_told(entries, owner, colleague):
    colleague.memberships.update(ended_at="2024-10-01T00:00Z")

    fill(entries[0], owner)

    assert list_told() == [("安平刘丽", WAITS)]


def test_who_handed_in_is_told_when_it_is_final(
    task, entries, owner, county_unit, officer_county, officer_city, colleague
):
    fill(entries[0], owner)
    for entry in entries[1:]:
        fill(entry, colleague)
    pass_all(task, county_unit, officer_county)
    Message.objects.all().delete()
    end_check_term(task)

    assert pass_all(task, task.unit, officer_city) == 4

    # A colleague who filled in three for others is told once.
    assert list_told() == [("厂长王强", FINAL), ("安平赵强", FINAL)]
    assert {one.link for one in Message.objects.all()} == {
        reverse("programme:task", args=[task.code])
    }


def test_nobody_is_told_of_a_level_in_between(
    task, entries, owner, county_unit, officer_county, officer_city
):
    fill(entries[0], owner)
    Message.objects.all().delete()

    pass_all(task, county_unit, officer_county)

    assert list_told() == [("衡水孙红", WAITS)]


def test_who_handed_in_is_told_of_a_reopening_and_of_the_end_again(
    task, entries, owner, county_unit, officer_county, officer_city
):
    fill(entries[0], owner)
    pass_all(task, county_unit, officer_county)
    pass_all(task, task.unit, officer_city)
    Message.objects.filter(key__startswith="review:").delete()

    services.reopen_entry(entry=entries[0], reason="报错单位", actor=officer_city)
    pass_all(task, task.unit, officer_city)

    told = [str(one) for one in Message.objects.filter(recipient=owner).order_by("pk")]
    assert told == [FINAL, REOPENED, FINAL]


def test_who_filled_in_for_somebody_is_told_of_the_return(
    entries, county_unit, officer_county, colleague
):
    fill(entries[1], colleague)
    Message.objects.all().delete()

    send_back(entries[1], county_unit, officer_county)

    assert list_told() == [
        ("安平赵强", "“2024 年三季度进展”有要改的地方，改好后请再提交。")
    ]


def test_an_officer_knows_by_task_what_waits(
    task, entries, owner, officer_county, officer_city, city_unit
):
    other = open_now(plan_task(city_unit, officer_city, name="四季度"), officer_city)
    fill(entries[0], owner)
    fill(entries[1], officer_county)
    fill(other.entries.order_by("pk").first(), owner)

    assert selectors.count_waiting_by_task_for(officer_county) == {
        task.code: 2, other.code: 1
    }  # fmt: skip
    assert selectors.count_waiting_by_task_for(officer_city) == {}
    assert selectors.count_waiting_by_task_for(owner) == {}
    services.close_task(task=other, reason="收齐了", actor=officer_city)
    assert selectors.count_waiting_by_task_for(officer_county) == {task.code: 2}


def test_the_list_of_tasks_tells_what_waits_here(
    task, entries, owner, officer_county, city_unit, officer_city, ask
):
    later = plan_task(city_unit, officer_city, name="四季度", due_on=date(2025, 1, 20))
    open_now(later, officer_city)
    table = ask(officer_county, "tasks").context["given"]
    assert [column.label for column in table.columns] == [
        "任务", "所属期", "发布单位", "截止日期", "状态",
    ]  # fmt: skip
    fill(entries[0], owner)

    table = ask(officer_county, "tasks").context["given"]

    assert [column.label for column in table.columns][-1] == "等我审"
    assert [(row.cells[0], row.cells[-1]) for row in table.rows] == [
        ("四季度", ""), ("2024 年三季度进展", 1),
    ]  # fmt: skip
    addresses = [row.url for row in table.rows]
    assert addresses[1] == (
        reverse("programme:task", args=[task.code]) + "?view=waiting"
    )
