from zhisheng.apps.statistics import services
from zhisheng.apps.statistics.selectors import get_bulletin
from zhisheng.kit.errors import DomainError
from zhisheng.kit.jobs import RunningJob, job_handler


@job_handler("statistics.compute_bulletin", max_attempts=3)
def compute_bulletin(job: RunningJob) -> None:
    bulletin = get_bulletin(job.payload["bulletin"])
    if bulletin.is_public:
        return
    try:
        services.compute_bulletin(bulletin=bulletin, actor=job.actor)
    except DomainError as error:
        services.fail_bulletin(bulletin=bulletin, problem=str(error), actor=job.actor)
        raise


@job_handler("statistics.renew_snapshot", max_attempts=3)
def renew_snapshot(job: RunningJob) -> None:
    services.ensure_snapshot(year=job.payload["year"], actor=job.actor)
