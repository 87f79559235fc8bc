"""Work that is due by the clock, enqueued once however many workers tick."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from zhisheng.kit.jobs.models import Job, PeriodicRun
from zhisheng.kit.jobs.queue import enqueue
from zhisheng.kit.jobs.registry import Handler, job_handler

_intervals: dict[str, timedelta] = {}


def periodic(
    name: str, *, every: timedelta, max_attempts: int = 3
) -> Callable[[Handler], Handler]:
    """Register a job handler that ``tick`` enqueues at this interval."""
    _intervals[name] = every
    return job_handler(name, max_attempts=max_attempts)


def tick(now: datetime | None = None) -> list[Job]:
    """Enqueue what is due and return it."""
    moment = now or timezone.now()
    jobs = (_enqueue_if_due(name, every, moment) for name, every in _intervals.items())
    return [job for job in jobs if job is not None]


def _enqueue_if_due(name: str, every: timedelta, now: datetime) -> Job | None:
    run, _ = PeriodicRun.objects.get_or_create(name=name, defaults={"next_due_at": now})
    if run.next_due_at > now:
        return None
    with transaction.atomic():
        # Of several workers only one finds the row as it was read.
        is_ours = PeriodicRun.objects.filter(
            pk=run.pk, next_due_at=run.next_due_at
        ).update(next_due_at=_next_due(run.next_due_at, every, now))
        return enqueue(name=name, payload={}, key="periodic") if is_ours else None


def _next_due(due: datetime, every: timedelta, now: datetime) -> datetime:
    """Return the first moment of the beat after now; missed beats are not made up."""
    missed = (now - due) // every
    return due + every * (missed + 1)
