"""A sheet written anew from its values, with what is wrong coloured."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .cells import Row, Sheet
from .writing import NameGiver, add_formats, open_workbook, write_cell

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

STATUS, REASON, ROW_NUMBER = "处理结果", "处理说明", "原表行号"
WRONG, DOUBTED = "需修改", "请核对"
# No word of it may be taken for a region, for it stands above the table.
LEGEND = "红色：必须修改；黄色：请核对，确实如此可不改。"
MOST_COMMENTS = 20_000
LONGEST_COMMENT = 1_000


@dataclass(frozen=True, slots=True)
class MarkedSheet:
    """A sheet with its reasons per (row, column).

    ``header`` is its last heading row, ``width`` the column before the added ones;
    the cells in ``doubts`` may be right.
    """

    sheet: Sheet
    marks: Mapping[tuple[int, int], str]
    header: int
    width: int
    doubts: Set[tuple[int, int]] = frozenset()

    @property
    def wrong_rows(self) -> Set[int]:
        """The rows that have to be mended; the other marked ones are only doubted."""
        return {row for row, column in self.marks if (row, column) not in self.doubts}


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
    reasons, wrong_rows = join_reasons(item.marks), item.wrong_rows
    at = 0
    for number, row in enumerate(item.sheet.rows, start=1):
        is_marked = number in reasons
        if number > item.header and not is_marked and only_wrong:
            continue
        if number > item.header and not is_marked and reasons:
            page.set_row(at, None, None, {"hidden": True})
        _write_row(page, at, number, row, item, formats)
        verdict = WRONG if number in wrong_rows else DOUBTED
        cells = (verdict, reasons[number], number) if is_marked else ()
        _write_verdict(page, at, number, cells, item, formats)
        at += 1
    if reasons:
        page.set_column(item.width + 1, item.width + 1, 60)
        page.autofilter(item.header - 1, 0, max(at - 1, item.header), item.width + 2)
        page.filter_column_list(item.width, [WRONG, DOUBTED])
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
        look = _choose_look(number, column + 1, item)
        write_cell(page, at, column, value, formats, look=look)
        if reason and at < MOST_COMMENTS:
            page.write_comment(at, column, reason[:LONGEST_COMMENT])


def _choose_look(row: int, column: int, item: MarkedSheet) -> str | None:
    if (row, column) in item.marks:
        return "doubted" if (row, column) in item.doubts else "wrong"
    return "header" if row == item.header else None


def _write_verdict(
    page: "Worksheet",
    at: int,
    number: int,
    cells: tuple[object, ...],
    item: MarkedSheet,
    formats: dict[str, Any],
) -> None:
    look = "header" if number == item.header else None
    if number == item.header:
        cells = (STATUS, REASON, ROW_NUMBER)
    for shift, value in enumerate(cells):
        write_cell(page, at, item.width + shift, value, formats, look=look)
    if item.doubts and number == item.header - 1:
        write_cell(page, at, item.width + 1, LEGEND, formats)
    elif item.doubts and number == item.header == 1:
        page.write_comment(at, item.width + 1, LEGEND)
