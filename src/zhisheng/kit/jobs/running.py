"""What a handler sees of its job; every write is fenced by the delivery."""

import time
from collections.abc import Callable, Generator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from zhisheng.kit.jobs.errors import JobInterrupted
from zhisheng.kit.jobs.models import Job, JobStatus
from zhisheng.kit.jobs.stopping import is_stopping

REPORT_EVERY_SECONDS = 1.0
# What opens the transactions of a service that a job runs.
Fence = Callable[[], AbstractContextManager[None]]


class RunningJob:
    """One attempt at a job.

    An attempt that another worker took over writes nothing more: its next report or
    checkpoint raises ``JobInterrupted``, and the transaction around it rolls back.
    Attempts are counted anew when a person retries; a delivery never comes back.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self._delivery_id = job.delivery_id
        self._reported_at = float("-inf")
        self._checkpoint: dict[str, Any] = dict(job.checkpoint)

    @property
    def code(self) -> str:
        return self._job.code

    @property
    def attempt(self) -> int:
        return self._job.attempt

    @property
    def payload(self) -> dict[str, Any]:
        return dict(self._job.payload)

    @property
    def checkpoint(self) -> dict[str, Any]:
        return dict(self._checkpoint)

    @property
    def actor(self) -> Any:
        """The person on whose behalf the job runs, or None."""
        return self._job.actor

    def report(self, done: int, total: int | None = None, message: str = "") -> None:
        """Tell how far the work is; written at most once a second, and a heartbeat."""
        self._job.progress_done = done
        self._job.progress_total = (
            total if total is not None else self._job.progress_total
        )
        self._job.message = message[:500] or self._job.message
        if is_stopping():
            raise JobInterrupted
        if time.monotonic() - self._reported_at >= REPORT_EVERY_SECONDS:
            self._write(**self.progress)

    def save_checkpoint(self, checkpoint: Mapping[str, object]) -> None:
        """Keep where to go on; call it last in the transaction whose work it tells of."""
        self._write(checkpoint=dict(checkpoint), **self.progress)
        self._checkpoint = dict(checkpoint)

    @contextmanager
    def fence(self) -> Generator[None]:
        """Open a transaction that commits only while the job is this attempt's."""
        with transaction.atomic():
            yield
            self._write(**self.progress)

    @property
    def progress(self) -> dict[str, Any]:
        return {
            "progress_done": self._job.progress_done,
            "progress_total": self._job.progress_total,
            "message": self._job.message,
        }

    def beat(self, at: datetime | None = None) -> bool:
        """Renew the heartbeat; False tells that this attempt is no longer the job's."""
        return self.update(heartbeat_at=at or timezone.now())

    def update(self, **changes: object) -> bool:
        """Change the row if it still belongs to this attempt."""
        return bool(
            Job.objects.filter(
                pk=self._job.pk,
                status=JobStatus.RUNNING,
                delivery_id=self._delivery_id,
            ).update(**changes)
        )

    def _write(self, **changes: object) -> None:
        if not self.update(heartbeat_at=timezone.now(), **changes):
            raise JobInterrupted
        self._reported_at = time.monotonic()
