"""Colouring an xlsx in place, in a process of its own that may die without harm.

The library used here loads every styled cell, so a sheet formatted down to its last
row could fill any memory; the caller falls back to rebuilding.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .confinement import answer, confine
from .defusing import defuse, keep_as_text
from .errors import SheetBrokenError, SheetMemoryError
from .limits import Limits
from .rebuilding import (
    DOUBTED,
    LEGEND,
    LONGEST_COMMENT,
    MOST_COMMENTS,
    REASON,
    STATUS,
    WRONG,
    join_reasons,
)

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

# The fill and the font of a cell.
RED, AMBER = ("FFFFC7CE", "FF9C0006"), ("FFFFEB9C", "FF7F4F00")


def main(arguments: list[str]) -> int:
    """Mark ``arguments``: limits as JSON, the original, the target, the plan."""
    import openpyxl

    text, original, target, plan = arguments
    confine(Limits(**json.loads(text)))
    try:
        with Path(original).open("rb") as stream:
            book = openpyxl.load_workbook(stream, keep_links=False)
        defuse(book)
        for order in json.loads(Path(plan).read_text("utf-8")):
            _mark_sheet(book[order["sheet"]], order)
        book.save(target)
    except (MemoryError, OSError):
        return answer(SheetMemoryError())
    except (KeyError, ValueError, TypeError, AttributeError, IndexError):
        return answer(SheetBrokenError(detail="无法在原表上标注"))
    return answer()


def _mark_sheet(page: "Worksheet", order: dict[str, Any]) -> None:
    marks = {(row, column): reason for row, column, reason in order["marks"]}
    anchors = _find_anchors(page)
    doubts = {tuple(place) for place in order["doubts"]}
    wrong = {anchors.get(place, place) for place in marks if place not in doubts}
    for count, ((row, column), reason) in enumerate(sorted(marks.items())):
        place = anchors.get((row, column), (row, column))
        colours = RED if place in wrong else AMBER
        _mark_cell(page, place, reason if count < MOST_COMMENTS else None, colours)
    _add_verdicts(page, join_reasons(marks), order)
    if doubts:
        _add_legend(page, order["header"], order["width"] + 2)


def _find_anchors(page: "Worksheet") -> dict[tuple[int, int], tuple[int, int]]:
    """Map each cell hidden below a merged one to the cell that is seen."""
    anchors: dict[tuple[int, int], tuple[int, int]] = {}
    for block in page.merged_cells.ranges:
        if block.size["rows"] * block.size["columns"] <= 10_000:
            for row, column in block.cells:
                anchors[row, column] = (block.min_row, block.min_col)
    return anchors


def _mark_cell(
    page: "Worksheet",
    place: tuple[int, int],
    reason: str | None,
    colours: tuple[str, str],
) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Font, PatternFill

    fill, font = colours
    cell = page.cell(*place)
    cell.fill = PatternFill("solid", fgColor=fill)
    cell.font = cell.font + Font(color=font)
    if reason is not None:
        before = f"{cell.comment.text}\n" if cell.comment else ""
        text = before if reason in before else before + reason
        cell.comment = Comment(text[-LONGEST_COMMENT:], "质升", width=320, height=120)


def _add_verdicts(
    page: "Worksheet", reasons: dict[int, str], order: dict[str, Any]
) -> None:
    header, status = order["header"], order["width"] + 1
    _put(page, header, status, STATUS)
    _put(page, header, status + 1, REASON)
    can_hide, wrong_rows = not page.tables, frozenset(order["wrong_rows"])
    for row in range(header + 1, order["height"] + 1):
        reason = reasons.get(row)
        verdict = WRONG if row in wrong_rows else DOUBTED
        _put(page, row, status, verdict if reason else None)
        _put(page, row, status + 1, reason)
        page.row_dimensions[row].hidden = reason is None and can_hide
    if can_hide:
        _add_filter(page, order, status)


def _add_legend(page: "Worksheet", header: int, column: int) -> None:
    """Tell what the colours mean above the reasons, or where they begin."""
    from openpyxl.comments import Comment

    if header > 1:
        _put(page, header - 1, column, LEGEND)
    else:
        page.cell(header, column).comment = Comment(LEGEND, "质升")


def _put(page: "Worksheet", row: int, column: int, text: str | None) -> None:
    cell = page.cell(row, column)
    if text is None:
        cell.value = None
    else:
        # A reason may begin with "=" and is no formula.
        keep_as_text(cell, text)


def _add_filter(page: "Worksheet", order: dict[str, Any], status: int) -> None:
    from openpyxl.utils import get_column_letter

    last = get_column_letter(status + 1)
    page.auto_filter.ref = f"A{order['header']}:{last}{order['height']}"
    page.auto_filter.filterColumn.clear()
    page.auto_filter.add_filter_column(status - 1, [WRONG, DOUBTED])
