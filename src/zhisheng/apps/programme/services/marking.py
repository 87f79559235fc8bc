"""The refused rows come back as the same workbook, the wrong cells coloured."""

import tempfile
from collections import defaultdict
from pathlib import Path

from zhisheng.apps.programme.errors import show_reason
from zhisheng.apps.programme.models import ImportRow, RosterImport
from zhisheng.apps.programme.selectors import count_rows, iterate_marks
from zhisheng.kit import files
from zhisheng.kit.sheets import mark_workbook, write_refused_rows

MOST_MARKED_ROWS = 20_000
Marks = dict[str | None, dict[tuple[int, int], str]]


def mark_roster(*, roster_import: RosterImport) -> bytes:
    """Return the user's own workbook with reasons as comments; a very long one shortened."""
    marks = _collect_marks(roster_import)
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder) / "source", Path(folder) / "marked.xlsx"
        files.copy_to(roster_import.file, source)
        rows = sum(
            count_rows(roster_import)[key]
            for key in ("accepted", "warning", "refused", "to_confirm")
        )
        write = mark_workbook if rows <= MOST_MARKED_ROWS else write_refused_rows
        write(source, marks, out=out)
        return out.read_bytes()


def _collect_marks(roster_import: RosterImport) -> Marks:
    marks: Marks = defaultdict(dict)
    for row in iterate_marks(roster_import):
        for position, text in _mark_row(row).items():
            marks[row.sheet or None][position] = text
    return marks


def _mark_row(row: ImportRow) -> dict[tuple[int, int], str]:
    """Return a comment per cell; a reason without a column stands at the first one."""
    found: dict[tuple[int, int], str] = {}
    for reason in map(show_reason, row.open_reasons):
        position = (row.row, int(reason["column"] or 1))
        text = f"{reason['message']}{reason['cure']}"
        found[position] = f"{found[position]}\n{text}" if position in found else text
    return found
