"""What the pages of an entry's table and of its single lines show."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from django.urls import reverse
from django.utils.translation import gettext as _

from zhisheng.apps.programme.models import EntryRemark, EntryRow, TaskEntry
from zhisheng.apps.programme.schemas.imports import Tab
from zhisheng.apps.programme.schemas.overtaken import Clash
from zhisheng.apps.programme.selectors import LineDoubt
from zhisheng.kit.forms import name_field, show_answer
from zhisheng.kit.language import is_english, say
from zhisheng.reference.forms import FieldSpec, FormSpec
from zhisheng.ui.tables import Column, Row, Table

Remarks = Mapping[int, Sequence[EntryRemark]]
Doubts = Mapping[int, Sequence[LineDoubt]]
NO_DOUBTS: Doubts = MappingProxyType({})

# A phone shows who a line is of; all of it stands on the page of the line.
SHOWN_ON_PHONES = 3


@dataclass(frozen=True, slots=True)
class RowsPart:
    """The table of an entry as its page shows it: what was sent back or mended first."""

    table: Table
    total: int
    returned: int
    view: str
    next_url: str
    all_url: str
    tabs: tuple[Tab, ...]


@dataclass(frozen=True, slots=True)
class PlacedRemark:
    """A remark with the name of what it is on, and how to take it back."""

    place: str
    text: str
    url: str
    drop_url: str = ""


@dataclass(frozen=True, slots=True)
class RowAnswer:
    """What a line says to one question, and what it said before it was returned."""

    label: str
    text: str
    before: str


@dataclass(frozen=True, slots=True)
class RowPage:
    """Context of one line: what it says, what is wanted, who may do what."""

    entry: TaskEntry
    title: str
    answers: tuple[RowAnswer, ...]
    is_partly_open: bool
    remarks: tuple[PlacedRemark, ...]
    unsent: tuple[PlacedRemark, ...]
    may_fill: bool
    may_remark: bool
    number: int | None
    # Why the last act was refused, and what says something else by now.
    overtaken: str = ""
    clashes: tuple[Clash, ...] = ()


def list_rows_table(
    form: FormSpec,
    entry: TaskEntry,
    rows: Sequence[EntryRow],
    remarks: Remarks,
    doubts: Doubts = NO_DOUBTS,
) -> Table:
    """Show lines as their sheet would, each with what is to be mended or checked in it."""
    is_remarked = any(remarks.get(row.pk) for row in rows)
    is_doubted = any(doubts.get(row.pk) for row in rows)
    wanted = (
        *((Column("remark", _("要改的")),) if is_remarked else ()),
        *((Column("doubt", _("请核对")),) if is_doubted else ()),
    )
    return Table(
        columns=(
            *(Column(field.code, name_field(field)) for field in form.rows[:1]),
            *wanted,
            *(
                Column(
                    field.code, name_field(field), is_detail=number >= SHOWN_ON_PHONES
                )
                for number, field in enumerate(form.rows[1:], start=1)
            ),
        ),
        rows=tuple(
            Row(
                _fill(
                    form,
                    row,
                    *((_tell_wanted(form, row, remarks),) if is_remarked else ()),
                    *((_tell_doubts(row, doubts),) if is_doubted else ()),
                ),
                url=reverse("programme:row", args=[*_address(entry), row.number]),
                state="need" if row.is_returned else "",
            )
            for row in rows
        ),
        caption=say(form.row_name),
    )


def list_row_tabs(
    entry: TaskEntry, counts: Mapping[str, int | None], *, current: str
) -> tuple[Tab, ...]:
    """Offer only views that hold something, or may: None is what was not counted."""
    address = reverse("programme:rows", args=_address(entry))
    counted = (
        ("all", _("全部"), "total"),
        ("returned", _("退回的"), "returned"),
        ("left", _("没有改的"), "left"),
        ("mended", _("改过的"), "mended"),
        ("added", _("新增的"), "added"),
        ("doubtful", _("请核对的"), "doubtful"),
    )
    return tuple(
        Tab(label, f"{address}?view={view}", view == current, number)
        for view, label, name in counted
        if (number := counts[name]) != 0
    )


def place_remarks(
    form: FormSpec,
    entry: TaskEntry,
    remarks: Iterable[EntryRemark],
    *,
    may_drop: bool = True,
) -> tuple[PlacedRemark, ...]:
    """Name what each remark is on; who may drop unsent ones can take them back."""
    return tuple(
        PlacedRemark(
            place=_name_place(form, one),
            text=one.text,
            url=reverse("programme:row", args=[*_address(entry), one.row.number])
            if one.row is not None
            else "",
            drop_url=""
            if one.is_sent or not may_drop
            else reverse("programme:drop_remark", args=[*_address(entry), one.pk]),
        )
        for one in remarks
    )


def list_row_answers(
    fields: Iterable[FieldSpec], row: EntryRow
) -> tuple[RowAnswer, ...]:
    return tuple(
        RowAnswer(
            name_field(field),
            _answer(field, row.answers),
            show_before(field, row.answers, row.before),
        )
        for field in fields
    )


def show_before(
    field: FieldSpec, answers: Mapping[str, str], before: Mapping[str, str]
) -> str:
    """Return what stood there before the return, empty where it is the same."""
    is_changed = before and before.get(field.code, "") != answers.get(field.code, "")
    return _answer(field, before) if is_changed else ""


def name_row(form: FormSpec, row: EntryRow) -> str:
    """Return what a line is called: its first answer."""
    return show_answer(form.rows[0], row.answers.get(form.rows[0].code, "")) or row.key


def name_form(form: FormSpec) -> str:
    return form.english_name if is_english() else form.name


def _name_place(form: FormSpec, remark: EntryRemark) -> str:
    fields = {field.code: name_field(field) for field in (*form.fields, *form.rows)}
    row = name_row(form, remark.row) if remark.row is not None else ""
    whole = "" if row else _("整份材料")
    return " · ".join(filter(None, (row, fields.get(remark.field, whole))))


def _address(entry: TaskEntry) -> tuple[str, int]:
    return entry.task.code, entry.pk


def _show(form: FormSpec, row: EntryRow) -> tuple[str, ...]:
    told = list_row_answers(form.rows, row)
    return tuple(
        f"{one.before} → {one.text}" if one.before else one.text for one in told
    )


def _answer(field: FieldSpec, answers: Mapping[str, str]) -> str:
    return show_answer(field, answers.get(field.code, "")) or "—"


def _fill(form: FormSpec, row: EntryRow, *wanted: str) -> tuple[str, ...]:
    first, *rest = _show(form, row)
    return (first, *wanted, *rest)


def _tell_doubts(row: EntryRow, doubts: Doubts) -> str:
    return "".join(one.text for one in doubts.get(row.pk, ())) or "—"


def _tell_wanted(form: FormSpec, row: EntryRow, remarks: Remarks) -> str:
    labels = {field.code: name_field(field) for field in form.rows}
    wanted = [
        _("{place}：{text}").format(place=labels[one.field], text=one.text)
        if one.field in labels
        else one.text
        for one in remarks.get(row.pk, ())
    ]
    return "；".join(wanted) or "—"
