"""Write a plain paper as PDF, set by Typst with the font that the build step brings."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Final

from zhisheng.ui.papers.content import Paper

SOURCE: Final = Path(__file__).parent / "paper.typ"
FONTS: Final = Path(__file__).parent.parent / "fonts"


def write_pdf(paper: Paper) -> bytes:
    """Write the paper; the same paper gives the same bytes."""
    # Loaded on use: every start of the program would pay for it.
    import typst

    content = asdict(paper) | {
        "dated": [paper.dated.year, paper.dated.month, paper.dated.day]
    }
    pdf: bytes = typst.compile(  # type: ignore[misc]  # its Input is bound to nothing
        SOURCE.read_bytes(),
        font_paths=[str(FONTS)] if FONTS.is_dir() else [],
        sys_inputs={"content": json.dumps(content, ensure_ascii=False)},
    )
    return pdf
