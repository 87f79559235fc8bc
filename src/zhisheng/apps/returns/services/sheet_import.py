"""Take a sheet of values in, and take it back."""

import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from zhisheng.apps.accounts.models import Organisation, User
from zhisheng.apps.accounts.selectors import is_platform
from zhisheng.apps.returns.choices import JOBS, SheetStatus, ValueSource
from zhisheng.apps.returns.errors import NothingToApplyError, SheetStateError
from zhisheng.apps.returns.models import SheetImport, Value
from zhisheng.apps.returns.permissions import Action, require
from zhisheng.apps.returns.selectors import (
    CONTENT,
    has_stopped,
    list_importing_organisations_for,
    list_kept_values,
)
from zhisheng.apps.returns.services.bulk import (
    BulkResult,
    ChangedValue,
    StoredContent,
    keep_changes,
    overwrite_values,
)
from zhisheng.apps.returns.services.repeats import note_repeats
from zhisheng.apps.returns.services.reverting import (
    RevertResult,
    revert_values,
)
from zhisheng.apps.returns.services.sheet_checks import (
    ACCEPTED,
    CheckedRow,
    Report,
    check_sheet,
    say_nothing,
)
from zhisheng.kit import audit, files, jobs
from zhisheng.kit.errors import ForbiddenError

ROWS_PER_STATEMENT = 500
# A withdrawal that fails leaves what was applied; it is no failure of the sheet.
MAY_FAIL = frozenset({SheetStatus.UPLOADED, SheetStatus.CHECKING, SheetStatus.APPLYING})
# People add columns of their own, names and numbers of contacts among them.
VALUES = files.FileKind(
    name="values",
    allowed=files.SHEETS,
    max_bytes=20 * 1024 * 1024,
    retention_days=3 * 365,
    is_sealed=True,
    is_checked_apart=True,
)


@transaction.atomic
def upload_sheet(
    source: File[bytes] | Path,
    *,
    original_name: str,
    year: int,
    organisation: Organisation,
    actor: User,
) -> SheetImport:
    """Keep a sheet and queue its checking; no value is recorded yet."""
    _require_importer(actor, organisation)
    file = files.store(
        source,
        kind=VALUES,
        original_name=original_name,
        organisation_code=organisation.code,
        actor=actor,
    )
    sheet_import = SheetImport.objects.create(
        file=file, organisation=organisation, year=year, uploaded_by=actor
    )
    with audit.acting_for(organisation.code):
        audit.record(
            action="returns.sheet_uploaded",
            subject=sheet_import,
            actor=actor,
            new={"year": year, "organisation": organisation.code},
            rows_hash=file.sha256,
        )
    _queue(sheet_import, actor=actor)
    return sheet_import


def check_upload(
    *,
    sheet_import: SheetImport,
    actor: User,
    report: Report = say_nothing,
    fence: jobs.Fence = transaction.atomic,
) -> None:
    """Check the rows of an uploaded sheet for its preview; again does no harm.

    The sheet is read outside the transaction, so that nobody waits for it. The fence
    opens each transaction, and lets nothing be written by a job that was taken over.
    """
    _require_importer(actor, sheet_import.organisation)
    uploaded = SheetImport.objects.filter(
        pk=sheet_import.pk, status=SheetStatus.UPLOADED
    )
    with fence():
        uploaded.update(status=SheetStatus.CHECKING)
    rows = _check(sheet_import, actor, report)
    with fence():
        locked = _lock(sheet_import, SheetStatus.UPLOADED, SheetStatus.CHECKING)
        locked.report = [row.as_report() for row in rows if row.status != ACCEPTED]
        locked.counts = dict(Counter(row.status for row in rows))
        locked.status = SheetStatus.PREVIEWED
        locked.save()
        audit.record(
            action="returns.sheet_checked",
            subject=locked,
            actor=actor,
            counts=locked.counts,
            rows_hash=locked.file.sha256,
        )


@transaction.atomic
def fail_sheet(*, sheet_import: SheetImport, problem: str) -> None:
    """Keep why a sheet could not be read, for the person who uploaded it."""
    locked = SheetImport.objects.select_for_update().get(pk=sheet_import.pk)
    if locked.status not in MAY_FAIL:
        return
    locked.status = SheetStatus.FAILED
    locked.problem = problem[:500]
    locked.save(update_fields=["status", "problem"])
    audit.record(
        action="returns.sheet_failed", subject=locked, new={"problem": problem}
    )


def queue_applying(*, sheet_import: SheetImport, actor: User) -> SheetImport:
    """Queue the one transaction that records the accepted rows.

    Asked twice, as by a double click, it happens once.
    """
    steps = SheetStatus.PREVIEWED, SheetStatus.APPLYING, SheetStatus.APPLIED
    return _begin(sheet_import, *steps, actor=actor)


def queue_withdrawing(*, sheet_import: SheetImport, actor: User) -> SheetImport:
    """Queue the one transaction that takes a sheet back; asked twice, it happens once."""
    steps = SheetStatus.APPLIED, SheetStatus.REVERTING, SheetStatus.WITHDRAWN
    return _begin(sheet_import, *steps, actor=actor)


@transaction.atomic
def _begin(
    sheet_import: SheetImport,
    before: SheetStatus,
    running: SheetStatus,
    done: SheetStatus,
    *,
    actor: User,
) -> SheetImport:
    _require_importer(actor, sheet_import.organisation)
    locked = _lock(sheet_import, before, running, done)
    if locked.status != before:
        return locked
    if running == SheetStatus.APPLYING and not locked.counts.get(ACCEPTED):
        raise NothingToApplyError
    locked.status = running
    locked.save(update_fields=["status"])
    step = "applying" if running == SheetStatus.APPLYING else "withdrawing"
    with audit.acting_for(locked.organisation.code):
        audit.record(action=f"returns.sheet_{step}", subject=locked, actor=actor)
    _queue(locked, actor=actor)
    return locked


@transaction.atomic
def retry_sheet(*, sheet_import: SheetImport, actor: User) -> SheetImport:
    """Queue a checking, applying or withdrawing again that ended without an outcome.

    Checking changes no value, the others are one transaction each: nothing happens
    twice. The new job is of the person who asks for it. What runs is left to run.
    """
    _require_importer(actor, sheet_import.organisation)
    locked = SheetImport.objects.select_for_update().get(pk=sheet_import.pk)
    if not has_stopped(locked):
        if locked.status in JOBS:
            return locked
        raise SheetStateError(status=locked.get_status_display())
    with audit.acting_for(locked.organisation.code):
        audit.record(action="returns.sheet_retried", subject=locked, actor=actor)
    _queue(locked, actor=actor)
    return locked


def apply_sheet(
    *,
    sheet_import: SheetImport,
    actor: User,
    report: Report = say_nothing,
    fence: jobs.Fence = transaction.atomic,
) -> BulkResult:
    """Record the values of the accepted rows; the others stay out and come back.

    Rows are read and checked first; recording them is one transaction, so that a kill
    leaves either nothing or everything.
    """
    _require_importer(actor, sheet_import.organisation)
    checked = _check(sheet_import, actor, report)
    rows = [row for row in checked if row.status == ACCEPTED]
    with fence():
        locked = _lock(sheet_import, SheetStatus.APPLYING)
        result = _record(locked, rows)
        _finish_applying(locked, rows, result, actor)
    return result


def _finish_applying(
    locked: SheetImport, rows: Sequence[CheckedRow], result: BulkResult, actor: User
) -> None:
    locked.status = SheetStatus.APPLIED
    locked.applied_at = timezone.now()
    keep_changes(locked.code, result.changed)
    locked.counts |= {"inserted": result.inserted, "changed": len(result.changed)}
    locked.save()
    reasons = {row.read.row: row.read.reason for row in rows if row.read.reason}
    audit.record(
        action="returns.sheet_applied",
        subject=locked,
        actor=actor,
        new={"reasons": reasons},
        counts=locked.counts,
        rows_hash=locked.file.sha256,
    )


@transaction.atomic
def withdraw_sheet(*, sheet_import: SheetImport, actor: User) -> RevertResult:
    """Take back what an applied sheet recorded."""
    _require_importer(actor, sheet_import.organisation)
    locked = _lock(sheet_import, SheetStatus.APPLIED, SheetStatus.REVERTING)
    result = revert_values(source=locked.code, actor=actor)
    locked.kept = [asdict(one) for one in list_kept_values(result.kept_ids)]
    locked.counts |= {
        "deleted": result.deleted,
        "restored": result.restored,
        "kept": len(result.kept_ids),
    }
    locked.status = SheetStatus.WITHDRAWN
    locked.withdrawn_at = timezone.now()
    locked.save(update_fields=["status", "withdrawn_at", "kept", "counts"])
    return result


def _require_importer(actor: User, organisation: Organisation) -> None:
    """Refuse whoever may not upload values in the organisation's name."""
    if is_platform(actor):
        return
    require(actor, Action.IMPORT_VALUES)
    own = list_importing_organisations_for(actor)
    if not own.filter(pk=organisation.pk).exists():
        raise ForbiddenError


def _lock(sheet_import: SheetImport, *statuses: SheetStatus) -> SheetImport:
    locked = SheetImport.objects.select_for_update().get(pk=sheet_import.pk)
    if locked.status not in statuses:
        raise SheetStateError(status=locked.get_status_display())
    return locked


def _queue(sheet_import: SheetImport, *, actor: User) -> None:
    """Queue a job of its own; a key would join the one before, if that still settles."""
    name = JOBS[SheetStatus(sheet_import.status)]
    with audit.acting_for(sheet_import.organisation.code):
        sheet_import.job = jobs.enqueue(
            name=name,
            payload={"sheet": sheet_import.code},
            actor=actor,
        )
    sheet_import.save(update_fields=["job"])


def _check(sheet_import: SheetImport, actor: User, report: Report) -> list[CheckedRow]:
    with tempfile.TemporaryDirectory() as folder:
        path = _write_out(sheet_import, Path(folder))
        return check_sheet(
            path,
            year=sheet_import.year,
            actor=actor,
            organisation=sheet_import.organisation,
            report=report,
        )


def _write_out(sheet_import: SheetImport, folder: Path) -> Path:
    return files.copy_to(sheet_import.file, folder / "source")


def _record(sheet_import: SheetImport, rows: Sequence[CheckedRow]) -> BulkResult:
    """Insert what is new, write over what differs, and keep what it said before."""
    wanted = _build_values(sheet_import, rows)
    present = _list_present(sheet_import, {value.enterprise_id for value in wanted})
    new = [value for value in wanted if _key_of(value) not in present]
    pairs = [(present[_key_of(v)], v) for v in wanted if _key_of(v) in present]
    differing = [(old, value) for old, value in pairs if not _says_same(old, value)]
    note_repeats(
        [old for old, value in pairs if _says_same(old, value)],
        source=sheet_import.code,
        source_kind=ValueSource.SHEET,
    )
    old_contents = {old.pk: StoredContent.from_value(old) for old, _ in differing}
    Value.objects.bulk_create(new, batch_size=ROWS_PER_STATEMENT)
    for old, value in differing:
        _write_over(old, value)
    overwrite_values([old for old, _ in differing])
    changed = [
        ChangedValue(old.pk, old_contents[old.pk], StoredContent.from_value(old))
        for old, _ in differing
    ]
    return BulkResult(len(new), tuple(changed))


def _build_values(sheet_import: SheetImport, rows: Iterable[CheckedRow]) -> list[Value]:
    return [
        Value(
            enterprise_id=row.enterprise_id,
            indicator_id=code,
            period=period,
            declared_by=sheet_import.organisation,
            source_kind=ValueSource.SHEET,
            source=sheet_import.code,
            origin=sheet_import.code,
            **asdict(declared),
        )
        for row in rows
        if row.enterprise_id is not None
        for (code, period), declared in row.read.values.items()
    ]


def _list_present(
    sheet_import: SheetImport, enterprise_ids: set[int]
) -> dict[tuple[int, str, str], Value]:
    present: dict[tuple[int, str, str], Value] = {}
    ids = sorted(enterprise_ids)
    for start in range(0, len(ids), ROWS_PER_STATEMENT):
        values = Value.objects.select_for_update().filter(
            declared_by=sheet_import.organisation,
            enterprise_id__in=ids[start : start + ROWS_PER_STATEMENT],
        )
        present |= {_key_of(value): value for value in values}
    return present


def _key_of(value: Value) -> tuple[int, str, str]:
    return value.enterprise_id, value.indicator_id, value.period


def _says_same(old: Value, value: Value) -> bool:
    return all(getattr(old, name) == getattr(value, name) for name in CONTENT)


def _write_over(old: Value, value: Value) -> None:
    for name in (*CONTENT, "source_kind", "source"):
        setattr(old, name, getattr(value, name))
    old.checked_by = old.checked_at = None
    old.recorded_at = timezone.now()
