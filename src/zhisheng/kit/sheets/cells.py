"""The shape in which every sheet is handed to the rest of the platform."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Literal

CellValue = None | str | int | float | bool | date | datetime | time | timedelta
Row = list[CellValue]
Kind = Literal["xlsx", "xls", "ods", "csv"]


@dataclass(frozen=True, slots=True)
class ErrorCell:
    """A cell whose formula failed; ``text`` as shown, for example ``#REF!``."""

    text: str


@dataclass(frozen=True, slots=True)
class EmptyFormula:
    """A formula that was never calculated, so that no value is stored."""


CellProblem = ErrorCell | EmptyFormula


@dataclass(frozen=True, slots=True)
class MergedRange:
    """A merged block; rows and columns count from 1, both ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; ``rows[i]`` is row ``i + 1`` as the user counts.

    ``name`` is None for csv. ``problems`` is keyed by (row, column), from 1.
    A hidden sheet is read like any other; callers say so.
    """

    name: str | None
    rows: list[Row]
    merged: tuple[MergedRange, ...] = ()
    problems: Mapping[tuple[int, int], CellProblem] = field(default_factory=dict)
    is_hidden: bool = False

    @property
    def width(self) -> int:
        return max(map(len, self.rows), default=0)


@dataclass(frozen=True, slots=True)
class Workbook:
    kind: Kind
    sheets: tuple[Sheet, ...]
    uses_1904_dates: bool = False


def get_cell(sheet: Sheet, row: int, column: int) -> CellValue:
    """Return the value at a position counted from 1; None outside."""
    if not 0 < row <= len(sheet.rows):
        return None
    cells = sheet.rows[row - 1]
    return cells[column - 1] if 0 < column <= len(cells) else None


def fill_merged(sheet: Sheet) -> Sheet:
    """Repeat the value of each merged block over the whole block."""
    if not sheet.merged:
        return sheet
    rows = [list(row) for row in sheet.rows]
    for block in sheet.merged:
        value = get_cell(sheet, block.first_row, block.first_column)
        for row in rows[block.first_row - 1 : block.last_row]:
            last = min(block.last_column, len(row))
            for column in range(block.first_column - 1, last):
                row[column] = value
    return replace(sheet, rows=rows)
