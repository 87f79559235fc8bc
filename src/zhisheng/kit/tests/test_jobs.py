import logging
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from zhisheng.kit import audit, jobs
from zhisheng.kit.errors import ConflictError
from zhisheng.kit.jobs import registry, schedule, stopping
from zhisheng.kit.jobs.errors import JobNotRetryableError, UnknownJobError
from zhisheng.kit.jobs.execution import compute_backoff
from zhisheng.kit.jobs.models import Job, JobStatus, PeriodicRun

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_registry(monkeypatch):
    monkeypatch.setattr(registry, "_registrations", {})
    monkeypatch.setattr(schedule, "_intervals", {})


@pytest.fixture
def seen() -> list[jobs.RunningJob]:
    return []


@pytest.fixture
def plain_job(seen):
    jobs.job_handler("test.plain", max_attempts=3)(seen.append)
    return "test.plain"


def enqueue_failing(
    error: Exception, *, max_attempts: int = 3, actor: object = None
) -> Job:
    def fail(job: jobs.RunningJob) -> None:
        raise error

    jobs.job_handler("test.failing", max_attempts=max_attempts)(fail)
    return jobs.enqueue(name="test.failing", payload={}, actor=actor)


def test_runs_with_its_payload(plain_job, seen):
    job = jobs.enqueue(name=plain_job, payload={"year": 2024})

    assert jobs.run_pending() == 1

    job.refresh_from_db()
    assert [run.payload for run in seen] == [{"year": 2024}]
    assert (job.status, job.attempt) == (JobStatus.SUCCEEDED, 1)
    assert job.finished_at is not None


def test_acts_for_the_organisation_that_queued_it(seen):
    def write(job: jobs.RunningJob) -> None:
        audit.record(action="test.written")

    jobs.job_handler("test.writing")(write)
    with audit.acting_for("O-1"):
        jobs.enqueue(name="test.writing", payload={})
    jobs.enqueue(name="test.writing", payload={})

    assert jobs.run_pending() == 2

    entries = audit.AuditEntry.objects.filter(action="test.written").order_by("pk")
    assert [entry.organisation_code for entry in entries] == ["O-1", ""]
    assert audit.get_acting_organisation() == ""


def test_refuses_an_unknown_name():
    with pytest.raises(UnknownJobError, match=r"test\.unknown"):
        jobs.enqueue(name="test.unknown", payload={})


def test_refuses_a_second_handler_of_one_name(plain_job):
    def other(job: jobs.RunningJob) -> None: ...

    other.__module__ = "elsewhere"

    with pytest.raises(ValueError, match=r"test\.plain"):
        jobs.job_handler(plain_job)(other)


def test_is_rolled_back_with_the_callers_transaction(plain_job, seen):
    with suppress(RuntimeError), transaction.atomic():
        jobs.enqueue(name=plain_job, payload={})
        raise RuntimeError

    assert Job.objects.count() == 0
    assert jobs.run_pending() == 0
    assert seen == []


def test_key_joins_an_open_job_but_not_a_finished_one(plain_job, seen):
    first = jobs.enqueue(name=plain_job, payload={}, key="a")
    assert jobs.enqueue(name=plain_job, payload={}, key="a") == first
    assert jobs.enqueue(name=plain_job, payload={}, key="b") != first

    assert jobs.run_pending() == 2
    assert jobs.enqueue(name=plain_job, payload={}, key="a") != first


def test_jobs_without_key_are_never_joined(plain_job, seen):
    for _ in range(2):
        jobs.enqueue(name=plain_job, payload={})

    assert jobs.run_pending(limit=1) == 1
    assert len(seen) == 1
    assert jobs.run_pending() == 1


def test_second_delivery_of_a_job_does_nothing(plain_job, seen):
    job = jobs.enqueue(name=plain_job, payload={})
    jobs.queue.deliver_job.enqueue(job.code)

    assert jobs.run_pending() == 2
    assert len(seen) == 1


def test_domain_error_fails_at_once_with_its_message():
    job = enqueue_failing(ConflictError())

    jobs.run_pending()

    job.refresh_from_db()
    assert (job.status, job.attempt) == (JobStatus.FAILED, 1)
    assert job.error_code == "kit.conflict"
    assert job.error_message == ConflictError.message


@pytest.mark.parametrize(
    ("error", "status"),
    [(ConflictError(), "refused"), (UnknownJobError(name="x"), "failed")],
)
def test_a_refusal_of_what_a_person_asked_for_is_no_failure(
    django_user_model, error, status
):
    person = django_user_model.objects.create(username="a")
    job = enqueue_failing(error, actor=person)

    jobs.run_pending()

    job.refresh_from_db()
    assert (job.status, job.attempt) == (status, 1)
    assert (job.error_code, job.error_message) == (error.code, str(error))


def test_other_error_is_retried_after_a_pause_then_fails_plainly(caplog):
    with time_machine.travel(NOW, tick=False) as clock:
        job = enqueue_failing(ZeroDivisionError("secret detail"), max_attempts=2)
        assert jobs.run_pending() == 1
        job.refresh_from_db()
        assert (job.status, job.attempt) == (JobStatus.QUEUED, 1)

        clock.shift(9)
        assert jobs.run_pending() == 0
        clock.shift(2)
        assert jobs.run_pending() == 1

    job.refresh_from_db()
    assert (job.status, job.attempt) == (JobStatus.FAILED, 2)
    assert job.error_code == "kit.job_failed"
    assert "secret" not in job.error_message
    logged = [r for r in caplog.records if r.levelno == logging.ERROR and r.exc_info]
    assert len(logged) == 2


def test_backoff_doubles_up_to_ten_minutes():
    seconds = [compute_backoff(n).total_seconds() for n in (1, 2, 3, 10)]
    assert seconds == [10, 20, 40, 600]


def test_report_is_throttled_and_the_last_one_kept(django_assert_num_queries):
    def handle(job: jobs.RunningJob) -> None:
        with django_assert_num_queries(1):
            for done in range(1, 101):
                job.report(done, 200, "读取")

    jobs.job_handler("test.progress")(handle)
    job = jobs.enqueue(name="test.progress", payload={})
    jobs.run_pending()

    job.refresh_from_db()
    assert job.status == JobStatus.SUCCEEDED
    assert (job.progress_done, job.progress_total) == (100, 200)
    assert job.message == "读取"
    assert job.progress_percent == 50


def test_remaining_time_follows_the_pace():
    with time_machine.travel(NOW, tick=False):
        job = Job(
            status=JobStatus.RUNNING,
            started_at=NOW - timedelta(seconds=30),
            progress_done=25,
            progress_total=100,
        )
        assert job.remaining == timedelta(seconds=90)
        job.progress_done = 0
        assert job.remaining is None


def test_goes_on_from_its_checkpoint_after_a_failure():
    starts: list[int] = []

    def handle(job: jobs.RunningJob) -> None:
        starts.append(job.checkpoint.get("row", 0))
        if job.attempt == 1:
            job.save_checkpoint({"row": 500})
            raise OSError

    jobs.job_handler("test.resumes")(handle)
    job = jobs.enqueue(name="test.resumes", payload={})
    jobs.run_pending()
    DBTaskResult.objects.update(run_after=timezone.now())
    jobs.run_pending()

    job.refresh_from_db()
    assert starts == [0, 500]
    assert job.status == JobStatus.SUCCEEDED


def test_checkpoint_rolls_back_with_the_work_it_tells_of():
    def handle(job: jobs.RunningJob) -> None:
        with transaction.atomic():
            job.save_checkpoint({"row": 500})
            raise ConflictError

    jobs.job_handler("test.rolls_back")(handle)
    job = jobs.enqueue(name="test.rolls_back", payload={})
    jobs.run_pending()

    job.refresh_from_db()
    assert job.checkpoint == {}


def test_failed_job_can_be_run_again(plain_job, seen):
    job = jobs.enqueue(name=plain_job, payload={})
    Job.objects.update(status=JobStatus.FAILED, error_code="kit.job_failed")

    jobs.retry(job=job)
    jobs.run_pending()

    job.refresh_from_db()
    assert (job.status, job.error_code) == (JobStatus.SUCCEEDED, "")
    with pytest.raises(JobNotRetryableError):
        jobs.retry(job=job)


def test_ending_worker_puts_the_job_back_without_counting_the_attempt():
    def handle(job: jobs.RunningJob) -> None:
        stopping.request_stop()
        try:
            job.report(1)
        finally:
            stopping.withdraw_stop()

    jobs.job_handler("test.interrupted", max_attempts=1)(handle)
    job = jobs.enqueue(name="test.interrupted", payload={})
    jobs.run_pending(limit=1)

    job.refresh_from_db()
    assert (job.status, job.attempt) == (JobStatus.QUEUED, 0)
    assert DBTaskResult.objects.ready().count() == 1


def test_tick_enqueues_due_work_once_per_beat(seen):
    jobs.periodic("test.minutely", every=timedelta(minutes=1))(seen.append)

    assert [job.name for job in jobs.tick(NOW)] == ["test.minutely"]
    assert jobs.tick(NOW + timedelta(seconds=59)) == []
    jobs.run_pending()
    assert len(jobs.tick(NOW + timedelta(seconds=60))) == 1
    assert Job.objects.count() == 2


def test_tick_makes_up_a_long_pause_only_once(seen):
    jobs.periodic("test.minutely", every=timedelta(minutes=1))(seen.append)
    jobs.tick(NOW)
    jobs.run_pending()

    late = NOW + timedelta(minutes=10, seconds=30)

    assert len(jobs.tick(late)) == 1
    due = PeriodicRun.objects.get().next_due_at
    assert due == NOW + timedelta(minutes=11)


def test_tick_command_names_what_it_enqueued(seen, capsys):
    jobs.periodic("test.minutely", every=timedelta(minutes=1))(seen.append)

    call_command("tick")

    assert (
        capsys.readouterr().out
        == "已安排 enqueued: test.minutely；重新安排 reclaimed: 0\n"
    )


def test_old_deliveries_are_forgotten(plain_job, seen):
    with time_machine.travel(NOW):
        jobs.enqueue(name=plain_job, payload={})
        jobs.run_pending()
    with time_machine.travel(NOW + timedelta(days=8)):
        jobs.enqueue(name=plain_job, payload={})

        assert jobs.forget_old_deliveries() == 1
        assert DBTaskResult.objects.count() == 1
