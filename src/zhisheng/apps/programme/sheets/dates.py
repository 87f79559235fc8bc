"""When a help began and ended; some cells leave the year to the row they stand in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_noop as _

from zhisheng.apps.programme.sheets.rows import Reason, RosterRow
from zhisheng.kit.sheets import CellValue, ValueRefusedError
from zhisheng.kit.sheets.errors import NotADateError
from zhisheng.kit.sheets.texts import missing
from zhisheng.kit.sheets.values import (
    Parsed,
    Period,
    is_missing,
    is_open_end,
    may_need_year,
    parse_date,
    parse_period,
)

if TYPE_CHECKING:
    from zhisheng.apps.programme.sheets.cells import Column


@dataclass(frozen=True, slots=True)
class YearOfRow:
    """A text such as 3月 or 24.9.1, a date only beside the year of its row."""

    text: str


def read_help_date(
    cell: CellValue, *, end: bool, epoch1904: bool
) -> Parsed[date] | Parsed[YearOfRow]:
    """Read a start or an end; a help that still lasts has no end."""
    try:
        return parse_date(cell, end=end, epoch1904=epoch1904)
    except ValueRefusedError:
        if end and is_open_end(cell):
            return Parsed(None, is_missing=True)
        if isinstance(cell, str) and may_need_year(cell):
            return Parsed(YearOfRow(cell))
        raise


def read_help_period(
    cell: CellValue, *, epoch1904: bool
) -> Parsed[Period] | Parsed[YearOfRow]:
    try:
        return parse_period(cell, epoch1904=epoch1904)
    except ValueRefusedError:
        if isinstance(cell, str) and may_need_year(cell):
            return Parsed(YearOfRow(cell))
        raise


def settle_dates(
    row: RosterRow,
    values: dict[str, Parsed[Any]],
    columns: Sequence["Column"],
    position: int,
) -> None:
    """Take the period, then start and end, which go before it."""
    values = values | _find_period(row, values, columns, position)
    period = _complete(row, values.get("help_period"), "help_period", columns)
    if period is not None and isinstance(period.value, Period):
        row.help_start, row.help_end = period.value.start, period.value.end
        row.help_start_precision = period.precision or "day"
        row.help_end_precision = row.help_start_precision if row.help_end else ""
    for side in ("help_start", "help_end"):
        parsed = _complete(row, values.get(side), side, columns)
        if parsed is not None and isinstance(parsed.value, date):
            setattr(row, side, parsed.value)
            setattr(row, f"{side}_precision", parsed.precision or "day")
    _check_year(row, columns)


def _find_period(
    row: RosterRow,
    values: dict[str, Parsed[Any]],
    columns: Sequence["Column"],
    position: int,
) -> dict[str, Parsed[Any]]:
    """Find a whole period written in the cell of the start, beside an end left empty."""
    start = values.get("help_start")
    if start is None or "help_period" in values:
        return {}
    ends = (one.filled[position] for one in columns if one.field == "help_end")
    if not isinstance(start.value, YearOfRow) or not all(map(is_missing, ends)):
        return {}
    if not _is_period(start.value.text, row.year):
        return {}
    return {"help_period": start, "help_start": missing()}


def _is_period(text: str, year: int) -> bool:
    """Tell whether a text is two dates; one that may be either stays one, and unclear."""
    try:
        _read_with_year(text, "help_start", year)
    except NotADateError:
        pass
    except ValueRefusedError:
        return False
    else:
        return False
    try:
        _read_with_year(text, "help_period", year)
    except ValueRefusedError:
        return False
    return True


def _check_year(row: RosterRow, columns: Sequence["Column"]) -> None:
    """Warn of a help no day of which lies in the programme year of its row."""
    side = find_other_year(row.help_start, row.help_end, row.year)
    if not side:
        return
    fields = (side, "help_period")
    column = next((one.number for one in columns if one.field in fields), None)
    data = row.days | {"year": str(row.year)}
    row.reasons.append(
        Reason(
            side,
            "warning",
            _("帮扶起止（{start} 至 {end}）不在 {year} 年度之内。"),
            _("请核对日期和年度；确实如此可不改。"),
            text=data[side.removeprefix("help_")],
            column=column,
            data=data,
        )
    )


def find_other_year(start: date | None, end: date | None, year: int) -> str:
    """Return the side that puts a help outside a year; empty where it touches it.

    A help may begin in the year before or last into the next. One without an end may
    still last, but hardly for more than a year; one without a start may have begun a
    year before its end.
    """
    if start and start.year > year:
        return "help_start"
    if end and end.year < year:
        return "help_end" if start is None or start <= end else ""
    if start and end is None:
        return "help_start" if start.year < year - 1 else ""
    return "help_end" if start is None and end and end.year > year + 1 else ""


def _complete(
    row: RosterRow,
    parsed: Parsed[Any] | None,
    field: str,
    columns: Sequence["Column"],
) -> Parsed[Any] | None:
    if parsed is None or not isinstance(parsed.value, YearOfRow):
        return parsed
    try:
        return _read_with_year(parsed.value.text, field, row.year)
    except ValueRefusedError as error:
        column = next(column for column in columns if column.field == field)
        row.reasons.append(column.refuse(error, parsed.value.text))
        return None


@lru_cache(maxsize=10_000)
def _read_with_year(text: str, field: str, year: int) -> Parsed[Any]:
    if field == "help_period":
        return parse_period(text, year=year)
    return parse_date(text, end=field == "help_end", year=year)
