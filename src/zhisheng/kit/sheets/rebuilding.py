"""A sheet written anew from its values, with what is wrong coloured."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .cells import Row, Sheet
from .writing import NameGiver, add_formats, open_workbook, write_cell

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

STATUS, REASON, ROW_NUMBER = "处理结果", "处理说明", "原表行号"
WRONG = "需修改"
MOST_COMMENTS = 20_000
LONGEST_COMMENT = 1_000


@dataclass(frozen=True, slots=True)
class MarkedSheet:
    """A sheet with its reasons per (row, column).

    ``header`` is its last heading row, ``width`` the column before the added ones.
    """

    sheet: Sheet
    marks: Mapping[tuple[int, int], str]
    header: int
    width: int


def join_reasons(marks: Mapping[tuple[int, int], str]) -> dict[int, str]:
    """Return per row its reasons in the order of the columns."""
    joined: dict[int, str] = {}
    for (row, _), reason in sorted(marks.items()):
        joined[row] = f"{joined[row]}；{reason}" if row in joined else reason
    return joined


def rebuild(marked: list[MarkedSheet], out: Path, *, only_wrong: bool) -> None:
    """Write the sheets to ``out``; ``only_wrong`` leaves the good rows away."""
    book = open_workbook(out, constant_memory=True)
    formats = add_formats(book)
    names = NameGiver()
    for item in marked:
        page = book.add_worksheet(names.give(item.sheet.name or "名单"))
        _write_page(page, item, formats, only_wrong=only_wrong)
    if not marked:
        book.add_worksheet("名单")
    book.close()


def _write_page(
    page: "Worksheet", item: MarkedSheet, formats: dict[str, Any], *, only_wrong: bool
) -> None:
    reasons = join_reasons(item.marks)
    at = 0
    for number, row in enumerate(item.sheet.rows, start=1):
        is_wrong = number in reasons
        if number > item.header and not is_wrong and only_wrong:
            continue
        if number > item.header and not is_wrong and reasons:
            page.set_row(at, None, None, {"hidden": True})
        _write_row(page, at, number, row, item, formats)
        _write_verdict(page, at, number, reasons.get(number), item, formats)
        at += 1
    if reasons:
        page.set_column(item.width + 1, item.width + 1, 60)
        page.autofilter(item.header - 1, 0, max(at - 1, item.header), item.width + 2)
        page.filter_column_list(item.width, [WRONG])
        page.freeze_panes(item.header, 0)


def _write_row(
    page: "Worksheet",
    at: int,
    number: int,
    row: Row,
    item: MarkedSheet,
    formats: dict[str, Any],
) -> None:
    for column in range(item.width):
        value = row[column] if column < len(row) else None
        reason = item.marks.get((number, column + 1))
        look = "wrong" if reason else "header" if number == item.header else None
        write_cell(page, at, column, value, formats, look=look)
        if reason and at < MOST_COMMENTS:
            page.write_comment(at, column, reason[:LONGEST_COMMENT])


def _write_verdict(
    page: "Worksheet",
    at: int,
    number: int,
    reason: str | None,
    item: MarkedSheet,
    formats: dict[str, Any],
) -> None:
    cells: tuple[object, ...] = ()
    if number == item.header:
        cells = (STATUS, REASON, ROW_NUMBER)
    elif reason is not None:
        cells = (WRONG, reason, number)
    look = "header" if number == item.header else None
    for shift, value in enumerate(cells):
        write_cell(page, at, item.width + shift, value, formats, look=look)
