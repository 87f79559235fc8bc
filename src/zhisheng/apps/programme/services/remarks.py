"""What a reviewer wants mended: written down one by one, then sent back together."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from zhisheng.apps.accounts.models import Unit, User
from zhisheng.apps.programme.errors import (
    EntryChangedError,
    RemarkMissingError,
    TooManyRemarksError,
)
from zhisheng.apps.programme.models import EntryRemark, EntryRow, TaskEntry
from zhisheng.apps.programme.permissions import may_sign_for
from zhisheng.apps.programme.selectors.mending import get_row_of, get_unsent_remark
from zhisheng.apps.programme.selectors.overtaken import find_overtaking
from zhisheng.apps.programme.selectors.reporting import get_form
from zhisheng.kit import audit
from zhisheng.kit.errors import ForbiddenError, NotFoundError
from zhisheng.kit.forms import show_answer
from zhisheng.reference.forms import FormSpec

MOST_REMARKS = 500
Named = dict[str, str]


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to be mended: a field, a field of a line, a line, or the whole."""

    text: str
    field: str = ""
    row: int | None = None


@transaction.atomic
def write_remark(
    *, entry: TaskEntry, unit: Unit, remark: Remark, actor: User
) -> EntryRemark:
    """Note what is to be mended; another one of one's own on the same place replaces it.

    What a colleague wrote there stays, and both are sent.
    """
    locked = _lock_waiting(entry, unit, actor)
    row = _find_place(locked, remark)
    unsent = locked.remarks.filter(unit=unit, is_sent=False)
    if not remark.text.strip():
        raise RemarkMissingError
    # One on the same place is replaced, so it does not count.
    others = unsent.exclude(row=row, field=remark.field, made_by=actor)
    if others.count() >= MOST_REMARKS:
        raise TooManyRemarksError
    written, _created = EntryRemark.objects.update_or_create(
        entry=locked,
        unit=unit,
        row=row,
        field=remark.field,
        is_sent=False,
        made_by=actor,
        defaults={"text": remark.text.strip()[:300]},
    )
    audit.record(
        action="programme.remark_written",
        subject=locked.task,
        actor=actor,
        new={"entry": locked.pk, "row": remark.row, "field": remark.field},
    )
    return written


@transaction.atomic
def drop_remark(*, entry: TaskEntry, unit: Unit, pk: int, actor: User) -> None:
    """Take back a remark that has not been sent."""
    locked = _lock_waiting(entry, unit, actor)
    remark = get_unsent_remark(entry=locked, unit=unit, pk=pk)
    remark.delete()
    audit.record(
        action="programme.remark_dropped",
        subject=locked.task,
        actor=actor,
        old={"entry": locked.pk, "field": remark.field, "text": remark.text},
    )


def send_remarks(
    entry: TaskEntry, unit: Unit, remarks: Iterable[Remark], actor: User
) -> list[EntryRemark]:
    """Send what was written down and what is said now; return all of it."""
    for remark in remarks:
        EntryRemark.objects.create(
            entry=entry,
            unit=unit,
            row=_find_place(entry, remark),
            field=remark.field,
            text=remark.text.strip()[:300],
            made_by=actor,
            is_sent=False,
        )
    written = entry.remarks.filter(unit=unit, is_sent=False)
    unsent = list(written.select_related("row").order_by("id"))
    rows = EntryRow.objects.filter(pk__in=[one.row_id for one in unsent])
    rows.update(is_returned=True)
    entry.remarks.filter(pk__in=[one.pk for one in unsent]).update(is_sent=True)
    return unsent


def write_history(form: FormSpec, remarks: Iterable[EntryRemark]) -> list[Named]:
    """Name the line of each remark, so that it can still be read when the line is gone."""
    return [
        {
            "row": _name_row(form, one.row),
            "field": one.field,
            "text": one.text,
            "id": str(one.pk),
        }
        for one in remarks
    ]


def _name_row(form: FormSpec, row: EntryRow | None) -> str:
    if row is None:
        return ""
    first = form.rows[0]
    return show_answer(first, row.answers.get(first.code, "")) or row.key


def _lock_waiting(entry: TaskEntry, unit: Unit, actor: User) -> TaskEntry:
    """Lock what waits at an office for a remark in its name, by nobody above it."""
    if not may_sign_for(actor, unit):
        raise ForbiddenError
    locked = (
        TaskEntry.objects.select_for_update(of=("self",))
        .select_related("task")
        .get(pk=entry.pk)
    )
    if locked.waiting_at != unit.code:
        raise find_overtaking(locked) or EntryChangedError
    return locked


def _find_place(entry: TaskEntry, remark: Remark) -> EntryRow | None:
    """Return the line a remark is on; what it names has to be in the form."""
    form = get_form(entry.task)
    asked = form.fields if remark.row is None else form.rows
    if remark.field and remark.field not in {field.code for field in asked}:
        raise NotFoundError
    return None if remark.row is None else get_row_of(entry, remark.row)
