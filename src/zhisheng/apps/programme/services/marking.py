"""The refused rows come back as the same workbook, the wrong cells coloured."""

import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from zhisheng.apps.accounts.models import Organisation
from zhisheng.apps.programme.choices import RowState
from zhisheng.apps.programme.errors import show_reason
from zhisheng.apps.programme.models import RosterImport
from zhisheng.apps.programme.selectors import count_rows, iterate_marks
from zhisheng.apps.programme.services.mapping import load_mappings
from zhisheng.apps.programme.sheets import find_column, list_tables
from zhisheng.kit import files
from zhisheng.kit.sheets import (
    Table,
    mark_workbook,
    read_workbook,
    write_refused_rows,
)

MOST_MARKED_ROWS = 20_000
# The sheet, the number of the row, and its reasons as they are shown.
Returned = tuple[str | None, int, Iterable[Mapping[str, Any]]]
Marks = dict[str | None, dict[tuple[int, int], str]]


def mark_roster(*, roster_import: RosterImport) -> bytes:
    """Return the user's own workbook with reasons as comments; a very long one shortened."""
    returned = (
        (row.sheet or None, row.row, map(show_reason, row.open_reasons))
        for row in iterate_marks(roster_import)
    )
    counts = count_rows(roster_import)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "marked.xlsx"
        write_marks(
            files.copy_to(roster_import.file, Path(folder) / "source"),
            returned,
            out=out,
            rows=sum(counts[state] for state in RowState.values),
            year=roster_import.year,
            organisation=roster_import.organisation,
        )
        return out.read_bytes()


def write_marks(
    source: Path,
    returned: Iterable[Returned],
    *,
    out: Path,
    rows: int,
    year: int,
    organisation: Organisation | None,
) -> None:
    """Write a copy of the source, of so many rows, in which the returned ones are marked."""
    book = read_workbook(source)
    tables = list_tables(book, year=year, mappings=load_mappings(organisation))
    # Of several headings below each other the first one takes the added titles.
    headers = {one.sheet.name: one.header_rows[-1] for one in reversed(tables)}
    write = mark_workbook if rows <= MOST_MARKED_ROWS else write_refused_rows
    marks = _collect_marks(returned, tables, year)
    write(source, marks, out=out, book=book, headers=headers)


def _collect_marks(
    returned: Iterable[Returned], tables: list[Table], year: int
) -> Marks:
    marks: Marks = defaultdict(dict)
    for sheet, row, reasons in returned:
        for reason in reasons:
            column = reason["column"] or find_column(
                tables, sheet=sheet, row=row, field=reason["field"], year=year
            )
            told = marks[sheet].get((row, column))
            text = f"{reason['message']}{reason['cure']}"
            marks[sheet][row, column] = f"{told}\n{text}" if told else text
    return marks
