"""What a kill left behind: jobs without a heartbeat, deliveries without a job."""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_noop
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from zhisheng.kit.jobs.models import Job, JobStatus
from zhisheng.kit.jobs.queue import deliver

STALE_AFTER = timedelta(seconds=60)
KEEP_DELIVERIES = timedelta(days=7)
WORKER_LOST = gettext_noop("处理程序多次中断，任务没有完成。请重试，或联系系统管理员。")

logger = logging.getLogger(__name__)


@transaction.atomic
def reclaim_stale() -> int:
    """Queue every job again whose worker fell silent; return how many.

    The delivery stays: a worker that was only slow settles its own, or ends in a fault.
    """
    before = timezone.now() - STALE_AFTER
    is_silent = Q(status=JobStatus.RUNNING, heartbeat_at__lt=before)
    # Killed after the queue gave the job out and before the job was claimed.
    is_undelivered = Q(status=JobStatus.QUEUED) & Exists(
        DBTaskResult.objects.exclude(status=TaskResultStatus.READY).filter(
            pk=OuterRef("delivery_id"), started_at__lt=before
        )
    )
    # A row locked by its own worker's transaction is alive: skip it.
    jobs = Job.objects.select_for_update(skip_locked=True)
    lost = list(jobs.filter(is_silent | is_undelivered))
    for job in lost:
        logger.warning("job %s lost its worker in attempt %s", job.code, job.attempt)
        _reclaim(job)
    return len(lost)


def _reclaim(job: Job) -> None:
    job.heartbeat_at = None
    if job.attempt < job.max_attempts:
        job.status = JobStatus.QUEUED
        job.save(update_fields=["status", "heartbeat_at"])
        deliver(job)
        return
    job.status = JobStatus.FAILED
    job.finished_at = timezone.now()
    job.error_code, job.error_message = "kit.worker_lost", WORKER_LOST
    job.save()


def forget_old_deliveries() -> int:
    """Delete what the library's queue keeps of work done a week ago."""
    before = timezone.now() - KEEP_DELIVERIES
    finished = [TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED]
    is_lost = Q(status=TaskResultStatus.RUNNING, started_at__lt=before)
    is_old = Q(status__in=finished, finished_at__lt=before)
    return int(DBTaskResult.objects.filter(is_old | is_lost).delete()[0])
