"""The cells of a table, read column by column."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_noop as _

from zhisheng.apps.programme.sheets.columns import STAFF, Measure, parse_measure
from zhisheng.apps.programme.sheets.dittos import (
    find_repeated_codes,
    list_cells,
    repeat_dittos,
)
from zhisheng.apps.programme.sheets.identities import drop_identities
from zhisheng.apps.programme.sheets.readers import (
    Refusal,
    explain,
    get_reader,
    read_cells,
    refuse,
)
from zhisheng.apps.programme.sheets.rows import Reason
from zhisheng.kit.sheets import (
    CellValue,
    EmptyFormula,
    ErrorCell,
    Sheet,
    Table,
    ValueRefusedError,
)
from zhisheng.kit.sheets.values import Parsed

# Known, so that nobody is asked what they mean, but of no use.
UNREAD = frozenset({"sequence", "remark"})
Cell = Parsed[Any] | Refusal | Reason


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: what it holds, and how the report names it."""

    field: str
    number: int
    shown: str
    measure: Measure | None
    cells: list[Cell]
    # The cells before they are read, 同上 filled in and identity numbers dropped, and
    # whether the heading names a unit.
    filled: list[CellValue]
    has_unit: bool
    # Places of the cells from which an identity number was dropped.
    personal: frozenset[int]

    def name_measured(self, year: int) -> str:
        """Return the name by which the report of a year calls it."""
        return name_measure(self.measure, year) if self.measure else self.shown

    def refuse(self, error: ValueRefusedError, text: str) -> Reason:
        return refuse(explain(error, text), field=self.shown, column=self.number)


def read_columns(
    table: Table,
    numbers: list[int],
    above: dict[str, CellValue],
    *,
    epoch1904: bool,
) -> list[Column]:
    columns = []
    rows = [table.sheet.rows[number - 1] for number in numbers]
    one_code = find_repeated_codes(table, rows, above.get("uscc"))
    for field, match in table.columns.items():
        if field in UNREAD:
            continue
        cells = list_cells(rows, match.index)
        personal = drop_identities(cells)
        allowed = one_code if field == "name" else None
        above[field] = repeat_dittos(cells, above.get(field), allowed)
        unit = match.unit or table.default_unit
        reader = get_reader(field, unit=unit, epoch1904=epoch1904)
        results: list[Cell] = list(read_cells(cells, reader))
        _mark_problems(table.sheet, field, match.index + 1, numbers, results)
        shown = "help_start" if field == "help_period" else field
        measure = parse_measure(field)
        columns.append(
            Column(
                field, match.index + 1, shown, measure, results, cells,
                unit is not None, personal,
            )
        )  # fmt: skip
    return columns


def _mark_problems(
    sheet: Sheet, field: str, column: int, numbers: list[int], results: list[Cell]
) -> None:
    if not sheet.problems:
        return
    for position, number in enumerate(numbers):
        problem = sheet.problems.get((number, column))
        if isinstance(problem, ErrorCell):
            results[position] = Refusal(
                _("单元格的公式出错（{text}）。"),
                _("请改为确定的值后再上传。"),
                problem.text,
                {"text": problem.text},
            )
        elif isinstance(problem, EmptyFormula):
            results[position] = Reason(
                field,
                "warning",
                _("单元格是公式，但文件里没有存下结果，按未填处理。"),
                _("请用 WPS 或 Excel 打开并保存一次，或粘贴为数值。"),
                column=column,
            )


def name_measure(measure: Measure, year: int) -> str:
    """Return the name of a measured field as the report gives it."""
    period = period_of(measure, year)
    if measure.indicator == STAFF and period == str(year):
        return STAFF
    side = {str(year - 1): "before", str(year): "after"}.get(period, period)
    return f"{measure.indicator}_{side}"


def period_of(measure: Measure, year: int) -> str:
    """Before and after without a named year are the years before and of the help."""
    if measure.period == "before":
        return str(year - 1)
    return str(year) if measure.period == "after" else measure.period
