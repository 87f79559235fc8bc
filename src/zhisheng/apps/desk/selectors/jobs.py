"""Background jobs that failed or are not done yet, for who keeps the platform running."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from zhisheng.apps.accounts.models import Organisation
from zhisheng.apps.accounts.selectors import Actor
from zhisheng.apps.desk.permissions import require
from zhisheng.kit import audit
from zhisheng.kit.errors import NotFoundError
from zhisheng.kit.jobs import Job, JobStatus

PAGE = 30
SHOWN = (JobStatus.FAILED, JobStatus.RUNNING, JobStatus.QUEUED)
# What broke on our side may go well another time; a refusal of the rules will not.
RETRYABLE_CODES = frozenset({"kit.job_failed", "kit.worker_lost"})


@dataclass(frozen=True, slots=True)
class JobView:
    job: Job
    organisation: str
    is_retryable: bool


@dataclass(frozen=True, slots=True)
class Retry:
    """Who let a failed job run again; the work stays that of who asked for it first."""

    who: str
    at: datetime


def list_jobs_for(
    *, actor: Actor, after: int | None = None
) -> tuple[list[JobView], int | None]:
    """Return one page, the latest first, and where the next page begins."""
    shown = leave_out_settled(_list_shown(actor)).order_by("-id")
    page = list((shown.filter(id__lt=after) if after else shown)[: PAGE + 1])
    next_after = page[PAGE - 1].pk if len(page) > PAGE else None
    return _view(page[:PAGE]), next_after


def get_job_for(*, actor: Actor, code: str) -> JobView:
    job = _list_shown(actor).filter(code=code).first()
    if job is None:
        raise NotFoundError
    return _view([job])[0]


def list_retries_for(*, actor: Actor, job: Job) -> list[Retry]:
    """Return who let the job run again, the latest first."""
    require(actor, "desk.manage_jobs")
    entries = audit.list_entries_for_subject(job).filter(action="desk.job_retried")
    return [Retry(entry.actor_label, entry.at) for entry in entries]


def leave_out_settled(jobs: QuerySet[Job]) -> QuerySet[Job]:
    """Leave out what failed where a later job did the same work."""
    later = Job.objects.filter(
        name=OuterRef("name"),
        payload=OuterRef("payload"),
        status=JobStatus.SUCCEEDED,
        pk__gt=OuterRef("pk"),
    )
    return jobs.exclude(Exists(later), status=JobStatus.FAILED)


def is_retryable(job: Job) -> bool:
    return job.status == JobStatus.FAILED and job.error_code in RETRYABLE_CODES


def _list_shown(actor: Actor) -> QuerySet[Job]:
    require(actor, "desk.manage_jobs")
    return Job.objects.filter(status__in=SHOWN)


def _view(jobs: Iterable[Job]) -> list[JobView]:
    codes = {job.organisation_code for job in jobs}
    organisations = Organisation.objects.filter(code__in=codes)
    names = dict(organisations.values_list("code", "name"))
    return [
        JobView(job, names.get(job.organisation_code, ""), is_retryable(job))
        for job in jobs
    ]
