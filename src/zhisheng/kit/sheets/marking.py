"""The user's own workbook back, with what is wrong coloured and explained."""

import json
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from pathlib import Path

from .cells import Sheet, Workbook
from .confinement import run_confined
from .errors import SheetRefusedError
from .headers import Table, guess_header
from .limits import DEFAULT, Limits
from .reading import read_workbook
from .rebuilding import STATUS, MarkedSheet, rebuild

Marks = Mapping[str | None, Mapping[tuple[int, int], str]]
# The marked cells that may be right: another colour than that of what is wrong.
Doubts = Mapping[str | None, Set[tuple[int, int]]]
Headers = Mapping[str | None, int]
# The sheet, the row and the column, from 1, and what is wrong there.
Told = tuple[str | None, int, int, str]
# Of a longer sheet only the marked rows come back.
MOST_ROWS = 20_000


def collect_marks(told: Iterable[Told]) -> Marks:
    """Return what to write where; what is told of one cell stands line by line."""
    lines: defaultdict[str | None, dict[tuple[int, int], list[str]]] = defaultdict(dict)
    for sheet, row, column, text in told:
        lines[sheet].setdefault((row, column), []).append(text)
    return {
        sheet: {cell: "\n".join(texts) for cell, texts in cells.items()}
        for sheet, cells in lines.items()
    }


def mark_tables(
    original: Path,
    marks: Marks,
    *,
    out: Path,
    book: Workbook,
    tables: Sequence[Table],
    rows: int,
    doubts: Doubts | None = None,
) -> None:
    """Mark a workbook of so many rows at its known headings; a very long one shortened."""
    # Of several headings below each other the first one takes the added titles.
    headers = {one.sheet.name: one.header_rows[-1] for one in reversed(tables)}
    write = mark_workbook if rows <= MOST_ROWS else write_refused_rows
    write(original, marks, out=out, book=book, headers=headers, doubts=doubts)


def mark_workbook(
    original: Path,
    marks: Marks,
    *,
    out: Path,
    book: Workbook | None = None,
    headers: Headers | None = None,
    doubts: Doubts | None = None,
    limits: Limits = DEFAULT,
) -> None:
    """Write the workbook to ``out`` as xlsx, wrong cells coloured and commented.

    ``marks`` gives per sheet name (None for csv) and (row, column), from 1, the
    reason; ``doubts`` are cells among them that may be right. Two columns are added behind the table, and a filter shows the refused
    rows only. An xlsx keeps its looks; other kinds, and an xlsx too rich to be
    loaded within the limits, are rebuilt from their values. ``book`` is the original
    where it was read already; ``headers`` gives the last heading row of each sheet,
    without it the row is guessed.
    """
    book = book or read_workbook(original, limits=limits)
    marked = [_plan(sheet, marks, headers, doubts) for sheet in book.sheets]
    if book.kind == "xlsx" and _mark_in_place(original, marked, out, limits=limits):
        return
    rebuild(marked, out, only_wrong=False)


def write_refused_rows(
    original: Path,
    marks: Marks,
    *,
    out: Path,
    book: Workbook | None = None,
    headers: Headers | None = None,
    doubts: Doubts | None = None,
    limits: Limits = DEFAULT,
) -> None:
    """Write only the marked rows below their heading, for very long sheets."""
    book = book or read_workbook(original, limits=limits)
    marked = [_plan(sheet, marks, headers, doubts) for sheet in book.sheets]
    rebuild([item for item in marked if item.marks], out, only_wrong=True)


def _plan(
    sheet: Sheet, marks: Marks, headers: Headers | None, doubts: Doubts | None
) -> MarkedSheet:
    wrong = marks.get(sheet.name, {})
    header = (headers or {}).get(sheet.name, 0)
    if header < 1:
        first = min((row for row, _ in wrong), default=2)
        header = guess_header(sheet, before=first)
    heading = sheet.rows[header - 1] if header <= len(sheet.rows) else []
    # A workbook that comes back a second time has the added columns already.
    width = heading.index(STATUS) if STATUS in heading else sheet.width
    doubted = (doubts or {}).get(sheet.name, frozenset())
    return MarkedSheet(sheet, wrong, header, width, doubted)


def _mark_in_place(
    original: Path, marked: list[MarkedSheet], out: Path, *, limits: Limits
) -> bool:
    """Colour the cells in a confined child; tell whether that worked."""
    plan = [
        {
            "sheet": item.sheet.name,
            "header": item.header,
            "width": item.width,
            "height": len(item.sheet.rows),
            "marks": [
                [row, column, text] for (row, column), text in item.marks.items()
            ],
            "doubts": sorted(item.doubts),
            "wrong_rows": sorted(item.wrong_rows),
        }
        for item in marked
        if item.marks
    ]
    with tempfile.TemporaryDirectory(prefix="marks-") as folder:
        path = Path(folder) / "plan.json"
        path.write_text(json.dumps(plan), "utf-8")
        try:
            run_confined("sheets.marking_child", [original, out, path], limits=limits)
        except SheetRefusedError:
            return False
    return True
