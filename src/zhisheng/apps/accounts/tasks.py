from datetime import timedelta

from zhisheng.apps.accounts import services
from zhisheng.kit.jobs import RunningJob, periodic


@periodic("accounts.deliver_messages", every=timedelta(minutes=1))
def deliver_messages(job: RunningJob) -> None:
    """Hand over what waits; what a killed worker left is taken up by the next beat."""
    services.deliver_messages(report=job.report)
