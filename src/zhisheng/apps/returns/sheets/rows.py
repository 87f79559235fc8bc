"""Read the rows of a sheet of values: each is fit, or says what is wrong where."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zhisheng.apps.returns.choices import ValueKind
from zhisheng.apps.returns.models import Indicator
from zhisheng.apps.returns.sheets.answers import Declared, parse_answer
from zhisheng.apps.returns.sheets.columns import (
    NAME,
    REASON,
    USCC,
    holds_values,
    list_columns,
    split_field,
)
from zhisheng.kit.errors import DomainError
from zhisheng.kit.problems import describe
from zhisheng.kit.sheets import (
    CellValue,
    Row,
    Table,
    ValueRefusedError,
    Workbook,
    find_table,
    list_rows,
)
from zhisheng.kit.sheets.values import parse_code, parse_text
from zhisheng.methods.identifiers import parse_uscc

UNIT_NAMES = {Decimal(1): "元", Decimal(10_000): "万元", Decimal(100_000_000): "亿元"}
DEFAULT_UNIT = "万元"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a row; columns count from 1."""

    field: str
    column: int
    value: str
    reason: str
    cure: str


@dataclass(slots=True)
class ReadRow:
    """A row as read; ``values`` is keyed by indicator and period."""

    sheet: str | None
    row: int
    name: str = ""
    uscc: str = ""
    reason: str = ""
    values: dict[tuple[str, str], Declared] = field(default_factory=dict)
    columns: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def list_tables(
    workbook: Workbook, *, indicators: Mapping[str, Indicator], year: int
) -> list[Table]:
    """Return the table of every sheet whose heading names enterprises and values."""
    specs = list_columns(indicators.values(), year)
    tables = (
        find_table(sheet, columns=specs, is_enough=holds_values)
        for sheet in workbook.sheets
    )
    return [table for table in tables if table and holds_values(table.columns)]


def read_rows(
    tables: Iterable[Table], *, indicators: Mapping[str, Indicator]
) -> Iterator[ReadRow]:
    """Read every data row of the tables."""
    for table in tables:
        for number, row, kind in list_rows(table):
            if kind == "data":
                yield _read_row(table, number, row, indicators)


def _read_row(
    table: Table, number: int, row: Row, indicators: Mapping[str, Indicator]
) -> ReadRow:
    columns = {name: match.index + 1 for name, match in table.columns.items()}
    read = ReadRow(table.sheet.name, number, columns=columns)
    read.name = parse_text(_get(table, row, NAME)).value or ""
    read.reason = parse_text(_get(table, row, REASON)).value or ""
    _read_uscc(read, _get(table, row, USCC))
    for field_name in table.columns:
        if "@" in field_name:
            _read_value(read, table, row, field_name, indicators)
    return read


def _read_uscc(read: ReadRow, cell: CellValue) -> None:
    try:
        text = parse_code(cell).value or ""
        read.uscc = parse_uscc(text).code if text else ""
    except DomainError as error:
        cure = getattr(error, "cure", gettext_noop("请核对统一社会信用代码。"))
        add_fault(read, USCC, str(cell), describe(error), _(cure))


def _read_value(
    read: ReadRow,
    table: Table,
    row: Row,
    field_name: str,
    indicators: Mapping[str, Indicator],
) -> None:
    code, period = split_field(field_name)
    cell = _get(table, row, field_name)
    try:
        declared = parse_answer(
            cell,
            indicator=indicators[code],
            unit=_find_unit(table, field_name, indicators[code]),
        )
    except ValueRefusedError as error:
        add_fault(read, field_name, str(cell), describe(error), _(error.cure))
        return
    if declared is not None:
        read.values[code, period] = declared


def add_fault(
    read: ReadRow, field_name: str, value: str, reason: str, cure: str
) -> None:
    column = read.columns.get(field_name) or _find_key_column(read)
    read.faults.append(Fault(split_field(field_name)[0], column, value, reason, cure))


def _find_key_column(read: ReadRow) -> int:
    """Return the column that names the enterprise, for what has no column of its own."""
    return read.columns.get(NAME) or read.columns.get(USCC, 0)


def _find_unit(table: Table, field_name: str, indicator: Indicator) -> str:
    """Take the unit of the heading, else of the table, else 万元."""
    if indicator.value_kind != ValueKind.AMOUNT:
        return indicator.unit
    unit = table.columns[field_name].unit or table.default_unit
    name = UNIT_NAMES.get(unit, DEFAULT_UNIT) if unit else DEFAULT_UNIT
    return f"{name}/人" if "/人" in indicator.unit and name != "亿元" else name


def _get(table: Table, row: Row, field_name: str) -> CellValue:
    match = table.columns.get(field_name)
    return row[match.index] if match and match.index < len(row) else None
