from datetime import timedelta

from django.conf import settings
from django.utils.translation import override

from zhisheng.apps.registry import services
from zhisheng.apps.registry.choices import ExchangeStatus
from zhisheng.apps.registry.models import ExchangeBatch
from zhisheng.apps.registry.selectors import get_batch
from zhisheng.kit.errors import DomainError
from zhisheng.kit.jobs import RunningJob, job_handler, periodic
from zhisheng.kit.problems import describe


@job_handler("registry.read_exchange", max_attempts=3)
def read_exchange(job: RunningJob) -> None:
    """Read a file; what is wrong is told in the language of who sent it."""
    batch = get_batch(job.payload["batch"])
    if not _waits_for(batch, job, ExchangeStatus.UPLOADED, ExchangeStatus.READING):
        return
    with _speak(job):
        try:
            services.read_exchange(
                batch=batch, actor=job.actor, report=job.report, fence=job.fence
            )
        except DomainError as error:
            with job.fence():
                services.fail_exchange(batch=batch, problem=describe(error))
            raise


@job_handler("registry.apply_exchange", max_attempts=3)
def apply_exchange(job: RunningJob) -> None:
    batch = get_batch(job.payload["batch"])
    if _waits_for(batch, job, ExchangeStatus.APPLYING):
        with _speak(job), job.fence():
            services.apply_exchange(batch=batch, actor=job.actor)


@periodic("registry.forget_exchange_rows", every=timedelta(days=1))
def forget_exchange_rows(_job: RunningJob) -> None:
    services.forget_exchange_rows()


def _speak(job: RunningJob) -> override:
    return override(getattr(job.actor, "language", "") or settings.LANGUAGE_CODE)


def _waits_for(batch: ExchangeBatch, job: RunningJob, *statuses: str) -> bool:
    """Tell whether the batch waits for this job, not for one that was queued since."""
    is_latest = batch.job is not None and batch.job.code == job.code
    return is_latest and batch.status in statuses
