"""Opening a template in a process of its own; nothing here imports the web framework."""

import json
from pathlib import Path

from zhisheng.kit.sheets.confinement import answer, confine
from zhisheng.kit.sheets.errors import (
    SheetBrokenError,
    SheetMemoryError,
    SheetRefusedError,
)
from zhisheng.kit.sheets.limits import Limits

from .templates import open_template


def main(arguments: list[str]) -> int:
    """Open ``arguments``: limits as JSON, the template, the names it may hold."""
    text, source, names = arguments
    confine(Limits(**json.loads(text)))
    singles, columns, required = json.loads(Path(names).read_text("utf-8"))
    try:
        open_template(Path(source), singles=singles, columns=columns, required=required)
    except SheetRefusedError as error:
        return answer(error)
    except (MemoryError, OSError):
        return answer(SheetMemoryError())
    except (ValueError, KeyError, RecursionError) as error:
        return answer(SheetBrokenError(detail=str(error)[:200]))
    return answer()
