"""Put jobs into the library's queue, in the caller's transaction."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction
from django_tasks import task

from zhisheng.kit.audit import get_acting_organisation
from zhisheng.kit.jobs.errors import JobNotRetryableError
from zhisheng.kit.jobs.models import OPEN_STATUSES, Job, JobStatus
from zhisheng.kit.jobs.registry import get_registration

if TYPE_CHECKING:
    from django.contrib.auth.models import _User


_runners: list[Callable[[str], None]] = []


def runs_jobs(run: Callable[[str], None]) -> Callable[[str], None]:
    """Register what runs a delivered job; it stands above the queue and uses it."""
    _runners[:] = [run]
    return run


@task
def deliver_job(code: str) -> None:
    """Run the job; what the queue keeps is only its code."""
    for run in _runners:
        run(code)


@transaction.atomic
def enqueue(
    *,
    name: str,
    payload: Mapping[str, object],
    actor: "_User | None" = None,
    key: str = "",
) -> Job:
    """Queue a job; with a ``key`` an open job of that key is returned instead.

    It acts for the organisation that is acted for here.
    """
    registration = get_registration(name)
    job = Job(
        name=name,
        key=key,
        payload=dict(payload),
        actor=actor,
        organisation_code=get_acting_organisation(),
        max_attempts=registration.max_attempts,
    )
    known = _find_open(job) or _insert(job)
    if known is None:
        deliver(job)
    return known or job


def _find_open(job: Job) -> Job | None:
    if not job.key:
        return None
    return Job.objects.filter(
        name=job.name, key=job.key, status__in=OPEN_STATUSES
    ).first()


def _insert(job: Job) -> Job | None:
    """Save the job, or return the one that another process queued just now."""
    try:
        with transaction.atomic():
            job.save()
    except IntegrityError:
        known = _find_open(job)
        if known is None:
            raise
        return known
    return None


def deliver(job: Job, *, run_after: datetime | None = None) -> None:
    """Hand the job to the library's queue and remember the delivery."""
    result = deliver_job.using(run_after=run_after).enqueue(job.code)
    job.delivery_id = UUID(result.id)
    job.save(update_fields=["delivery_id"])


@transaction.atomic
def retry(*, job: Job) -> Job:
    """Queue a failed job again, from its checkpoint."""
    changed = Job.objects.filter(pk=job.pk, status=JobStatus.FAILED).update(
        status=JobStatus.QUEUED,
        attempt=0,
        error_code="",
        error_message="",
        finished_at=None,
    )
    if not changed:
        raise JobNotRetryableError
    job.refresh_from_db()
    deliver(job)
    return job
