from django.conf import settings
from django.utils.translation import override

from zhisheng.apps.returns import services
from zhisheng.apps.returns.choices import SheetStatus
from zhisheng.apps.returns.selectors import get_sheet_import
from zhisheng.kit.errors import DomainError
from zhisheng.kit.jobs import RunningJob, job_handler
from zhisheng.kit.problems import describe


@job_handler("returns.check_sheet", max_attempts=3)
def check_sheet(job: RunningJob) -> None:
    """Check a sheet; what is told of its rows is told in the language of who asked."""
    sheet_import = get_sheet_import(job.payload["sheet"])
    # A worker may have been killed after the work was done and before the job knew.
    if sheet_import.status not in {SheetStatus.UPLOADED, SheetStatus.CHECKING}:
        return
    with override(getattr(job.actor, "language", "") or settings.LANGUAGE_CODE):
        try:
            services.check_upload(
                sheet_import=sheet_import, actor=job.actor, report=job.report
            )
        except DomainError as error:
            with job.fence():
                services.fail_sheet(sheet_import=sheet_import, problem=describe(error))
            raise


@job_handler("returns.apply_sheet", max_attempts=3)
def apply_sheet(job: RunningJob) -> None:
    sheet_import = get_sheet_import(job.payload["sheet"])
    if sheet_import.status != SheetStatus.APPLYING:
        return
    try:
        services.apply_sheet(
            sheet_import=sheet_import, actor=job.actor, report=job.report
        )
    except DomainError as error:
        with job.fence():
            services.fail_sheet(sheet_import=sheet_import, problem=describe(error))
        raise


@job_handler("returns.withdraw_sheet", max_attempts=3)
def withdraw_sheet(job: RunningJob) -> None:
    sheet_import = get_sheet_import(job.payload["sheet"])
    # A worker may have been killed after the work was done and before the job knew.
    if sheet_import.status == SheetStatus.REVERTING:
        services.withdraw_sheet(sheet_import=sheet_import, actor=job.actor)
