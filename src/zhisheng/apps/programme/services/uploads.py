"""A file comes in: it is kept, and its reading is queued."""

from pathlib import Path

from django.core.files.base import File
from django.db import transaction

from zhisheng.apps.accounts.choices import OrganisationKind
from zhisheng.apps.accounts.models import Organisation, User
from zhisheng.apps.accounts.selectors import is_platform
from zhisheng.apps.programme.choices import JOBS, RUNNING, ImportStatus
from zhisheng.apps.programme.errors import (
    HelperMissingError,
    HelperRefusedError,
    ImportStateError,
    NothingToApplyError,
    YearUnknownError,
)
from zhisheng.apps.programme.models import ProgrammeYear, RosterImport
from zhisheng.apps.programme.permissions import require
from zhisheng.apps.programme.selectors import (
    APPLICABLE,
    has_stopped,
    list_uploading_organisations_for,
)
from zhisheng.apps.programme.services.import_acting import (
    require_acting_on_import,
    tell_uploaders,
)
from zhisheng.kit import audit, files, jobs
from zhisheng.kit.codes import new_code
from zhisheng.kit.errors import ForbiddenError

# The original may hold more personal data than is read from it, so it is sealed and
# goes soon; the rows read from it stay.
ROSTER = files.FileKind(
    name="roster",
    allowed=files.SHEETS,
    max_bytes=64 * 1024 * 1024,
    retention_days=60,
    is_sealed=True,
    is_checked_apart=True,
)


@transaction.atomic
def upload_roster(
    source: File[bytes] | Path | bytes,
    *,
    original_name: str,
    year: int,
    organisation: Organisation,
    helper: Organisation | None = None,
    actor: User,
) -> RosterImport:
    """Keep a roster and queue its reading; nothing of it is in the registry yet."""
    _require_uploader(actor, organisation)
    _check_terms(year=year, organisation=organisation, helper=helper)
    file = files.store(
        source,
        kind=ROSTER,
        original_name=original_name,
        organisation_code=organisation.code,
        actor=actor,
    )
    roster_import = RosterImport.objects.create(
        code=new_code("R"),
        file=file,
        organisation=organisation,
        helper=helper or organisation,
        year=year,
        uploaded_by=actor,
    )
    with audit.acting_for(organisation.code):
        audit.record(
            action="programme.roster_uploaded",
            actor=actor,
            subject=roster_import,
            new={"file": file.sha256, "year": year, "organisation": organisation.code},
        )
    queue_reading(roster_import, actor=actor)
    return roster_import


def _require_uploader(actor: User, organisation: Organisation) -> None:
    """Refuse whoever may not upload rosters in the organisation's name."""
    if is_platform(actor):
        return
    require(actor, "programme.import_roster")
    own = list_uploading_organisations_for(actor=actor)
    if not own.filter(pk=organisation.pk).exists():
        raise ForbiddenError


def _check_terms(
    *, year: int, organisation: Organisation, helper: Organisation | None
) -> None:
    """Refuse an unknown year, a missing helper, and a body in another body's name."""
    if not ProgrammeYear.objects.filter(year=year).exists():
        raise YearUnknownError(year=year)
    is_platform_itself = organisation.kind == OrganisationKind.PLATFORM
    if helper in {None, organisation} and is_platform_itself:
        raise HelperMissingError
    if helper is None or helper == organisation:
        return
    is_office = is_platform_itself or organisation.kind == OrganisationKind.UNIT
    if not is_office or helper.kind != OrganisationKind.CERTIFICATION_BODY:
        raise HelperRefusedError(helper=helper.name)


def queue_reading(roster_import: RosterImport, *, actor: User) -> None:
    _queue(roster_import, "programme.read_roster", actor=actor)


@transaction.atomic
def queue_applying(
    *, roster_import: RosterImport, acting_reason: str = "", actor: User
) -> RosterImport:
    """Queue the one transaction that puts the accepted rows into the registry.

    Asked twice, as by a double click, it happens once. Of an office above who uploaded
    it ``acting_reason`` is asked.
    """
    require(actor, "programme.import_roster")
    locked = _lock(roster_import)
    has_rows = locked.rows.filter(APPLICABLE).exists()
    is_done = locked.status == ImportStatus.APPLIED and not has_rows
    if is_done or locked.status == ImportStatus.APPLYING:
        return locked
    if locked.status == ImportStatus.PREVIEWED and not has_rows:
        raise NothingToApplyError
    acting = require_acting_on_import(locked, actor, acting_reason)
    _begin(locked, ImportStatus.APPLYING)
    with audit.acting_for(locked.organisation.code):
        audit.record(
            action="programme.roster_applying",
            actor=actor,
            subject=locked,
            new=acting.as_audit() if acting else None,
        )
    tell_uploaders(locked, acting, actor=actor)
    _queue(locked, "programme.apply_roster", actor=actor)
    return locked


@transaction.atomic
def queue_withdrawing(*, roster_import: RosterImport, actor: User) -> RosterImport:
    """Queue the one transaction that takes an import back; asked twice, it happens once."""
    require(actor, "programme.import_roster")
    locked = _lock(roster_import)
    if locked.status in {ImportStatus.REVERTING, ImportStatus.WITHDRAWN}:
        return locked
    _begin(locked, ImportStatus.REVERTING)
    with audit.acting_for(locked.organisation.code):
        audit.record(action="programme.roster_withdrawing", actor=actor, subject=locked)
    _queue(locked, "programme.withdraw_roster", actor=actor)
    return locked


def _lock(roster_import: RosterImport) -> RosterImport:
    return RosterImport.objects.select_for_update().get(pk=roster_import.pk)


def _begin(locked: RosterImport, status: ImportStatus) -> None:
    """Set what is about to happen to an import that was read."""
    if locked.status not in {ImportStatus.PREVIEWED, ImportStatus.APPLIED}:
        raise ImportStateError(status=locked.get_status_display())
    locked.status = status
    locked.save(update_fields=["status"])


@transaction.atomic
def retry_import(*, roster_import: RosterImport, actor: User) -> RosterImport:
    """Queue a reading, applying or withdrawing again that ended without an outcome.

    Reading starts anew, the others are one transaction each: nothing happens twice. The
    new job is of the person who asks for it, whose right it needs and whose name it bears.
    What runs is left to run.
    """
    require(actor, "programme.import_roster")
    locked = _lock(roster_import)
    if not has_stopped(locked):
        if locked.status in RUNNING:
            return locked
        raise ImportStateError(status=locked.get_status_display())
    with audit.acting_for(locked.organisation.code):
        audit.record(action="programme.roster_retried", actor=actor, subject=locked)
    name = JOBS.get(ImportStatus(locked.status), JOBS[ImportStatus.UPLOADED])
    _queue(locked, name, actor=actor)
    return locked


def _queue(roster_import: RosterImport, name: str, *, actor: User) -> None:
    """Queue a job of its own and make it the import's; who calls holds the import.

    No key: it would join the job before, which is open until its worker settled it.
    """
    with audit.acting_for(roster_import.organisation.code):
        roster_import.job = jobs.enqueue(
            name=name,
            payload={"import": roster_import.code},
            actor=actor,
        )
    roster_import.save(update_fields=["job"])
