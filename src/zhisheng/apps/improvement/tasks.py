from datetime import timedelta

from django.utils import timezone

from zhisheng.apps.improvement import services
from zhisheng.kit.jobs import RunningJob, periodic


@periodic("improvement.remind_tasks", every=timedelta(days=1))
def remind_tasks(job: RunningJob) -> None:
    """Remind of what is due in plans."""
    services.remind_tasks(today=timezone.localdate())
