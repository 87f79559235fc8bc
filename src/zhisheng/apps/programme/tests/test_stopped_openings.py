"""An opening that ended without an outcome is told, tried again or taken back."""

import pytest
from django.urls import reverse

from zhisheng.apps.programme import services
from zhisheng.apps.programme.errors import TaskStateError
from zhisheng.apps.programme.models import ReportingTask, TaskEntry
from zhisheng.apps.programme.tests.reporting import (
    make_enterprises,
    on_day,
    plan_task,
    queue_now,
)
from zhisheng.kit import jobs
from zhisheng.kit.audit import AuditEntry

pytestmark = pytest.mark.django_db
UNEXPECTED = "处理时出现意外错误，已记入系统日志。"


@pytest.fixture
def stopped(county_unit, officer_county, monkeypatch):
    """Let every attempt at an opening meet a fault nobody foresaw."""
    make_enterprises(2)
    task = plan_task(county_unit, officer_county)
    task = queue_now(task, officer_county)
    with monkeypatch.context() as broken:
        broken.setattr(services.handing_out, "select_new", None)
        for _attempt in range(task.job.max_attempts):
            jobs.run_job(task.job.code)
    return ReportingTask.objects.get(pk=task.pk)


def test_the_page_tells_what_happened_and_what_can_be_done(
    stopped, officer_county, ask
):
    html = ask(officer_county, "task", stopped.code).content.decode()

    assert "下发没有完成" in html
    assert UNEXPECTED in html
    assert "还没有发给任何人" in html
    assert reverse("programme:open_task", args=[stopped.code]) in html
    assert reverse("programme:recall_task", args=[stopped.code]) in html
    assert "正在下发：" not in html
    assert "下发没有完成" in ask(officer_county, "tasks").content.decode()


def test_the_page_that_waits_is_told_that_it_stopped(stopped, officer_county, ask):
    answer = ask(officer_county, "task_progress", stopped.code)

    assert (answer.status_code, answer["HX-Refresh"]) == (200, "true")


def test_it_is_tried_again_with_a_job_of_its_own(stopped, officer_county, ask):
    first = stopped.job_id

    with on_day(stopped.opens_on):
        ask(officer_county, "open_task", stopped.code, data={})
    jobs.run_pending()

    stopped.refresh_from_db()
    assert (stopped.status, stopped.job_id == first) == ("open", False)
    assert stopped.entries.count() == 2


def test_it_is_taken_back_to_be_changed(stopped, officer_county, ask):
    html = ask(officer_county, "recall_task", stopped.code, data={}).content.decode()

    stopped.refresh_from_db()
    assert (stopped.status, stopped.job) == ("draft", None)
    assert "已改回草稿" in html
    assert AuditEntry.objects.filter(action="programme.task_recalled").count() == 1


def test_what_still_runs_is_neither_queued_again_nor_taken_back(
    county_unit, officer_county
):
    make_enterprises(1)
    task = plan_task(county_unit, officer_county)
    task = queue_now(task, officer_county)

    with pytest.raises(TaskStateError, match="正在下发"):
        queue_now(task, officer_county)
    with pytest.raises(TaskStateError, match="正在下发"):
        services.recall_task(task=task, actor=officer_county)

    assert ReportingTask.objects.get().job == task.job
    assert TaskEntry.objects.count() == 0


def test_a_program_is_told_as_well(stopped, officer_county, call):
    answer = call(officer_county, "tasks:read", f"/tasks/{stopped.code}").json()

    assert (answer["status"], answer["has_stopped"]) == ("opening", True)
    assert answer["problem"].startswith(UNEXPECTED)
