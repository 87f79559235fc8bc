"""From a workbook to rows: find each table, read it column by column, check each row."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from zhisheng.apps.programme.sheets.cells import Column, period_of, read_columns
from zhisheng.apps.programme.sheets.checks import check_row
from zhisheng.apps.programme.sheets.codes import settle_code, tell_missing_code
from zhisheng.apps.programme.sheets.columns import (
    CERTIFICATE_DAYS,
    CERTIFICATE_FIELDS,
    is_roster,
    list_column_specs,
)
from zhisheng.apps.programme.sheets.dates import settle_dates
from zhisheng.apps.programme.sheets.help_kinds import settle_help_kind
from zhisheng.apps.programme.sheets.identities import tell_dropped
from zhisheng.apps.programme.sheets.legal_forms import settle_legal_form
from zhisheng.apps.programme.sheets.mapping import Mappings, find_mapped_table
from zhisheng.apps.programme.sheets.names import settle_name
from zhisheng.apps.programme.sheets.places import settle_industry, settle_region
from zhisheng.apps.programme.sheets.plausible import doubt_figures
from zhisheng.apps.programme.sheets.readers import Refusal, refuse
from zhisheng.apps.programme.sheets.rows import Reason, RosterRow, StagedValue
from zhisheng.apps.programme.sheets.sales import settle_sales
from zhisheng.apps.programme.sheets.years import settle_year
from zhisheng.kit.sheets import (
    CellValue,
    Row,
    Sheet,
    Table,
    ValueRefusedError,
    Workbook,
    classify_row,
    find_tables,
    get_cell,
)
from zhisheng.kit.sheets.dates import parse_date
from zhisheng.kit.sheets.headers import FEWEST_COLUMNS
from zhisheng.kit.sheets.texts import is_paper_number
from zhisheng.kit.sheets.values import NumberRange, Parsed, Share
from zhisheng.reference.industries import IndustryIndex
from zhisheng.reference.regions import RegionIndex

Values = dict[str, Parsed[Any]]
CHUNK = 5_000
# A code, whole or with slips: no sum is so long.
CODE = re.compile(r"\s*'?[0-9A-Za-z]{15,20}\s*")
# A sum written where the name stands: 安平县小计, 总计（2家）, 共2家企业.
SUM = re.compile(
    r"\s*(?:[^（(]{0,12}(?:小计|合计|总计|共计)|共计?\s*\d+\s*[家户].{0,4})\s*(?:[（(].*[)）])?\s*"
)
# A text that is a whole name by its end and holds no mark of a note.
ENTERPRISE = re.compile(
    r"[^:：、，。；()（）]{2,}(?:公司|厂|店|社|经营部|批发部|商行|工商户)(?:[（(][^()（）]*[)）])?"
)
# Texts taken over as they are, with the length their column holds.
PLAIN_FIELDS = {
    "address": 240,
    "willingness": 10,
    "potential": 10,
    "contact_name": 60,
    "contact_phone": 40,
    "problem": 2000,
    "method": 120,
}


@dataclass(frozen=True, slots=True)
class RosterContext:
    """What the reader must know besides the file."""

    year: int
    latest_year: int
    regions: RegionIndex
    industries: IndustryIndex
    area_codes: tuple[str, ...] = ()
    # The programme years that were opened; without any a likely year will do.
    years: frozenset[int] = frozenset()
    titles: tuple[str, ...] = ()
    mappings: Mappings | None = None


def list_tables(
    workbook: Workbook, *, year: int, mappings: Mappings | None = None
) -> list[Table]:
    """Return the tables of all sheets; sheets without one hold explanations.

    A sheet of two known columns is a roster only in a workbook without a wider one:
    beside it, names with telephone numbers only add to what the wider one says,
    unless a person has said what its columns mean.
    """
    found = [
        _find_rosters(fill_downwards(sheet), year, mappings)
        for sheet in workbook.sheets
    ]
    wide = [
        tables for tables in found if any(_is_wide(one, mappings) for one in tables)
    ]
    return [table for tables in wide or found for table in tables]


def _find_rosters(sheet: Sheet, year: int, mappings: Mappings | None) -> list[Table]:
    mapped = find_mapped_table(sheet, mappings)
    if mapped:
        return [mapped] if "name" in mapped.columns else []
    specs = list_column_specs(year)
    found = find_tables(sheet, columns=specs, is_enough=is_roster)
    settled = (settle_sales(settle_code(table)) for table in found)
    return [table for table in settled if _is_roster(table)]


def _is_roster(table: Table) -> bool:
    """Tell whether a name and another column are left once 代码 is settled."""
    columns = table.columns
    return "name" in columns and (
        len(columns) >= FEWEST_COLUMNS or (len(columns) > 1 and is_roster(columns))
    )


def _is_wide(table: Table, mappings: Mappings | None) -> bool:
    is_mapped = find_mapped_table(table.sheet, mappings) is not None
    return is_mapped or len(table.columns) >= FEWEST_COLUMNS


def read_rows(
    table: Table, context: RosterContext, *, epoch1904: bool
) -> Iterator[list[RosterRow]]:
    """Yield the rows of a table in chunks, read and checked one by one."""
    above: dict[str, CellValue] = {}
    context = replace(context, titles=_list_titles(table))
    numbers = _iterate_data_rows(table)
    while chunk := list(islice(numbers, CHUNK)):
        columns = read_columns(table, chunk, above, epoch1904=epoch1904)
        yield [
            _build_row(table, context, number, columns, position)
            for position, number in enumerate(chunk)
        ]


def _list_titles(table: Table) -> tuple[str, ...]:
    """Return the texts above the heading; they may name the region of all rows."""
    above = table.sheet.rows[table.first_row - 1 : table.header_rows[0] - 1]
    return tuple(cell for row in above for cell in row if isinstance(cell, str))


def _iterate_data_rows(table: Table) -> Iterator[int]:
    """Yield the rows that speak of an enterprise; one with a code surely does."""
    code, name = table.columns.get("uscc"), table.columns["name"].index
    for number in range(table.first_data_row, table.end_row):
        row = table.sheet.rows[number - 1]
        cell = row[code.index] if code and code.index < len(row) else None
        title = row[name] if name < len(row) else None
        if (isinstance(cell, str) and CODE.fullmatch(cell)) or _is_record(
            table, row, number, title
        ):
            yield number


def _is_record(table: Table, row: Row, number: int, title: CellValue) -> bool:
    kind = classify_row(table, row, number=number)
    if kind == "data":
        return not (isinstance(title, str) and SUM.fullmatch(title))
    # A sum or a note beside which an enterprise stands by its name is a record.
    is_named = isinstance(title, str) and ENTERPRISE.fullmatch(title) is not None
    return is_named and (kind == "total" or title == next(filter(_is_worded, row)))


def _is_worded(cell: CellValue) -> bool:
    """Tell whether a cell says more than the number of its row."""
    return isinstance(cell, str) and not cell.strip().isdigit() and cell.strip() != ""


def fill_downwards(sheet: Sheet) -> Sheet:
    """Repeat the value of blocks merged downwards; a block merged across is a heading.

    The sheet itself stays as its user wrote it, to be handed back with marks.
    """
    rows = list(sheet.rows)
    for block in sheet.merged:
        if block.last_row == block.first_row or block.last_column > block.first_column:
            continue
        column = block.first_column - 1
        first = rows[block.first_row - 1]
        value = first[column] if column < len(first) else None
        for at in range(block.first_row, min(block.last_row, len(rows))):
            if column < len(rows[at]):
                rows[at] = [*rows[at][:column], value, *rows[at][column + 1 :]]
    return replace(sheet, rows=rows)


def _build_row(
    table: Table,
    context: RosterContext,
    number: int,
    columns: list[Column],
    position: int,
) -> RosterRow:
    row = RosterRow(sheet=table.sheet.name, row=number, year=context.year)
    values: Values = {}
    for column in columns:
        cell = column.cells[position]
        if position in column.personal:
            row.reasons.append(tell_dropped(column.shown, column.number))
        if isinstance(cell, Parsed):
            if not cell.is_missing:
                values[column.field] = cell
        else:
            row.reasons.append(_explain(cell, column, context.year))
    settle_year(row, values, _number_column(table, "year"), context)
    _fill_row(row, values)
    settle_help_kind(row, _number_column(table, "method"))
    settle_name(row, columns, position)
    settle_dates(row, values, columns, position)
    _fill_employees(row, values)
    _fill_measures(row, columns, position)
    row.employees = row.find_employees()
    settle_region(row, values, context)
    settle_industry(row, values, columns, context)
    settle_legal_form(row, values)
    check_row(row)
    code = _number_column(table, "uscc")
    tell_missing_code(row, get_cell(table.sheet, number, code or 0), code)
    doubt_figures(row, columns, position)
    return row


def _number_column(table: Table, field: str) -> int | None:
    place = table.columns.get(field)
    return place.index + 1 if place else None


def _explain(cell: Refusal | Reason, column: Column, year: int) -> Reason:
    shown = column.name_measured(year)
    if isinstance(cell, Refusal):
        return refuse(cell, field=shown, column=column.number)
    return replace(cell, field=shown, column=column.number)


def _fill_row(row: RosterRow, values: Values) -> None:
    row.name = _text(values, "name")
    row.uscc = _text(values, "uscc")
    row.helper_name = _text(values, "helper")
    row.helper_number = _text(values, "body_approval")
    row.unit_written = _text(values, "unit")
    for field, limit in PLAIN_FIELDS.items():
        if field in values:
            setattr(row, field, _text(values, field)[:limit])
    row.certificate = _read_certificate(values)


def _read_certificate(values: Values) -> dict[str, str]:
    """Take what is told of a certificate; 是否获证 is often answered without a number."""
    told = {
        field: _text(values, field) for field in values if field in CERTIFICATE_FIELDS
    }
    if not is_paper_number(told.get("certificate_number", "")):
        told.pop("certificate_number", None)
    return told | {
        field: _write_day(told[field]) for field in CERTIFICATE_DAYS if field in told
    }


def _write_day(text: str) -> str:
    """Write a day alike however it was written; what is none stays as it is."""
    try:
        day = parse_date(text, end=False)
    except ValueRefusedError:
        return text
    return f"{day.value}" if day.value and day.precision == "day" else text


def _text(values: Values, field: str) -> str:
    parsed = values.get(field)
    return str(parsed.value) if parsed is not None else ""


def _fill_employees(row: RosterRow, values: Values) -> None:
    """Stage the count of a column without a year as that of the row's year."""
    employees = values.get("employees")
    if employees is not None:
        row.values.append(
            StagedValue(
                "employees",
                str(row.year),
                employees.value,
                is_approximate=employees.is_approximate,
            )
        )


def _fill_measures(row: RosterRow, columns: list[Column], position: int) -> None:
    for column in columns:
        cell = column.cells[position]
        if column.measure and isinstance(cell, Parsed) and not cell.is_missing:
            period = period_of(column.measure, row.year)
            row.values.append(_stage(column.measure.indicator, period, cell))


def _stage(indicator: str, period: str, parsed: Parsed[Any]) -> StagedValue:
    value = parsed.value.value if isinstance(parsed.value, Share) else parsed.value
    if isinstance(value, NumberRange):
        return StagedValue(
            indicator, period, low=value.low, high=value.high,
            is_approximate=parsed.is_approximate,
        )  # fmt: skip
    return StagedValue(indicator, period, value, is_approximate=parsed.is_approximate)
