"""Running one of our modules in a process that may die without harm.

The child bounds its own memory, processor time and output before it looks at the
file; its verdict leaves as one JSON line on standard output.
"""

import json
import logging
import resource
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import zhisheng

from . import errors
from .errors import (
    SheetBrokenError,
    SheetMemoryError,
    SheetRefusedError,
    SheetTimeoutError,
)
from .limits import Limits

logger = logging.getLogger(__name__)
ROOT = str(Path(zhisheng.__file__).parents[1])
PROGRAM = (
    "import sys, importlib; sys.path.insert(0, sys.argv[1]); "
    "name = 'zhisheng.kit.' + sys.argv[2]; "
    "sys.exit(importlib.import_module(name).main(sys.argv[3:]))"
)
OUT_OF_MEMORY = (-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGKILL, -signal.SIGBUS)
LONGEST_NOTE = 2_000
OUT_OF_TIME = (-signal.SIGXCPU,)


def run_confined(module: str, paths: Sequence[Path], *, limits: Limits) -> None:
    """Run ``main`` of a module of the kit on files, within the limits.

    Raises
    ------
    SheetRefusedError
        What the child answered, or what the way it ended means.
    """
    command = [sys.executable, "-I", "-B", "-c", PROGRAM, ROOT, module]
    command += [json.dumps(asdict(limits)), *(str(path.resolve()) for path in paths)]
    try:
        result = subprocess.run(  # noqa: S603 - our own interpreter, no shell
            command,
            capture_output=True,
            check=False,
            env={"LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"},
            stdin=subprocess.DEVNULL,
            timeout=limits.wall_seconds,
        )
    except subprocess.TimeoutExpired as error:
        raise SheetTimeoutError(seconds=limits.wall_seconds) from error
    _judge(result, limits=limits)


def confine(limits: Limits) -> None:
    """Bound the memory, processor time and output of this process for good."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    memory = limits.memory_bytes if hard < 0 else min(limits.memory_bytes, hard)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    seconds, output = limits.cpu_seconds, limits.max_output_bytes
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (output, output))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def answer(error: SheetRefusedError | None = None) -> int:
    """Write the verdict of a child and return its exit status."""
    verdict: dict[str, object] = {}
    if error is not None:
        fields = {name: str(value) for name, value in error.fields.items()}
        verdict = {"error": type(error).__name__, "fields": fields}
    sys.stdout.write(json.dumps(verdict) + "\n")
    return 0


def _judge(result: subprocess.CompletedProcess[bytes], *, limits: Limits) -> None:
    """Turn the way a child ended into the error that tells it best."""
    if result.returncode in OUT_OF_TIME:
        raise SheetTimeoutError(seconds=limits.cpu_seconds)
    if result.returncode in OUT_OF_MEMORY or b"MemoryError" in result.stderr:
        raise SheetMemoryError
    if result.returncode != 0:
        told = result.stderr.decode("utf-8", "replace")[-LONGEST_NOTE:]
        logger.warning("a sheet ended its reader (%s): %s", result.returncode, told)
        raise SheetBrokenError(detail="内容不符合表格格式")
    error = _rebuild_error(json.loads(result.stdout))
    if error is not None:
        _note(error)
        raise error


def _note(error: SheetRefusedError) -> None:
    """Keep for the log what the library or the guard found; nobody else is told."""
    if detail := error.fields.get("detail"):
        logger.info("a sheet was refused (%s): %s", error.code, detail)


def _rebuild_error(verdict: dict[str, Any]) -> SheetRefusedError | None:
    name = verdict.get("error")
    if name is None:
        return None
    kind = getattr(errors, str(name), SheetBrokenError)
    error: SheetRefusedError = kind(**verdict["fields"])
    return error
