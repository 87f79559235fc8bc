"""Let a failed background job run once more."""

from django.db import IntegrityError, transaction

from zhisheng.apps.accounts.models import User
from zhisheng.apps.desk.errors import JobRefusedError
from zhisheng.apps.desk.permissions import require
from zhisheng.apps.desk.selectors import is_retryable
from zhisheng.kit import audit, jobs
from zhisheng.kit.errors import ConflictError


@transaction.atomic
def retry_job(*, job: jobs.Job, actor: User) -> jobs.Job:
    require(actor, "desk.manage_jobs")
    if not is_retryable(job):
        raise JobRefusedError
    audit.record(
        action="desk.job_retried",
        subject=job,
        actor=actor,
        old={"error": job.error_code},
        new={"name": job.name, "work_of": job.actor.code if job.actor else ""},
    )
    try:
        with transaction.atomic():
            return jobs.retry(job=job)
    except IntegrityError as error:
        # The same work was queued again meanwhile, as periodic work is.
        raise ConflictError from error
