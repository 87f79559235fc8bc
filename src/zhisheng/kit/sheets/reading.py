"""Reading a workbook in a child process, so that no file can harm the reader."""

import json
import pickle
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

import zhisheng

from .cells import MergedRange, Row, Sheet, Workbook
from .child import rebuild_error, restore_problems
from .errors import (
    SheetBrokenError,
    SheetMemoryError,
    SheetTimeoutError,
    SheetTooLargeError,
)
from .limits import DEFAULT, Limits

ROOT = str(Path(zhisheng.__file__).parents[1])
PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from zhisheng.kit.sheets.child import main; sys.exit(main(sys.argv[2:]))"
)
OUT_OF_MEMORY = (-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGKILL, -signal.SIGBUS)
OUT_OF_TIME = (-signal.SIGXCPU,)


def read_workbook(path: Path, *, limits: Limits = DEFAULT) -> Workbook:
    """Read every sheet of a file whose content is xlsx, xls, ods or csv.

    Raises
    ------
    SheetRefusedError
        If the file is no workbook, is broken, or exceeds a limit of space or time.
    """
    if path.stat().st_size > limits.max_file_bytes:
        raise SheetTooLargeError(what="文件", limit=f"{limits.max_file_bytes >> 20} MB")
    with tempfile.TemporaryDirectory(prefix="sheet-") as folder:
        target = Path(folder) / "rows"
        _run_child(path, target, limits=limits)
        with target.open("rb") as stream:
            return _load(stream)


def _run_child(path: Path, target: Path, *, limits: Limits) -> None:
    command = [sys.executable, "-I", "-B", "-c", PROGRAM, ROOT]
    command += [str(path.resolve()), str(target), json.dumps(asdict(limits))]
    try:
        result = subprocess.run(  # noqa: S603 - our own interpreter, no shell
            command,
            capture_output=True,
            check=False,
            cwd=target.parent,
            env={"LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"},
            stdin=subprocess.DEVNULL,
            timeout=limits.wall_seconds,
        )
    except subprocess.TimeoutExpired as error:
        raise SheetTimeoutError(seconds=limits.wall_seconds) from error
    _judge(result, limits=limits)


def _judge(result: subprocess.CompletedProcess[bytes], *, limits: Limits) -> None:
    """Turn the way a child ended into the error that tells it best."""
    if result.returncode in OUT_OF_TIME:
        raise SheetTimeoutError(seconds=limits.cpu_seconds)
    if result.returncode in OUT_OF_MEMORY or b"MemoryError" in result.stderr:
        raise SheetMemoryError
    if result.returncode != 0:
        raise SheetBrokenError(detail="内容不符合表格格式")
    error = rebuild_error(json.loads(result.stdout))
    if error is not None:
        raise error


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
        name, height, merged, problems = head
        rows: list[Row] = []
        while len(rows) < height:
            rows += reader.load()
        blocks = tuple(MergedRange(*block) for block in merged)
        yield Sheet(name, rows, blocks, restore_problems(problems))
