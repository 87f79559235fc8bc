"""Ending a task asks first, is on record with its reason, and can be taken back."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import ReasonMissingError, TaskStateError
from zhisheng.apps.programme.models import ReportingTask
from zhisheng.apps.programme.tests.reporting import (
    fill,
    make_enterprises,
    open_now,
    plan_task,
    reload,
)
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.forms import FormClosedError

pytestmark = pytest.mark.django_db
WHY = "上级通知不再收"


@pytest.fixture
def task(county_unit, officer_county, owner_organisation, owner):
    make_enterprises(1, organisation=owner_organisation, name="安平县示例丝网厂")
    make_enterprises(2)
    return open_now(plan_task(county_unit, officer_county), officer_county)


@pytest.fixture
def entry(task, owner_organisation):
    return task.entries.get(enterprise__organisation=owner_organisation)


@pytest.fixture
def closed(task, officer_county):
    return services.close_task(task=task, reason=WHY, actor=officer_county)


def read(answer):
    return answer.content.decode()


def test_who_ends_a_task_is_told_first_what_is_open(
    task, entry, owner, officer_county, ask
):
    fill(entry, owner)
    assert reverse("programme:close_task", args=[task.code]) in read(
        ask(officer_county, "task", task.code)
    )

    html = read(ask(officer_county, "close_task", task.code))

    assert "还有 2 份没有交、1 份在审。" in html
    assert "结束以后不再接收填报和审核" in html
    assert ReportingTask.objects.get().status == "open"


def test_without_a_reason_it_is_not_ended(task, officer_county, ask):
    answer = ask(officer_county, "close_task", task.code, data={"reason": " "})

    assert answer.status_code == 422
    assert "还有 3 份没有交、0 份在审。" in read(answer)
    with pytest.raises(ReasonMissingError):
        services.close_task(task=task, reason=" ", actor=officer_county)
    task.refresh_from_db()
    assert (task.status, task.closed_at, task.closing_reason) == ("open", None, "")


def test_the_reason_is_on_record_and_on_the_page(task, officer_county, ask):
    html = read(ask(officer_county, "close_task", task.code, data={"reason": WHY}))

    assert f"原因：{WHY}" in html
    told = AuditEntry.objects.get(action="programme.task_closed")
    assert told.new == {"reason": WHY}
    assert told.counts == {
        "missing": 3, "returned": 0, "taken_back": 0, "under_review": 0,
    }  # fmt: skip


def test_it_is_reopened_with_a_reason(closed, entry, owner, officer_county, ask):
    code = closed.code
    assert reverse("programme:reopen_task", args=[code]) in read(
        ask(officer_county, "task", code)
    )
    refused = ask(officer_county, "reopen_task", code, data={"reason": ""})
    assert (refused.status_code, ReportingTask.objects.get().status) == (422, "closed")

    ask(officer_county, "reopen_task", code, data={"reason": "还有两家要补"})

    task = ReportingTask.objects.get()
    assert (task.status, task.closed_at, task.closing_reason) == ("open", None, "")
    told = AuditEntry.objects.get(action="programme.task_reopened")
    assert (told.old, told.new) == ({"reason": WHY}, {"reason": "还有两家要补"})
    fill(reload(entry), owner)
    assert reload(entry).state == "filled"


def test_what_is_not_ended_is_not_reopened(task, officer_county):
    with pytest.raises(TaskStateError, match="填报中"):
        services.reopen_task(task=task, reason=WHY, actor=officer_county)


def test_a_form_that_is_over_is_not_asked_again(closed, officer_county):
    closed.form_data["valid_to"] = "2024-12-31"
    closed.save()

    with time_machine.travel(date(2025, 1, 1)), pytest.raises(FormClosedError):
        services.reopen_task(task=closed, reason=WHY, actor=officer_county)

    assert ReportingTask.objects.get().status == "closed"


def test_an_ended_task_is_no_longer_to_be_filled_in(
    task, entry, owner, officer_county, ask
):
    own, past = ("要我填的", "已交的和已结束的")
    html = read(ask(owner, "tasks"))
    assert (own in html, past in html) == (True, False)

    services.close_task(task=task, reason=WHY, actor=officer_county)

    html = read(ask(owner, "tasks"))
    assert (own in html, past in html) == (False, True)
    assert "没有交，任务已结束" in html
    assert list(selectors.list_due_entries_for(owner)) == []


def test_what_was_handed_in_is_no_longer_to_be_filled_in(entry, owner, ask):
    fill(entry, owner)

    html = read(ask(owner, "tasks"))

    assert ("要我填的" in html, "已交的和已结束的" in html) == (False, True)


def test_a_program_says_why_as_well(task, officer_county, call):
    path = f"/tasks/{task.code}"
    assert call(officer_county, "tasks:manage", f"{path}/close", {}).status_code == 422

    closed = call(officer_county, "tasks:manage", f"{path}/close", {"reason": WHY})
    assert (closed.json()["status"], closed.json()["closing_reason"]) == ("closed", WHY)

    opened = call(officer_county, "tasks:manage", f"{path}/reopen", {"reason": "补"})
    assert (opened.json()["status"], opened.json()["closing_reason"]) == ("open", "")
