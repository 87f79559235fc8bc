"""The reading itself, run in a process of its own that may die without harm.

The rows leave in chunks through a file the parent named. Nothing here imports the
web framework.
"""

import gc
import json
import pickle
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .cells import CellProblem, EmptyFormula, ErrorCell
from .confinement import answer, confine
from .delimited import read_rows
from .errors import (
    SheetBrokenError,
    SheetEncryptedError,
    SheetMemoryError,
    SheetRefusedError,
    SheetTooLargeError,
    SheetTooWideError,
    gettext_noop,
)
from .guard import Findings, check_file
from .limits import Limits
from .spans import Block

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

CHUNK_ROWS = 5_000
MOST_SHARED = 200_000


def main(arguments: list[str]) -> int:
    """Read ``arguments``: limits as JSON, the source, the target of the rows."""
    text, source, target = arguments
    limits = Limits(**json.loads(text))
    confine(limits)
    gc.disable()
    try:
        _read(Path(source), Path(target), limits=limits)
    except SheetRefusedError as error:
        return answer(error)
    except (MemoryError, OSError):
        return answer(SheetMemoryError())
    return answer()


def _read(source: Path, target: Path, *, limits: Limits) -> None:
    findings = check_file(source, limits=limits)
    with target.open("wb") as stream:
        writer = pickle.Pickler(stream, protocol=5)
        writer.dump((findings.kind, findings.uses_1904_dates))
        if findings.kind == "csv":
            rows = read_rows(source.read_bytes(), limits=limits)
            _write_sheet(writer, rows=rows, head=(None, False), merged=[], problems={})
        else:
            _read_workbook(source, findings, writer, limits=limits)
        writer.dump(None)


def _read_workbook(
    source: Path, findings: Findings, writer: pickle.Pickler, *, limits: Limits
) -> None:
    import python_calamine

    try:
        with source.open("rb") as stream:
            book = python_calamine.CalamineWorkbook.from_filelike(stream)
            _read_sheets(book, findings, writer, limits=limits)
    except python_calamine.PasswordError as error:
        raise SheetEncryptedError from error
    except python_calamine.CalamineError as error:
        raise SheetBrokenError(detail=_shorten(error)) from error


def _read_sheets(
    book: "CalamineWorkbook",
    findings: Findings,
    writer: pickle.Pickler,
    *,
    limits: Limits,
) -> None:
    cells = 0
    known_sheets = book.sheets_metadata
    if len(known_sheets) > limits.max_sheets:
        raise SheetTooLargeError(
            what=gettext_noop("工作表数量"), limit=limits.max_sheets
        )
    for index, known_sheet in enumerate(known_sheets):
        if "WorkSheet" not in str(known_sheet.typ):
            continue
        is_hidden = not str(known_sheet.visible).endswith(".Visible")
        head = (known_sheet.name, is_hidden)
        sheet = book.get_sheet_by_index(index)
        cells += _check_size(sheet, limits=limits)
        if cells > limits.max_cells:
            raise SheetTooLargeError(
                what=gettext_noop("单元格总数"), limit=limits.max_cells
            )
        known = index < len(findings.problems)
        problems = findings.problems[index] if known else {}
        rows = sheet.to_python(skip_empty_area=False)
        known = index < len(findings.merged)
        blocks = findings.merged[index] if known else _list_blocks(sheet)
        merged = _check_merged(blocks, sheet, limits=limits)
        _write_sheet(writer, rows=rows, head=head, merged=merged, problems=problems)


def _check_size(sheet: "CalamineSheet", *, limits: Limits) -> int:
    if sheet.end is None:
        return 0
    rows, columns = sheet.end[0] + 1, sheet.end[1] + 1
    if rows > limits.max_rows or columns > limits.max_columns:
        raise SheetTooWideError(sheet=sheet.name, row=rows, column=columns)
    return int(rows * columns)


def _list_blocks(sheet: "CalamineSheet") -> list[Block]:
    ranges = sheet.merged_cell_ranges or []
    return [(a + 1, b + 1, c + 1, d + 1) for (a, b), (c, d) in ranges]


def _check_merged(
    blocks: list[Block], sheet: "CalamineSheet", *, limits: Limits
) -> list[Block]:
    """Return the blocks that begin where the sheet holds something, in order."""
    if len(blocks) > limits.max_merged:
        raise SheetTooLargeError(
            what=gettext_noop("合并单元格数量"), limit=limits.max_merged
        )
    height, width = (sheet.end[0] + 1, sheet.end[1] + 1) if sheet.end else (0, 0)
    held = [block for block in blocks if block[0] <= height and block[1] <= width]
    area = sum(
        (min(c, height) - a + 1) * (min(d, width) - b + 1) for a, b, c, d in held
    )
    if area > height * width + len(held):
        raise SheetBrokenError(detail="合并单元格互相重叠")
    return sorted(held)


def _write_sheet(
    writer: pickle.Pickler,
    *,
    rows: list[list[Any]],
    head: tuple[str | None, bool],
    merged: list[Block],
    problems: dict[tuple[int, int], CellProblem],
) -> None:
    writer.dump((*head, len(rows), merged, _flatten(problems)))
    shared: dict[Any, Any] = {"": None}
    for start in range(0, len(rows), CHUNK_ROWS):
        chunk = [_share(row, shared) for row in rows[start : start + CHUNK_ROWS]]
        writer.dump(chunk)
        if len(shared) > MOST_SHARED:
            shared = {"": None}


def _flatten(
    problems: dict[tuple[int, int], CellProblem],
) -> dict[tuple[int, int], str | None]:
    return {
        place: problem.text if isinstance(problem, ErrorCell) else None
        for place, problem in problems.items()
    }


def restore_problems(
    flat: dict[tuple[int, int], str | None],
) -> dict[tuple[int, int], CellProblem]:
    """Undo the flattening on the parent's side."""
    return {
        place: EmptyFormula() if text is None else ErrorCell(text)
        for place, text in flat.items()
    }


def _share(row: list[Any], shared: dict[Any, Any]) -> list[Any]:
    """Let equal cells be one object, and empty texts None."""
    if bool in map(type, row):
        # True equals 1 and would be swapped for it.
        return [None if cell == "" else cell for cell in row]
    return list(map(shared.setdefault, row, row))


def _shorten(error: Exception) -> str:
    return " ".join(str(error).split())[:120]
