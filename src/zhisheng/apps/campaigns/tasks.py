from zhisheng.apps.campaigns import services
from zhisheng.apps.campaigns.selectors import get_campaign
from zhisheng.kit.jobs import RunningJob, job_handler


@job_handler("campaigns.open_campaign", max_attempts=3)
def open_campaign(job: RunningJob) -> None:
    services.open_campaign(
        campaign=get_campaign(job.payload["campaign"]), actor=job.actor
    )
