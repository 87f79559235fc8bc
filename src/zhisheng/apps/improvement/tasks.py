from datetime import timedelta

from django.utils import timezone

from zhisheng.apps.improvement import services
from zhisheng.apps.improvement.selectors import SEARCH_JOB, get_search
from zhisheng.kit.jobs import RunningJob, job_handler, periodic


@periodic("improvement.remind_tasks", every=timedelta(days=1))
def remind_tasks(job: RunningJob) -> None:
    """Remind of what is due in plans."""
    services.remind_tasks(today=timezone.localdate())


@periodic("improvement.remind_problems", every=timedelta(days=1))
def remind_problems(job: RunningJob) -> None:
    """Remind of actions that are due and of effects to be looked at."""
    services.remind_problems(today=timezone.localdate())


@periodic("improvement.watch_orders", every=timedelta(hours=1))
def watch_orders(job: RunningJob) -> None:
    """Pass orders of help on that nobody answered, and remind of what is due today."""
    services.watch_orders(today=timezone.localdate())


@job_handler(SEARCH_JOB, max_attempts=3)
def find_common_problems(job: RunningJob) -> None:
    search = get_search(job.payload["search"])
    services.find_common_problems(search=search, actor=job.actor)
