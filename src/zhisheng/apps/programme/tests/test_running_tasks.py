"""A task that is handed out: due later, explained, asked of who came later."""

from datetime import date

import pytest

from zhisheng.apps.accounts.models import Message
from zhisheng.apps.conftest import make_bureau, make_officer
from zhisheng.apps.programme import services
from zhisheng.apps.programme.choices import Audience, EntryState
from zhisheng.apps.programme.errors import (
    NobodyNewError,
    TaskFilterError,
    TaskOverError,
    TaskSoonerError,
    TaskStateError,
)
from zhisheng.apps.programme.models import ReportingTask
from zhisheng.apps.programme.selectors import count_by_unit, count_new
from zhisheng.apps.programme.tests.reporting import (
    fill,
    make_enterprises,
    on_day,
    open_now,
    plan_task,
)
from zhisheng.kit.audit.models import AuditEntry
from zhisheng.kit.errors import ForbiddenError

pytestmark = pytest.mark.django_db
NAME = "2024 年三季度进展"


@pytest.fixture
def task(county_unit, officer_county, owner, owner_organisation):
    make_enterprises(1, organisation=owner_organisation)
    task = open_now(plan_task(county_unit, officer_county), officer_county)
    Message.objects.all().delete()
    return task


def change(task, actor, *, day="2024-10-20", **changes):
    told = {"name": NAME, "instructions": "", "due_on": date(2024, 10, 31)} | changes
    with on_day(day):
        return services.change_running_task(
            task=task, change=services.RunningChange(**told), actor=actor
        )


def add(task, actor):
    with on_day("2024-10-20"):
        return services.add_asked(task=task, actor=actor)


def reload(task):
    return ReportingTask.objects.get(pk=task.pk)


def list_told():
    return [(one.recipient.name, str(one)) for one in Message.objects.order_by("pk")]


def test_a_later_deadline_is_told_to_all(task, officer_county):
    change(task, officer_county, due_on=date(2024, 11, 8))

    assert reload(task).due_on == date(2024, 11, 8)
    assert list_told() == [
        ("厂长王强", f"“{NAME}”的截止日期改到 2024年11月8日。"),
    ]
    noted = AuditEntry.objects.get(action="programme.running_task_changed")
    assert (noted.actor, noted.old, noted.new) == (
        officer_county, {"due_on": "2024-10-31"}, {"due_on": "2024-11-08"},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("day", "due", "error"),
    [
        ("2024-10-20", date(2024, 10, 30), TaskSoonerError),
        ("2024-11-20", date(2024, 11, 8), TaskOverError),
    ],
)
def test_a_deadline_is_neither_sooner_nor_over(task, officer_county, day, due, error):
    with pytest.raises(error):
        change(task, officer_county, day=day, due_on=due)

    assert reload(task).due_on == date(2024, 10, 31)
    assert list_told() == []


def test_after_its_end_it_can_be_put_off(task, officer_county):
    change(task, officer_county, day="2024-11-20", due_on=date(2024, 11, 29))

    assert reload(task).due_on == date(2024, 11, 29)


def test_what_is_explained_is_told_to_who_has_not_handed_in(
    task, officer_county, owner, ask
):
    change(task, officer_county, instructions="营业收入按开票数填。")

    assert list_told() == [("厂长王强", f"“{NAME}”的名称或说明有改动，请查看。")]
    entry = task.entries.get()
    page = ask(owner, "entry", task.code, entry.pk).content.decode()
    assert "营业收入按开票数填。" in page
    fill(entry, owner)
    Message.objects.all().delete()
    change(task, officer_county, name="改了名", instructions="营业收入按开票数填。")
    assert list_told() == []
    assert reload(task).name == "改了名"


def test_the_same_again_changes_and_tells_nothing(task, officer_county):
    change(task, officer_county)

    assert list_told() == []
    assert not AuditEntry.objects.filter(
        action="programme.running_task_changed"
    ).exists()


def test_who_came_later_is_added_and_told(
    task, officer_county, county_unit, stranger_organisation, stranger_owner
):
    make_enterprises(1, organisation=stranger_organisation)
    make_enterprises(1, region="131102")
    assert count_new(task) == 1

    assert add(task, officer_county) == 1

    assert count_by_unit(task, county_unit)[0].total == 2
    assert list_told() == [("厂长沈芳", f"请填报“{NAME}”，2024年10月31日 前提交。")]
    noted = AuditEntry.objects.get(action="programme.task_extended")
    assert (noted.actor, noted.counts) == (officer_county, {"entries": 1})
    with pytest.raises(NobodyNewError):
        add(task, officer_county)


def test_after_the_last_day_nobody_is_added(
    task, officer_county, stranger_organisation, stranger_owner
):
    make_enterprises(1, organisation=stranger_organisation)
    with on_day("2024-11-01"), pytest.raises(TaskOverError):
        services.add_asked(task=task, actor=officer_county)
    assert (task.entries.count(), list_told()) == (1, [])
    # Of a Saturday that was not chosen knowingly the Monday is the last day.
    ReportingTask.objects.update(due_on=date(2024, 11, 2))
    with on_day("2024-11-04"):
        assert services.add_asked(task=task, actor=officer_county) == 1


def test_a_unit_founded_later_is_added(city_unit, county_unit, officer_city):
    task = open_now(
        plan_task(
            city_unit, officer_city, code="county-ledger", audience=Audience.UNITS,
            level=EntryState.COUNTY,
        ),
        officer_city,
    )  # fmt: skip
    assert [one.name for one in task.entries.all()] == [county_unit.name]
    other = make_bureau("131102", city_unit)

    assert add(task, officer_city) == 1

    assert [one.name for one in task.entries.order_by("pk")] == [
        county_unit.name, other.name,
    ]  # fmt: skip


def test_a_body_founded_later_is_added(
    nation_unit, officer_nation, list_entry, other_body_organisation
):
    task = list_entry.task
    task.entries.filter(organisation=other_body_organisation).delete()

    assert add(task, officer_nation) == 1

    assert task.entries.filter(organisation=other_body_organisation).count() == 1


def test_an_ended_task_and_a_foreign_one_stay(
    task, officer_county, officer_other_county
):
    make_enterprises(1)
    for act in (add, change):
        with pytest.raises(ForbiddenError):
            act(task, officer_other_county)
    services.close_task(task=task, reason="收齐了", actor=officer_county)
    for act in (add, change):
        with pytest.raises(TaskStateError):
            act(task, officer_county)
    assert task.entries.count() == 1


def test_who_answers_for_it_is_of_the_unit_and_shown(
    task, officer_county, officer_other_county, county_unit, owner, ask
):
    with pytest.raises(TaskFilterError) as refused:
        change(task, officer_county, responsible=officer_other_county)
    assert refused.value.refusals == {
        "responsible": f"“桃城张伟”不是“{county_unit.name}”的工作人员。"
    }
    colleague = make_officer("安平赵军", county_unit)

    change(task, officer_county, responsible=colleague, office_phone="0318-7000000")

    entry = task.entries.get()
    for actor, name, *address in (
        (owner, "entry", task.code, entry.pk),
        (officer_county, "task", task.code),
    ):
        page = ask(actor, name, *address).content.decode()
        assert f"有问题找：{county_unit.name} 安平赵军" in page
        assert "0318-7000000" in page


def test_the_page_changes_and_adds(task, officer_county, ask):
    make_enterprises(1)
    with on_day("2024-10-20"):
        page = ask(officer_county, "change_task", task.code).content.decode()
    assert "下发以后新符合条件的有 1 个" in page
    assert 'value="2024-10-31"' in page

    sent = {
        "name": NAME, "instructions": "按开票数", "due_on": "2024-11-08",
        "responsible": officer_county.pk, "office_phone": "0318-7000000",
    }  # fmt: skip
    with on_day("2024-10-20"):
        answer = ask(officer_county, "change_task", task.code, data=sent)
        assert "截止日期只能往后改，不能早于" in ask(
            officer_county, "change_task", task.code,
            data=sent | {"due_on": "2024-10-31"},
        ).content.decode()  # fmt: skip
        added = ask(officer_county, "add_asked", task.code, data={})

    assert "已保存。" in answer.content.decode()
    assert "已补发 1 份，对方会收到通知。" in added.content.decode()
    found = reload(task)
    assert (found.instructions, found.due_on, found.office_phone) == (
        "按开票数", date(2024, 11, 8), "0318-7000000",
    )  # fmt: skip
