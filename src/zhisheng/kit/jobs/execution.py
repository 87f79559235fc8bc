"""Run one attempt at a job and settle what comes of it."""

import logging
from datetime import timedelta

from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from zhisheng.kit.audit import acting_for
from zhisheng.kit.boundary import Boundary
from zhisheng.kit.errors import DomainError
from zhisheng.kit.jobs.errors import JobInterrupted, UnknownJobError
from zhisheng.kit.jobs.models import Job, JobStatus
from zhisheng.kit.jobs.pulse import beating
from zhisheng.kit.jobs.queue import deliver, runs_jobs
from zhisheng.kit.jobs.registry import get_registration
from zhisheng.kit.jobs.running import RunningJob
from zhisheng.kit.problems import describe

UNEXPECTED = gettext_noop(
    "处理时出现意外错误，已记入系统日志。请稍后重试，或联系系统管理员。"
)
FIRST_BACKOFF_SECONDS = 10
LONGEST_BACKOFF_SECONDS = 600

logger = logging.getLogger(__name__)


@runs_jobs
def run_job(code: str) -> None:
    """Run the job if it still waits; a second delivery of it does nothing."""
    job = _claim(code)
    if job is None:
        return
    running = RunningJob(job)
    with Boundary() as outcome:
        handle = get_registration(job.name).handle
        with acting_for(job.organisation_code), beating(running):
            handle(running)
    _settle(job, running, outcome.error)


@transaction.atomic
def _claim(code: str) -> Job | None:
    now = timezone.now()
    job = Job.objects.select_for_update().filter(code=code).first()
    if job is None or job.status != JobStatus.QUEUED:
        return None
    job.status = JobStatus.RUNNING
    job.attempt += 1
    job.heartbeat_at = job.started_at = now
    job.save(update_fields=["status", "attempt", "heartbeat_at", "started_at"])
    return job


def _settle(job: Job, running: RunningJob, error: Exception | None) -> None:
    if isinstance(error, OperationalError):
        # The connection itself may be what broke.
        connection.close()
    if error is None:
        _finish(running, status=JobStatus.SUCCEEDED, **running.progress)
    elif isinstance(error, JobInterrupted):
        _put_back(job, running)
    elif isinstance(error, DomainError):
        is_refused = job.actor is not None and not isinstance(error, UnknownJobError)
        status = JobStatus.REFUSED if is_refused else JobStatus.FAILED
        _fail(running, code=error.code, message=describe(error), status=status)
    else:
        _retry_or_fail(job, running, error)


def _finish(running: RunningJob, **changes: object) -> None:
    if not running.update(finished_at=timezone.now(), **changes):
        logger.warning("job %s was taken over, its outcome is dropped", running.code)


def _fail(
    running: RunningJob,
    *,
    code: str,
    message: str,
    status: JobStatus = JobStatus.FAILED,
) -> None:
    _finish(running, status=status, error_code=code[:100], error_message=message)


def _retry_or_fail(job: Job, running: RunningJob, error: Exception) -> None:
    logger.error("job %s %s failed", job.code, job.name, exc_info=error)
    if job.attempt >= job.max_attempts:
        _fail(running, code="kit.job_failed", message=UNEXPECTED)
        return
    _queue_again(job, running, delay=compute_backoff(job.attempt))


def _put_back(job: Job, running: RunningJob) -> None:
    """Queue an interrupted job again; that attempt was not its fault."""
    _queue_again(job, running, delay=timedelta(0), attempt=job.attempt - 1)


@transaction.atomic
def _queue_again(
    job: Job, running: RunningJob, *, delay: timedelta, **changes: object
) -> None:
    if running.update(status=JobStatus.QUEUED, heartbeat_at=None, **changes):
        deliver(job, run_after=timezone.now() + delay if delay else None)


def compute_backoff(attempt: int) -> timedelta:
    """Return 10 s after the first attempt, doubled by each, at most ten minutes."""
    seconds = FIRST_BACKOFF_SECONDS * 2 ** (attempt - 1)
    return timedelta(seconds=min(seconds, LONGEST_BACKOFF_SECONDS))
