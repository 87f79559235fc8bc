"""What the API takes and gives of the lines of entries; loaded with the API alone."""

from collections.abc import Mapping, Sequence

from ninja import Schema

from zhisheng.apps.programme import selectors
from zhisheng.apps.programme.models import EntryRemark, EntryRow, TaskEntry
from zhisheng.apps.programme.schemas.entries_api import (
    RemarkOut,
    Typed,
    refuse_unknown,
    write_remark,
)
from zhisheng.apps.programme.selectors import Page
from zhisheng.apps.programme.services import RowsTaken
from zhisheng.kit.errors import FieldsRefusedError

# As many wrong cells as one looks through; the marked sheet on the page has them all.
MOST_MARKS = 500


class LineOut(Schema):
    """A line of the table; ``since_return`` tells what came of it since the last one.

    Empty, ``mended``, ``left`` (returned, and the same as before) or ``added``.
    ``before`` is what it said when it was returned, where it says something else since;
    ``doubts`` are asked about before it is handed in, and keep nothing out.
    """

    number: int
    answers: dict[str, str]
    is_returned: bool
    since_return: str
    before: dict[str, str]
    remarks: list[RemarkOut] = []
    doubts: list[str] = []


class LinePageOut(Schema):
    items: list[LineOut]
    next_after: int | None


class MarkOut(Schema):
    """What is wrong in a cell of the sheet last uploaded; counted from 1."""

    sheet: str
    row: int
    column: int
    reason: str


class LinesTakenOut(Schema):
    """What came of a sheet; ``kept`` lines say something else but were not returned.

    ``left`` lines had some cells returned; what the sheet says of the others was left.
    ``removed`` lines were taken out, and come back on the page until the entry is handed
    in; ``unnamed`` ones could be, since the sheet does not name them. ``doubtful`` counts
    the lines of the whole table that are asked about.
    """

    added: int
    replaced: int
    refused: int
    kept: int
    left: int
    removed: int
    unnamed: int
    doubtful: int
    version: int
    marks: list[MarkOut]


class LineIn(Schema):
    """All of a line, as a person would write it; ``version`` is that of the entry."""

    version: int
    answers: Typed


def read_line(given: LineIn, entry: TaskEntry) -> Mapping[str, str]:
    refused = refuse_unknown(given.answers, selectors.get_form(entry.task).rows)
    if refused:
        raise FieldsRefusedError(refused)
    return given.answers


def write_line_page(
    page: Page,
    remarks: Mapping[int, Sequence[EntryRemark]],
    doubts: Mapping[int, Sequence[selectors.LineDoubt]],
) -> LinePageOut:
    return LinePageOut(
        items=[
            write_line(one, remarks.get(one.pk, ()), doubts.get(one.pk, ()))
            for one in page.items
        ],
        next_after=page.next_after,
    )


def write_line(
    row: EntryRow,
    remarks: Sequence[EntryRemark] = (),
    doubts: Sequence[selectors.LineDoubt] = (),
) -> LineOut:
    return LineOut(
        number=row.number,
        answers=row.answers,
        is_returned=row.is_returned,
        since_return=row.since_return,
        before=row.before,
        remarks=[write_remark(one, row.number) for one in remarks],
        doubts=[one.text for one in doubts],
    )


def write_taken(taken: RowsTaken, entry: TaskEntry) -> LinesTakenOut:
    return LinesTakenOut(
        added=taken.added,
        replaced=taken.replaced,
        refused=taken.refused,
        kept=taken.kept,
        left=taken.left,
        removed=taken.removed,
        unnamed=taken.unnamed,
        doubtful=taken.doubtful,
        version=entry.version,
        marks=[
            MarkOut(sheet=sheet or "", row=row, column=column, reason=text)
            for sheet, row, column, text in entry.marks[:MOST_MARKS]
        ],
    )
