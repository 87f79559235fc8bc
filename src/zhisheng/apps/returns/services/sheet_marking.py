"""What is wrong with a sheet of values comes back in the same sheet, marked."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from zhisheng.apps.returns.models import SheetImport
from zhisheng.apps.returns.services.sheet_checks import (
    ACCEPTED,
    STATUSES,
    CheckedRow,
    list_sheet_tables,
)
from zhisheng.kit import files
from zhisheng.kit.language import join_sentences
from zhisheng.kit.sheets import Told, collect_marks, mark_tables, read_workbook


def mark_sheet(*, sheet_import: SheetImport) -> bytes:
    """Return the user's own workbook, wrong cells coloured with reason and cure."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "marked.xlsx"
        source = files.copy_to(sheet_import.file, Path(folder) / "source")
        rows = sum(sheet_import.counts.get(status, 0) for status in STATUSES)
        _write_marks(
            source, sheet_import.report, out=out, rows=rows, year=sheet_import.year
        )
        return out.read_bytes()


def write_marks(
    source: Path, rows: Sequence[CheckedRow], *, out: Path, year: int
) -> None:
    """Write a copy of a checked sheet in which what is wrong is marked."""
    report = [row.as_report() for row in rows if row.status != ACCEPTED]
    _write_marks(source, report, out=out, rows=len(rows), year=year)


def _write_marks(
    source: Path,
    report: Iterable[dict[str, Any]],
    *,
    out: Path,
    rows: int,
    year: int,
) -> None:
    book = read_workbook(source)
    tables = list_sheet_tables(book, year=year)
    marks = collect_marks(_tell(report))
    mark_tables(source, marks, out=out, book=book, tables=tables, rows=rows)


def _tell(report: Iterable[dict[str, Any]]) -> Iterator[Told]:
    for row in report:
        for fault in row["reasons"]:
            text = join_sentences(fault["reason"], fault["cure"])
            yield row["sheet"], row["row"], fault["column"] or 1, text
