from datetime import timedelta

from django.conf import settings
from django.utils.translation import override

from zhisheng.apps.accounts.selectors import get_organisation, get_unit
from zhisheng.apps.programme import services
from zhisheng.apps.programme.choices import ImportStatus
from zhisheng.apps.programme.models import RosterImport
from zhisheng.apps.programme.selectors import get_import, get_task, load_filter
from zhisheng.kit.errors import DomainError
from zhisheng.kit.jobs import RunningJob, job_handler, periodic
from zhisheng.kit.problems import describe


@job_handler("programme.read_roster", max_attempts=3)
def read_roster(job: RunningJob) -> None:
    """Read a roster; why it cannot be read is told in the language of who sent it."""
    roster_import = get_import(job.payload["import"])
    if not _waits_for(roster_import, job):
        return
    try:
        services.read_into_staging(
            roster_import=roster_import, report=job.report, fence=job.fence
        )
    except DomainError as error:
        with override(getattr(job.actor, "language", "") or settings.LANGUAGE_CODE):
            problem = describe(error)
        with job.fence():
            services.fail_import(roster_import=roster_import, problem=problem)
        raise


@job_handler("programme.apply_roster", max_attempts=3)
def apply_roster(job: RunningJob) -> None:
    roster_import = get_import(job.payload["import"])
    if _waits_for(roster_import, job):
        services.apply_roster(roster_import=roster_import, actor=job.actor)


@job_handler("programme.withdraw_roster", max_attempts=3)
def withdraw_roster(job: RunningJob) -> None:
    roster_import = get_import(job.payload["import"])
    # A worker may have been killed after the work was done and before the job knew.
    is_reverting = roster_import.status == ImportStatus.REVERTING
    if is_reverting and _waits_for(roster_import, job):
        services.withdraw_roster(roster_import=roster_import, actor=job.actor)


@job_handler("programme.open_task", max_attempts=3)
def open_task(job: RunningJob) -> None:
    services.open_task(task=get_task(job.payload["task"]), actor=job.actor)


@job_handler("programme.change_filter", max_attempts=3)
def change_filter(job: RunningJob) -> None:
    services.change_filter(
        task=get_task(job.payload["task"]),
        wanted=load_filter(job.payload["filter"]),
        # What was queued by an earlier version has none.
        reason=job.payload.get("reason", ""),
        actor=job.actor,
    )


@job_handler("programme.send_links", max_attempts=3)
def send_links(job: RunningJob) -> None:
    services.send_links(
        task=get_task(job.payload["task"]),
        unit=get_unit(job.payload["unit"]),
        actor=job.actor,
        report=job.report,
    )


@periodic("programme.tell_begun_tasks", every=timedelta(hours=1))
def tell_begun_tasks(job: RunningJob) -> None:
    """Tell who has to fill in of tasks whose day has come."""
    services.tell_begun_tasks()


@periodic("programme.remind_reviewers", every=timedelta(days=1))
def remind_reviewers(job: RunningJob) -> None:
    """Tell offices with whom something lies for too long."""
    services.remind_reviewers()


@periodic("programme.ask_unasked", every=timedelta(days=1))
def ask_unasked(job: RunningJob) -> None:
    """Ask who could not be asked before whether what others filled in is right."""
    services.ask_unasked()


@job_handler("programme.ask_enterprises", max_attempts=3)
def ask_enterprises(job: RunningJob) -> None:
    services.ask_enterprises(
        helper=get_organisation(job.payload["helper"]),
        year=job.payload["year"],
        actor=job.actor,
        report=job.report,
    )


@periodic("programme.settle_terms", every=timedelta(days=1))
def settle_terms(job: RunningJob) -> None:
    """Settle terms of notices and answers once their days off are announced."""
    services.settle_terms()


def _waits_for(roster_import: RosterImport, job: RunningJob) -> bool:
    """Tell whether the import waits for this job, not for one that was queued since."""
    return roster_import.job is not None and roster_import.job.code == job.code
