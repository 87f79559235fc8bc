"""The sheet of a form: blank to fill in, and read back by the rules of its page."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

from zhisheng.kit.forms.errors import FormulaBrokenError, NoRowsTableError
from zhisheng.kit.forms.reading import (
    NUMBERS,
    PLAIN_NUMBER,
    Answers,
    Problem,
    Record,
    read_record,
    show_answer,
)
from zhisheng.kit.language import join_words
from zhisheng.kit.problems import describe
from zhisheng.kit.sheets import (
    BlankColumn,
    ColumnSpec,
    OutSheet,
    OutValue,
    Table,
    Workbook,
    find_table,
    list_rows,
    normalize_header,
    write_blank,
    write_xlsx,
)
from zhisheng.reference.forms import FieldSpec, FormSpec, Kind

TEXTS = frozenset({Kind.USCC, Kind.MOBILE, Kind.INDUSTRY, Kind.TEXT})
WIDE = 30


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A line as read; ``columns`` says in which column, from 1, each field stands."""

    sheet: str | None
    number: int
    record: Record
    columns: dict[str, int]

    def list_marks(self) -> dict[tuple[int, int], str]:
        """Return what is wrong by row and column; where none is, by the first."""
        marks: dict[tuple[int, int], str] = {}
        for problem in self.record.problems:
            place = self.number, self.columns.get(problem.field, 1)
            told = describe(problem.error)
            marks[place] = f"{marks[place]} {told}" if place in marks else told
        return marks


def write_blank_form(target: Path | BinaryIO, form: FormSpec) -> None:
    """Write the table of a form without lines, each column with its note and example."""
    columns = [_make_column(field) for field in form.rows]
    write_blank(target, form.row_name, columns, has_example_row=True)


def write_filled_form(
    target: Path | BinaryIO, form: FormSpec, rows: Iterable[Answers]
) -> None:
    """Write the lines of a form: its figures as numbers, everything else as people read it."""
    write_xlsx(
        target,
        [
            OutSheet(
                name=form.row_name,
                header=[_title(field) for field in form.rows],
                rows=(
                    [_fill_cell(field, row.get(field.code, "")) for field in form.rows]
                    for row in rows
                ),
                widths=[WIDE if _is_wide(field) else 16 for field in form.rows],
            )
        ],
    )


def _fill_cell(field: FieldSpec, answer: str) -> OutValue:
    """Write a number of which the heading says the unit; a code is none."""
    is_number = field.kind in NUMBERS and PLAIN_NUMBER.fullmatch(answer)
    return Decimal(answer) if is_number else show_answer(field, answer)


def read_form_sheet(workbook: Workbook, form: FormSpec) -> Iterator[SheetRow]:
    """Read every line of every sheet whose heading is the form's, in any order of columns.

    Raises
    ------
    NoRowsTableError
        If no sheet has a heading with the columns that have to be filled in.
    """
    tables = _list_tables(workbook, form)
    if not tables:
        needed = join_words(field.label for field in form.rows if field.is_required)
        raise NoRowsTableError(columns=needed)
    for table in tables:
        yield from _read_table(table, form)


def find_form_headings(workbook: Workbook, form: FormSpec) -> dict[str | None, int]:
    """Return the row of the form's heading on each sheet that has one, from 1."""
    return {
        table.sheet.name: table.header_rows[-1]
        for table in _list_tables(workbook, form)
    }


def _list_tables(workbook: Workbook, form: FormSpec) -> list[Table]:
    specs = [_make_spec(field) for field in form.rows]
    return [
        table
        for sheet in workbook.sheets
        if (table := find_table(sheet, columns=specs)) and _has_required(table, form)
    ]


def _read_table(table: Table, form: FormSpec) -> Iterator[SheetRow]:
    columns = {name: match.index + 1 for name, match in table.columns.items()}
    units = {
        name: unit
        for name, match in table.columns.items()
        if (unit := match.unit or table.default_unit)
    }
    for number, row, kind in list_rows(table):
        if kind == "data":
            cells = {
                name: row[column - 1] if column <= len(row) else None
                for name, column in columns.items()
            }
            record = read_record(form.rows, cells, form.checks, units)
            broken = tuple(_list_broken(table, number, columns))
            record = replace(record, problems=(*record.problems, *broken))
            yield SheetRow(table.sheet.name, number, record, columns)


def _list_broken(
    table: Table, number: int, columns: Mapping[str, int]
) -> Iterator[Problem]:
    """Tell of cells whose formula has no value or a wrong one."""
    for name, column in columns.items():
        if (number, column) in table.sheet.problems:
            yield Problem(name, FormulaBrokenError())


def _has_required(table: Table, form: FormSpec) -> bool:
    required = {field.code for field in form.rows if field.is_required}
    return required <= table.columns.keys()


def _make_spec(field: FieldSpec) -> ColumnSpec:
    names = (field.label, field.english, field.code)
    return ColumnSpec(field.code, tuple(normalize_header(name).key for name in names))


def _make_column(field: FieldSpec) -> BlankColumn:
    choices: Sequence[str] = field.choices
    if field.kind is Kind.YES_NO:
        choices = ("是", "否")
    wanted = "必填。" if field.is_required else "没有可以不填。"
    return BlankColumn(
        title=_title(field),
        note=f"{wanted}{field.help}",
        example=field.example,
        width=WIDE if _is_wide(field) else 16,
        choices=choices,
        is_text=field.kind in TEXTS,
    )


def _title(field: FieldSpec) -> str:
    return f"{field.label}（{field.unit}）" if field.unit else field.label


def _is_wide(field: FieldSpec) -> bool:
    return field.kind in {Kind.TEXT, Kind.REGION, Kind.PARAGRAPH}
