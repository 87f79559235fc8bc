"""Whether a file that begins like a PDF opens as one and has a page to look at."""

from pathlib import Path

from zhisheng.kit.sheets.confinement import run_confined
from zhisheng.kit.sheets.errors import SheetRefusedError
from zhisheng.kit.sheets.limits import MIB, Limits

__all__ = ["opens"]
LIMITS = Limits(
    wall_seconds=20, cpu_seconds=15, memory_bytes=768 * MIB, max_output_bytes=MIB
)


def opens(source: Path) -> bool:
    """Tell whether a PDF can be read and has a page, within bounds of time and memory."""
    try:
        run_confined("pdf.child", [source], limits=LIMITS)
    except SheetRefusedError:
        return False
    return True
