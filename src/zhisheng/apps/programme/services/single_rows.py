"""One line of the table of an entry, typed on its own page."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zhisheng.apps.accounts.models import User
from zhisheng.apps.programme.errors import (
    RowLockedError,
    RowPartlyOpenError,
    RowTwiceError,
    TooManyRowsError,
)
from zhisheng.apps.programme.models import EntryRow, TaskEntry
from zhisheng.apps.programme.selectors.mending import find_mendable, get_row_of
from zhisheng.apps.programme.selectors.reporting import get_form
from zhisheng.apps.programme.services.entry_rows import (
    MOST_ROWS,
    drop_rows,
    keep_before,
    make_key,
    name_new,
)
from zhisheng.apps.programme.services.fillers import name_represented_by
from zhisheng.apps.programme.services.filling import lock_entry, require_acceptable
from zhisheng.apps.programme.services.line_areas import bound_lines
from zhisheng.kit import audit
from zhisheng.kit.errors import FieldsRefusedError, NotFoundError
from zhisheng.kit.forms import read_record

CELL_LOCKED = gettext_noop("这一项已经审过，没有退回，不能改。")


@transaction.atomic
def add_row(
    *, entry: TaskEntry, typed: Mapping[str, str], version: int, actor: User
) -> EntryRow:
    """Put one more line at the end of the table."""
    locked = lock_entry(entry, version, actor)
    if locked.rows.count() >= MOST_ROWS:
        raise TooManyRowsError
    last = locked.rows.aggregate(last=Max("number"))["last"] or 0
    # Beside returned lines a new one is looked at like them.
    is_returned = not find_mendable(locked).is_whole
    row = EntryRow(
        entry=locked,
        number=last + 1,
        is_returned=is_returned,
        since_return=name_new(locked),
    )
    return _write(locked, row, typed, actor)


@transaction.atomic
def change_row(
    *,
    entry: TaskEntry,
    number: int,
    typed: Mapping[str, str],
    version: int,
    actor: User,
) -> EntryRow:
    """Replace what a line says; one that was reviewed and not returned stays."""
    locked = lock_entry(entry, version, actor)
    return _write(locked, _get_open_row(locked, number), typed, actor)


@transaction.atomic
def remove_row(*, entry: TaskEntry, number: int, version: int, actor: User) -> None:
    """Take a line out of the table; the numbers of the others stay.

    Until the entry is handed in it can be taken back.
    """
    locked = lock_entry(entry, version, actor)
    row = _get_open_row(locked, number)
    if find_mendable(locked).find_open_cells(row) is not None:
        raise RowPartlyOpenError
    drop_rows(EntryRow.objects.filter(pk=row.pk))
    _count_on(locked)
    audit.record(
        action="programme.entry_row_removed",
        subject=locked.task,
        actor=actor,
        old={"entry": locked.pk, "row": number, "key": row.key},
        proxy_for=name_represented_by(actor, locked),
    )


def _get_open_row(entry: TaskEntry, number: int) -> EntryRow:
    row = get_row_of(entry, number)
    if not find_mendable(entry).takes_row(row):
        raise RowLockedError
    return row


def _write(
    entry: TaskEntry, row: EntryRow, typed: Mapping[str, str], actor: User
) -> EntryRow:
    form = get_form(entry.task)
    if not form.rows:
        raise NotFoundError
    read = read_record(form.rows, typed, form.checks)
    (record,) = bound_lines(entry.task, form, [read])
    require_acceptable(record)
    if row.pk is not None:
        _require_open_cells(entry, row, record.answers)
        keep_before(entry, row, record.answers)
    row.answers, row.key = record.answers, make_key(record.answers, form)
    twin = entry.rows.filter(key=row.key).exclude(pk=row.pk).first()
    if twin is not None:
        raise RowTwiceError(number=twin.number)
    row.save()
    _count_on(entry)
    audit.record(
        action="programme.entry_row_written",
        subject=entry.task,
        actor=actor,
        new={"entry": entry.pk, "row": row.number, "key": row.key},
        proxy_for=name_represented_by(actor, entry),
    )
    return row


def _require_open_cells(
    entry: TaskEntry, row: EntryRow, answers: Mapping[str, str]
) -> None:
    """Refuse other cells than those a reviewer sent back."""
    allowed = find_mendable(entry).merge(row, answers)
    codes = {*allowed, *answers}
    changed = {code for code in codes if allowed.get(code) != answers.get(code)}
    if changed:
        raise FieldsRefusedError(dict.fromkeys(sorted(changed), _(CELL_LOCKED)))


def _count_on(entry: TaskEntry) -> None:
    entry.version += 1
    entry.save(update_fields=["version"])
