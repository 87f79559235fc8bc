"""One row per job, whatever becomes of the queue's own rows."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhisheng.kit.codes import new_code


class JobStatus(models.TextChoices):
    QUEUED = "queued", _("等待中")
    RUNNING = "running", _("进行中")
    SUCCEEDED = "succeeded", _("已完成")
    # A fault of ours, for who keeps the platform running.
    FAILED = "failed", _("失败")
    # A rule refused what a person asked for; that person is told and can mend it.
    REFUSED = "refused", _("未受理")


OPEN_STATUSES = (JobStatus.QUEUED, JobStatus.RUNNING)


def list_status_choices() -> list[tuple[str, Any]]:
    """Choices as a callable: a new one makes no migration."""
    return JobStatus.choices


def new_job_code() -> str:
    return new_code("J")


class Job(models.Model):
    code = models.CharField(max_length=20, unique=True, default=new_job_code)
    name = models.CharField(max_length=100)
    key = models.CharField(max_length=200, blank=True)
    payload = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    status = models.CharField(
        max_length=20, choices=list_status_choices, default=JobStatus.QUEUED
    )
    attempt = models.PositiveIntegerField(default=0)
    max_attempts = models.PositiveIntegerField(default=3)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    progress_done = models.BigIntegerField(default=0)
    progress_total = models.BigIntegerField(null=True, blank=True)
    message = models.CharField(max_length=500, blank=True)
    checkpoint = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    organisation_code = models.CharField(max_length=50, blank=True)
    error_code = models.CharField(max_length=100, blank=True)
    error_message = models.TextField(blank=True)
    delivery_id = models.UUIDField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "key"],
                condition=models.Q(status__in=["queued", "running"])
                & ~models.Q(key=""),
                name="job_one_open_per_key",
            )
        ]
        indexes = [
            # Reclaiming looks at the few open jobs only.
            models.Index(
                fields=["heartbeat_at"],
                condition=models.Q(status="running"),
                name="job_running_heartbeat",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def is_finished(self) -> bool:
        return self.status not in OPEN_STATUSES

    @property
    def remaining(self) -> timedelta | None:
        """Estimate what is left from the pace so far; None while nothing is known."""
        if self.status != JobStatus.RUNNING or not self.started_at:
            return None
        if not self.progress_total or self.progress_done <= 0:
            return None
        elapsed = timezone.now() - self.started_at
        left = max(self.progress_total - self.progress_done, 0)
        return elapsed * (left / self.progress_done)

    @property
    def progress_percent(self) -> int | None:
        if not self.progress_total:
            return None
        return min(100, self.progress_done * 100 // self.progress_total)


class PeriodicRun(models.Model):
    """When each periodic job is next due; the row decides which worker enqueues it."""

    name = models.CharField(max_length=100, unique=True)
    next_due_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
