"""Opening a PDF in a process of its own; nothing here imports the web framework."""

import json
from pathlib import Path

from zhisheng.kit.sheets.confinement import answer, confine
from zhisheng.kit.sheets.errors import SheetBrokenError, SheetMemoryError
from zhisheng.kit.sheets.limits import Limits


def main(arguments: list[str]) -> int:
    """Open ``arguments``: limits as JSON and the file; a page has to have a size."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    text, source = arguments
    confine(Limits(**json.loads(text)))
    try:
        reader = PdfReader(Path(source))
        if not len(reader.pages):
            return answer(SheetBrokenError(detail="no page"))
        box = reader.pages[0].mediabox
        if box.width <= 0 or box.height <= 0:
            return answer(SheetBrokenError(detail="an empty page"))
    except (MemoryError, OSError):
        return answer(SheetMemoryError())
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError,
            RecursionError, AssertionError) as error:  # fmt: skip
        return answer(SheetBrokenError(detail=str(error)[:200]))
    return answer()
