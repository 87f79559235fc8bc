"""A task handed out before it opens: seen, told on its day, filled in from then on."""

from datetime import date

import pytest
import time_machine

from zhisheng.apps.accounts.models import Message
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import EntryEarlyError
from zhisheng.apps.programme.models import ReportingTask, TaskLink
from zhisheng.apps.programme.services import Filled, reporting
from zhisheng.apps.programme.tests.reporting import (
    GOOD,
    fill,
    make_enterprises,
    plan_task,
    reload,
)
from zhisheng.kit import jobs
from zhisheng.kit.audit import AuditEntry

pytestmark = pytest.mark.django_db
OPENS = date(2024, 10, 8)
FROM = "从 2024年10月8日 起填报"
EARLY = "“2024 年三季度进展”从 2024年10月8日 起填报，现在还不能填。"


@pytest.fixture
def clock():
    """Stand before the day on which the task opens."""
    with time_machine.travel("2024-09-25T12:00:00+08:00") as clock:
        yield clock


@pytest.fixture
def task(clock, county_unit, officer_county, owner_organisation, owner):
    make_enterprises(1, organisation=owner_organisation, name="安平县示例丝网厂")
    make_enterprises(1, contact_phone="13800000002")
    task = plan_task(county_unit, officer_county, opens_on=OPENS)
    services.queue_opening(task=task, actor=officer_county)
    jobs.run_pending()
    return ReportingTask.objects.get()


@pytest.fixture
def entry(task, owner_organisation):
    return task.entries.get(enterprise__organisation=owner_organisation)


def read(answer):
    return answer.content.decode()


def test_it_is_seen_and_nobody_is_asked_yet(task, entry, owner, officer_county, ask):
    assert (task.status, task.told_at, Message.objects.count()) == ("open", None, 0)
    assert list(selectors.list_due_entries_for(owner)) == []
    own = read(ask(owner, "tasks"))
    assert (FROM in own, "要我填的" in own) == (True, True)
    html = read(ask(owner, "entry", task.code, entry.pk))
    assert FROM in html
    assert 'value="submit"' not in html
    office = read(ask(officer_county, "task", task.code))
    assert FROM in office
    assert ("催报 2 份" in office, "发短信链接" in office) == (False, False)
    assert FROM in read(ask(officer_county, "tasks"))


def test_nothing_is_handed_in_before_the_day(task, entry, owner, officer_county):
    filled = Filled(answers=GOOD, version=0)

    for service in (services.submit_entry, services.save_entry, services.keep_answers):
        for actor in (owner, officer_county):
            with pytest.raises(EntryEarlyError) as refused:
                service(entry=entry, filled=filled, actor=actor)

    assert str(refused.value) == EARLY
    now = reload(entry)
    assert (now.state, now.answers, now.version) == ("unfilled", {}, 0)


def test_nobody_is_reminded_or_sent_a_link_before_the_day(
    task, entry, county_unit, officer_county
):
    asked = {"task": task, "unit": county_unit, "actor": officer_county}

    for service in (services.remind_missing, services.queue_links):
        with pytest.raises(EntryEarlyError):
            service(**asked)
    with pytest.raises(EntryEarlyError):
        services.issue_link(entry=entry, actor=officer_county)

    assert (Message.objects.count(), TaskLink.objects.count()) == (0, 0)


def test_who_has_to_fill_in_is_told_on_the_day_and_once(task, entry, owner, clock):
    assert services.tell_begun_tasks() == 0

    clock.move_to("2024-10-08T00:30:00+08:00")
    assert services.tell_begun_tasks() == 1
    assert services.tell_begun_tasks() == 0

    told = Message.objects.get()
    assert (told.recipient, str(told)) == (
        owner,
        "请填报“2024 年三季度进展”，2024年10月31日 前提交。",
    )
    assert AuditEntry.objects.filter(action="programme.task_begun").count() == 1
    assert list(selectors.list_due_entries_for(owner)) == [entry]
    fill(entry, owner)
    assert reload(entry).state == "filled"


def test_one_that_fails_keeps_no_other_from_being_told(
    task, county_unit, officer_county, clock, monkeypatch, caplog
):
    other = plan_task(county_unit, officer_county, opens_on=OPENS, name="另一项")
    services.queue_opening(task=other, actor=officer_county)
    jobs.run_pending()
    tell = reporting.tell_opened

    def fail(told, actor):
        tell(told, actor)
        if told == task:
            raise ValueError("no such text")

    monkeypatch.setattr(reporting, "tell_opened", fail)
    clock.move_to("2024-10-08T09:00:00+08:00")

    assert services.tell_begun_tasks() == 1

    assert [one.data["task"] for one in Message.objects.all()] == ["另一项"]
    assert list(ReportingTask.objects.filter(told_at=None)) == [task]
    assert f"task {task.pk} has begun, telling of it failed" in caplog.text
    monkeypatch.undo()
    assert services.tell_begun_tasks() == 1
    assert Message.objects.count() == 2


def test_the_platform_looks_every_hour(task, clock):
    clock.move_to("2024-10-08T09:00:00+08:00")

    jobs.tick()
    jobs.run_pending()

    assert Message.objects.count() == 1


def test_a_task_that_was_ended_before_its_day_is_told_to_nobody(
    task, officer_county, clock
):
    services.close_task(task=task, reason="不办了", actor=officer_county)
    clock.move_to("2024-10-08T09:00:00+08:00")

    assert services.tell_begun_tasks() == 0
    assert Message.objects.count() == 0


def test_a_task_that_opens_today_is_told_at_once(
    clock, county_unit, officer_county, owner_organisation, owner
):
    make_enterprises(1, organisation=owner_organisation)
    clock.move_to("2024-10-08T09:00:00+08:00")
    task = plan_task(county_unit, officer_county)
    services.queue_opening(task=task, actor=officer_county)
    jobs.run_pending()

    assert Message.objects.count() == 1
    assert ReportingTask.objects.get().told_at is not None
    assert services.tell_begun_tasks() == 0
