"""A file read by its layout into good rows and refused ones, and the refused sent back."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from zhisheng.kit.connectors.errors import LayoutNotFoundError
from zhisheng.kit.forms import read_record
from zhisheng.kit.forms.errors import FormulaBrokenError
from zhisheng.kit.language import join_words
from zhisheng.kit.problems import describe
from zhisheng.kit.searched import tell_searched
from zhisheng.kit.sheets import (
    ColumnSpec,
    Table,
    Told,
    Workbook,
    collect_marks,
    find_table,
    list_rows,
    mark_tables,
    normalize_header,
)
from zhisheng.kit.sheets.cells import CellValue
from zhisheng.kit.sheets.texts import parse_text
from zhisheng.reference.connectors import Column, Layout
from zhisheng.reference.forms import Kind


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a row is not taken: at which column, from 1, for what reason, and the cure."""

    column: int
    heading: str
    reason: str
    cure: str = ""


@dataclass(frozen=True, slots=True)
class FileRow:
    """A row as read; a row with refusals is not taken."""

    sheet: str | None
    number: int
    answers: dict[str, str]
    columns: Mapping[str, int]
    refusals: tuple[Refusal, ...] = ()

    def refuse(self, column: Column, reason: str, cure: str = "") -> Refusal:
        """Return a refusal at one of the columns."""
        return Refusal(self.columns.get(column.code, 1), column.heading, reason, cure)


def read_layout(workbook: Workbook, layout: Layout) -> Iterator[FileRow]:
    """Read every row of every sheet whose heading is the layout's; others are not read.

    Raises
    ------
    LayoutNotFoundError
        If no sheet has a heading with the columns that have to be filled in.
    """
    for table in list_layout_tables(workbook, layout):
        yield from _read_table(table, layout)


def list_layout_tables(workbook: Workbook, layout: Layout) -> list[Table]:
    specs = [_make_spec(column) for column in layout.columns]
    required = {column.code for column in layout.columns if column.is_required}
    tables = [
        table
        for sheet in workbook.sheets
        if (table := find_table(sheet, columns=specs, is_enough=required.issubset))
        and required <= table.columns.keys()
    ]
    if not tables:
        headings = [one.heading for one in layout.columns if one.is_required]
        raise LayoutNotFoundError(
            layout=layout.name,
            columns=join_words(headings),
            searched=tell_searched(workbook),
        )
    return tables


def mark_file(
    source: Path,
    told: Iterable[Told],
    *,
    layout: Layout,
    workbook: Workbook,
    out: Path,
    rows: int,
) -> None:
    """Write a copy of a file of so many rows with the refused cells marked."""
    tables = list_layout_tables(workbook, layout)
    marks = collect_marks(told)
    mark_tables(source, marks, out=out, book=workbook, tables=tables, rows=rows)


def _read_table(table: Table, layout: Layout) -> Iterator[FileRow]:
    columns = {name: match.index + 1 for name, match in table.columns.items()}
    fields = [column.field for column in layout.columns]
    for number, row, kind in list_rows(table):
        if kind != "data":
            continue
        cells = {
            name: row[column - 1] if column <= len(row) else None
            for name, column in columns.items()
        }
        for column in layout.columns:
            if column.choices:
                cells[column.code] = _read_choice(column, cells.get(column.code))
        record = read_record(fields, cells)
        found = FileRow(table.sheet.name, number, record.answers, columns)
        told = {one.field: describe(one.error) for one in record.problems}
        told |= _list_broken(table, number, columns)
        refusals = tuple(
            found.refuse(column, told[column.code], _cure(column))
            for column in layout.columns
            if column.code in told
        )
        yield FileRow(found.sheet, number, record.answers, columns, refusals)


def _read_choice(column: Column, cell: CellValue) -> CellValue:
    """Return the value that a cell means by another writing, else the cell itself."""
    text = parse_text(cell).value or ""
    return _list_writings(column).get(normalize_header(text).key, cell)


@cache
def _list_writings(column: Column) -> dict[str, str]:
    return {
        normalize_header(text).key: choice.value
        for choice in column.choices
        for text in (choice.value, *choice.also)
    }


def _list_broken(
    table: Table, number: int, columns: Mapping[str, int]
) -> dict[str, str]:
    """Tell of cells whose formula has no value or a wrong one."""
    return {
        name: describe(FormulaBrokenError())
        for name, column in columns.items()
        if (number, column) in table.sheet.problems
    }


def _cure(column: Column) -> str:
    # What is wrong with a code is told with its cure already.
    if not column.example or column.kind is Kind.USCC:
        return ""
    return _("写法例如“{example}”。").format(example=column.example)


def _make_spec(column: Column) -> ColumnSpec:
    names = (column.heading, column.english, column.code, *column.aliases)
    return ColumnSpec(column.code, tuple(normalize_header(name).key for name in names))
