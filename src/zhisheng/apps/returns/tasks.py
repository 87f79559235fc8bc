from django.conf import settings
from django.utils.translation import override

from zhisheng.apps.returns import services
from zhisheng.apps.returns.choices import SheetStatus
from zhisheng.apps.returns.models import SheetImport
from zhisheng.apps.returns.selectors import get_sheet_import
from zhisheng.kit.errors import DomainError
from zhisheng.kit.jobs import RunningJob, job_handler
from zhisheng.kit.problems import describe


@job_handler("returns.check_sheet", max_attempts=3)
def check_sheet(job: RunningJob) -> None:
    """Check a sheet; what is told of its rows is told in the language of who asked."""
    sheet_import = get_sheet_import(job.payload["sheet"])
    if not _waits_for(sheet_import, job, SheetStatus.UPLOADED, SheetStatus.CHECKING):
        return
    with override(getattr(job.actor, "language", "") or settings.LANGUAGE_CODE):
        try:
            services.check_upload(
                sheet_import=sheet_import,
                actor=job.actor,
                report=job.report,
                fence=job.fence,
            )
        except DomainError as error:
            with job.fence():
                services.fail_sheet(sheet_import=sheet_import, problem=describe(error))
            raise


@job_handler("returns.apply_sheet", max_attempts=3)
def apply_sheet(job: RunningJob) -> None:
    sheet_import = get_sheet_import(job.payload["sheet"])
    if not _waits_for(sheet_import, job, SheetStatus.APPLYING):
        return
    try:
        services.apply_sheet(
            sheet_import=sheet_import,
            actor=job.actor,
            report=job.report,
            fence=job.fence,
        )
    except DomainError as error:
        with job.fence():
            services.fail_sheet(sheet_import=sheet_import, problem=describe(error))
        raise


@job_handler("returns.withdraw_sheet", max_attempts=3)
def withdraw_sheet(job: RunningJob) -> None:
    sheet_import = get_sheet_import(job.payload["sheet"])
    if _waits_for(sheet_import, job, SheetStatus.REVERTING):
        with job.fence():
            services.withdraw_sheet(sheet_import=sheet_import, actor=job.actor)


def _waits_for(
    sheet_import: SheetImport, job: RunningJob, *statuses: SheetStatus
) -> bool:
    """Tell whether the sheet waits for this job, not for one that was queued since.

    A worker may have been killed after the work was done and before the job knew.
    """
    is_latest = sheet_import.job is not None and sheet_import.job.code == job.code
    return is_latest and sheet_import.status in statuses
