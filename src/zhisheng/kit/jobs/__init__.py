"""Background jobs over the library's queue: heartbeat, retry, progress, checkpoint."""

from zhisheng.kit.jobs.errors import JobInterrupted
from zhisheng.kit.jobs.execution import run_job
from zhisheng.kit.jobs.models import Job, JobStatus
from zhisheng.kit.jobs.queue import enqueue, retry
from zhisheng.kit.jobs.registry import job_handler
from zhisheng.kit.jobs.running import Fence, RunningJob
from zhisheng.kit.jobs.schedule import periodic, tick
from zhisheng.kit.jobs.upkeep import forget_old_deliveries, reclaim_stale
from zhisheng.kit.jobs.worker import run_pending, run_worker

__all__ = [
    "Fence",
    "Job",
    "JobInterrupted",
    "JobStatus",
    "RunningJob",
    "enqueue",
    "forget_old_deliveries",
    "job_handler",
    "periodic",
    "reclaim_stale",
    "retry",
    "run_job",
    "run_pending",
    "run_worker",
    "tick",
]
