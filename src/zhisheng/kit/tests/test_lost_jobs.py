"""A worker falls silent: another takes its job over, and the silent one writes no more."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from zhisheng.kit import jobs
from zhisheng.kit.jobs import execution, registry
from zhisheng.kit.jobs.models import Job, JobStatus

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_registry(monkeypatch):
    monkeypatch.setattr(registry, "_registrations", {})


@pytest.fixture
def seen() -> list[jobs.RunningJob]:
    return []


@pytest.fixture
def plain_job(seen):
    jobs.job_handler("test.plain", max_attempts=3)(seen.append)
    return "test.plain"


def make_silent(job: Job, *, attempt: int, seconds: int) -> None:
    job.status, job.attempt = JobStatus.RUNNING, attempt
    job.heartbeat_at = timezone.now() - timedelta(seconds=seconds)
    job.save()
    DBTaskResult.objects.filter(pk=job.delivery_id).update(
        status="RUNNING", started_at=job.heartbeat_at
    )


def take_over(code: str) -> None:
    """Give a running job up for lost and let another worker claim it."""
    make_silent(Job.objects.get(code=code), attempt=1, seconds=61)
    assert jobs.reclaim_stale() == 1
    claim(code)


def claim(code: str) -> Job:
    job = execution._claim(code)
    assert job is not None
    return job


def test_silent_job_is_queued_again(plain_job, seen):
    job = jobs.enqueue(name=plain_job, payload={})
    make_silent(job, attempt=1, seconds=61)

    assert jobs.reclaim_stale() == 1
    assert DBTaskResult.objects.ready().count() == 1
    jobs.run_pending()

    job.refresh_from_db()
    assert (job.status, job.attempt) == (JobStatus.SUCCEEDED, 2)


def test_job_with_a_heartbeat_is_left_alone(plain_job):
    job = jobs.enqueue(name=plain_job, payload={})
    make_silent(job, attempt=1, seconds=55)

    assert jobs.reclaim_stale() == 0


def test_job_that_lost_every_worker_fails(plain_job):
    job = jobs.enqueue(name=plain_job, payload={})
    make_silent(job, attempt=3, seconds=61)

    jobs.reclaim_stale()

    job.refresh_from_db()
    assert (job.status, job.error_code) == (JobStatus.FAILED, "kit.worker_lost")


def test_job_killed_between_queue_and_claim_is_delivered_again(plain_job, seen):
    jobs.enqueue(name=plain_job, payload={})
    long_ago = timezone.now() - timedelta(seconds=61)
    DBTaskResult.objects.update(status="RUNNING", started_at=long_ago)

    assert jobs.reclaim_stale() == 1
    jobs.run_pending()

    assert len(seen) == 1


def test_attempt_taken_over_by_another_writes_nothing():
    def handle(job: jobs.RunningJob) -> None:
        take_over(job.code)
        assert job.beat() is False
        job.save_checkpoint({"row": 1})

    jobs.job_handler("test.taken_over")(handle)
    job = jobs.enqueue(name="test.taken_over", payload={})
    jobs.run_pending()

    job.refresh_from_db()
    assert (job.status, job.attempt) == (JobStatus.RUNNING, 2)
    assert job.checkpoint == {}


def test_attempt_given_up_for_lost_writes_nothing_after_a_retry(plain_job):
    job = jobs.enqueue(name=plain_job, payload={})
    lost = jobs.RunningJob(claim(job.code))
    job.refresh_from_db()
    make_silent(job, attempt=3, seconds=61)
    jobs.reclaim_stale()
    job.refresh_from_db()

    jobs.retry(job=job)
    again = jobs.RunningJob(claim(job.code))

    assert lost.attempt == again.attempt == 1
    assert (lost.beat(), again.beat()) == (False, True)


def test_worker_that_was_only_slow_goes_on_with_other_jobs(plain_job, seen):
    jobs.job_handler("test.slow")(lambda job: take_over(job.code))
    jobs.enqueue(name="test.slow", payload={})
    jobs.enqueue(name=plain_job, payload={})

    assert jobs.run_pending() == 3

    assert len(seen) == 1
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"SUCCESSFUL"}
