"""What may still be changed in an entry: all of it, or what a reviewer sent back."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.models import Unit
from zhisheng.apps.programme.choices import EntryAct, SinceReturn
from zhisheng.apps.programme.models import (
    EntryRemark,
    EntryRow,
    EntryStep,
    TaskEntry,
)
from zhisheng.apps.programme.selectors.pages import PAGE, Page
from zhisheng.kit.errors import NotFoundError
from zhisheng.reference.forms import FieldSpec, Kind

LONGEST_REPLY = 300


@dataclass(frozen=True, slots=True)
class Mendable:
    """The part of an entry that is open; the rest has been reviewed and stays.

    ``is_whole`` stands for everything: the entry was not returned, or all of it was.
    Otherwise the fields named are open, and the lines that were returned or put in since;
    of lines in ``cells``, by their key, the fields named there alone.
    """

    is_whole: bool
    fields: frozenset[str] = frozenset()
    cells: Mapping[int, frozenset[str]] = field(default_factory=dict)

    def takes_field(self, code: str) -> bool:
        return self.is_whole or code in self.fields

    def takes_row(self, row: EntryRow) -> bool:
        return self.is_whole or row.is_returned

    def find_open_cells(self, row: EntryRow) -> frozenset[str] | None:
        """Return which fields of an open line may change, None for all of them."""
        return None if self.is_whole else self.cells.get(row.pk)

    def merge(self, row: EntryRow, told: Mapping[str, str]) -> dict[str, str]:
        """Return what an open line says with what is told where it is open."""
        cells = self.find_open_cells(row)
        if cells is None:
            return dict(told)
        kept = {code: text for code, text in row.answers.items() if code not in cells}
        return kept | {code: text for code, text in told.items() if code in cells}


def find_mendable(entry: TaskEntry) -> Mendable:
    """Return which fields and lines of an entry its last reviewer left open."""
    if not entry.is_returned:
        return Mendable(is_whole=True)
    # A remark goes with its line: where none is left, what was reviewed stays.
    remarks = list_open_remarks(entry)
    is_whole = any(not one.field and one.row_id is None for one in remarks)
    if is_whole or (not remarks and _names_nothing(entry)):
        return Mendable(is_whole=True)
    return Mendable(
        is_whole=False,
        fields=frozenset(one.field for one in remarks if one.row is None),
        cells=_list_cells(remarks),
    )


def list_returned(step: EntryStep) -> list[int]:
    """Return the numbers of the remarks that went out with a return."""
    return [int(one["id"]) for one in step.remarks if "id" in one]


def _names_nothing(entry: TaskEntry) -> bool:
    """Tell whether the last return was written before remarks had numbers.

    Taken back after it was mended, nothing says any more what that return wanted.
    """
    returned = entry.steps.filter(act=EntryAct.RETURNED).order_by("-id").first()
    return returned is not None and not list_returned(returned)


def _list_cells(remarks: Iterable[EntryRemark]) -> dict[int, frozenset[str]]:
    """Return the fields remarked by line; a remark on the whole line opens all of it."""
    named: defaultdict[int, set[str]] = defaultdict(set)
    for one in remarks:
        if one.row_id is not None:
            named[one.row_id].add(one.field)
    return {row: frozenset(cells) for row, cells in named.items() if "" not in cells}


def list_open_remarks(entry: TaskEntry) -> list[EntryRemark]:
    """Return what is still to be mended, in the order in which it was written."""
    remarks = entry.remarks.filter(is_settled=False, is_sent=True, row__dropped_at=None)
    return list(remarks.select_related("row").order_by("id"))


def list_whole_remarks(entry: TaskEntry) -> list[EntryRemark]:
    """Return what is still to be mended in the whole, in no field and no line."""
    return [one for one in list_open_remarks(entry) if not one.field and not one.row_id]


def list_replied_remarks(entry: TaskEntry, numbers: Iterable[int]) -> list[EntryRemark]:
    """Return which of these are sent remarks on the whole, settled meanwhile or not."""
    remarks = entry.remarks.filter(
        pk__in=set(numbers), is_sent=True, field="", row=None
    )
    return list(remarks.order_by("id"))


def name_reply(number: int) -> str:
    """Return what the answer to a remark on the whole is called in a form."""
    return f"reply-{number}"


def ask_reply(remark: EntryRemark) -> FieldSpec:
    """Ask what was done about a remark on the whole, as a form asks its questions."""
    text = _("对这条意见，您是怎么改的：{text}").format(text=remark.text)
    return FieldSpec(
        code=name_reply(remark.pk),
        label=text,
        english=text,
        kind=Kind.PARAGRAPH,
        is_required=True,
        max_length=LONGEST_REPLY,
    )


def list_standing(remarks: Iterable[EntryRemark]) -> dict[str, str]:
    """Return what was said of remarks on the whole so far, by what a form calls it."""
    return {name_reply(one.pk): one.reply for one in remarks}


def list_unsent_remarks(entry: TaskEntry, unit: Unit) -> list[EntryRemark]:
    """Return what a unit has written down and not sent back yet."""
    remarks = entry.remarks.filter(unit=unit, is_sent=False)
    return list(remarks.select_related("row").order_by("row__number", "id"))


def get_unsent_remark(*, entry: TaskEntry, unit: Unit, pk: int) -> EntryRemark:
    found = entry.remarks.filter(unit=unit, is_sent=False, pk=pk).first()
    if found is None:
        raise NotFoundError
    return found


def get_row_of(entry: TaskEntry, number: int) -> EntryRow:
    """Return a line of an entry that the caller has been let to see."""
    found = entry.rows.filter(number=number).first()
    if found is None:
        raise NotFoundError
    return found


def list_known_lines(entry: TaskEntry, numbers: Iterable[int]) -> set[int]:
    """Return which of these numbers lines of the entry have."""
    found = entry.rows.filter(number__in=set(numbers))
    return set(found.values_list("number", flat=True))


def list_rows_of(
    entry: TaskEntry,
    *,
    view: str = "all",
    after: int | None = None,
    among: Collection[int] | None = None,
) -> Page:
    """Return one page of the lines of an entry that the caller has been let to see.

    ``among``: of these lines alone.
    """
    rows = entry.rows.filter(**ROW_FILTERS.get(view, {}), number__gt=after or 0)
    if among is not None:
        rows = rows.filter(pk__among=sorted(among))
    page = list(rows.order_by("number")[: PAGE + 1])
    last = page[PAGE - 1].number if len(page) > PAGE else None
    return Page(tuple(page[:PAGE]), last)


def count_lines(entry: TaskEntry) -> dict[str, int]:
    """Count the lines of an entry, those returned and what came of them since."""
    return entry.rows.aggregate(
        total=Count("pk"),
        returned=Count("pk", filter=Q(is_returned=True)),
        **{
            one.value: Count("pk", filter=Q(since_return=one))
            for one in (SinceReturn.MENDED, SinceReturn.LEFT, SinceReturn.ADDED)
        },
    )


def list_remarks_on(
    rows: Iterable[EntryRow], *, unit: Unit | None = None
) -> dict[int, tuple[EntryRemark, ...]]:
    """Return the remarks on lines of an entry by the line, unsent ones of the unit too.

    Settled ones stand beside what was mended for them; those of earlier rounds are told
    by the way of the entry.
    """
    known = {row.pk: row for row in rows}
    found: dict[int, tuple[EntryRemark, ...]] = {}
    remarks = EntryRemark.objects.filter(row__in=known).order_by("id")
    for one in _leave_out_earlier(list(remarks)):
        is_own = one.is_sent or one.unit_id == _code(unit)
        is_told = not one.is_settled or known[one.row_id or 0].since_return
        if one.row_id is not None and is_own and is_told:
            found[one.row_id] = (*found.get(one.row_id, ()), one)
    return found


def _leave_out_earlier(remarks: list[EntryRemark]) -> list[EntryRemark]:
    """Leave out what was settled in rounds before the last one."""
    if not any(one.is_settled for one in remarks):
        return remarks
    start = _find_earlier_return(remarks[0].entry_id)
    return [one for one in remarks if not one.is_settled or one.created_at > start]


def _find_earlier_return(entry_id: int) -> datetime:
    """Return when an entry was returned the last time but one."""
    returns = EntryStep.objects.filter(entry=entry_id, act=EntryAct.RETURNED)
    latest = list(returns.order_by("-id").values_list("done_at", flat=True)[:2])
    return latest[1] if len(latest) > 1 else datetime.min.replace(tzinfo=UTC)


def list_dropped_rows(entry: TaskEntry) -> QuerySet[EntryRow]:
    """Return the lines that were taken out since the entry was handed in last."""
    dropped = EntryRow.every.filter(entry=entry).exclude(dropped_at=None)
    return dropped.order_by("number", "id")


def find_next_returned(entry: TaskEntry, after: int) -> EntryRow | None:
    """Return the next line that waits to be mended."""
    returned = entry.rows.filter(is_returned=True, number__gt=after)
    return returned.order_by("number").first()


def _code(unit: Unit | None) -> str | None:
    return unit.code if unit is not None else None


ROW_FILTERS: Mapping[str, Mapping[str, object]] = {
    "returned": {"is_returned": True},
    "left": {"since_return": SinceReturn.LEFT},
    "mended": {"since_return": SinceReturn.MENDED},
    "added": {"since_return": SinceReturn.ADDED},
}
ROW_VIEWS = ("all", *ROW_FILTERS, "doubtful")
