"""Opening a package in a process of its own; nothing here imports the web framework."""

import json
from pathlib import Path

from zhisheng.kit.sheets.confinement import answer, confine
from zhisheng.kit.sheets.errors import (
    SheetBrokenError,
    SheetMemoryError,
    SheetRefusedError,
)
from zhisheng.kit.sheets.limits import Limits

from .package import check_package


def main(arguments: list[str]) -> int:
    """Open ``arguments``: limits as JSON and the file."""
    text, source = arguments
    limits = Limits(**json.loads(text))
    confine(limits)
    try:
        check_package(Path(source), limits=limits)
    except SheetRefusedError as error:
        return answer(error)
    except (MemoryError, OSError):
        return answer(SheetMemoryError())
    except (ValueError, KeyError, RecursionError) as error:
        return answer(SheetBrokenError(detail=str(error)[:200]))
    return answer()
