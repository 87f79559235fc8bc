"""Reading a workbook in a child process, so that no file can harm the reader."""

import pickle
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from .cells import MergedRange, Row, Sheet, Workbook
from .child import restore_problems
from .confinement import run_confined
from .errors import SheetBrokenError, SheetTooLargeError, gettext_noop
from .limits import DEFAULT, Limits


def read_workbook(path: Path, *, limits: Limits = DEFAULT) -> Workbook:
    """Read every sheet of a file whose content is xlsx, xls, ods or csv.

    Raises
    ------
    SheetRefusedError
        If the file is no workbook, is broken, or exceeds a limit of space or time.
    """
    if path.stat().st_size > limits.max_file_bytes:
        raise SheetTooLargeError(
            what=gettext_noop("文件大小"), limit=f"{limits.max_file_bytes >> 20} MB"
        )
    with tempfile.TemporaryDirectory(prefix="sheet-") as folder:
        target = Path(folder) / "rows"
        run_confined("sheets.child", [path, target], limits=limits)
        with target.open("rb") as stream:
            return _load(stream)


class _CellUnpickler(pickle.Unpickler):
    """Takes back plain cells only, whatever a subverted child may write."""

    def find_class(self, module: str, name: str, /) -> Any:
        if module == "datetime" and name in {"date", "datetime", "time", "timedelta"}:
            return super().find_class(module, name)
        raise SheetBrokenError(detail="内容不符合表格格式")


def _load(stream: BinaryIO) -> Workbook:
    reader = _CellUnpickler(stream)
    kind, uses_1904_dates = reader.load()
    return Workbook(kind, tuple(_load_sheets(reader)), uses_1904_dates)


def _load_sheets(reader: _CellUnpickler) -> Iterator[Sheet]:
    while (head := reader.load()) is not None:
        name, is_hidden, height, merged, problems = head
        rows: list[Row] = []
        while len(rows) < height:
            rows += reader.load()
        blocks = tuple(MergedRange(*block) for block in merged)
        yield Sheet(name, rows, blocks, restore_problems(problems), is_hidden)
