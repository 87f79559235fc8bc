"""A plain template for A4 to start from: heading on each page, pages counted."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from .elements import add_field, forget_author, set_font

if TYPE_CHECKING:
    from docx.table import Table

BODY, TITLE = "宋体", "黑体"
A4_MM = (210, 297)
MARGIN_MM = 20
UPRIGHT_COLUMNS = 6
NUMBER_MM = 12


def write_template(
    target: Path | BinaryIO,
    *,
    title: str,
    subtitle: str,
    columns: Mapping[str, str],
    footers: Sequence[str],
    numbers: Collection[str] = (),
) -> None:
    """Write a template whose names in double braces are all of the form's.

    ``title``, ``subtitle`` and ``footers`` may hold names; ``columns`` are the headings
    by the names that stand under them, those of ``numbers`` stand at the right.
    """
    # Loaded on use: only who makes a Word file waits for it.
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    document = Document()
    forget_author(document.core_properties)
    set_font(document.styles["Normal"], BODY, size_pt=10.5)
    width = _set_page(document.sections[0], is_wide=len(columns) > UPRIGHT_COLUMNS)
    heading = document.add_paragraph()
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    set_font(heading.add_run(title), TITLE, size_pt=16)
    document.add_paragraph(subtitle)
    table = document.add_table(rows=2, cols=len(columns))
    _fill_table(table, columns, width)
    _align_numbers(table, [name in numbers for name in columns])
    for text in ("", *footers):
        document.add_paragraph(text)
    document.save(target if not isinstance(target, Path) else str(target))


def _set_page(section: Any, *, is_wide: bool) -> int:
    """Set A4 and count its pages; return the width between the margins in mm."""
    from docx.enum.section import WD_ORIENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    width, height = reversed(A4_MM) if is_wide else A4_MM
    section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.left_margin = section.right_margin = Mm(MARGIN_MM)
    section.top_margin = section.bottom_margin = Mm(MARGIN_MM)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    foot.add_run("第 ")
    add_field(foot, "PAGE")
    foot.add_run(" 页，共 ")
    add_field(foot, "NUMPAGES")
    foot.add_run(" 页")
    return width - 2 * MARGIN_MM


def _align_numbers(table: "Table", are_numbers: Sequence[bool]) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    for cell, is_number in zip(table.rows[1].cells, are_numbers, strict=True):
        if is_number:
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _fill_table(table: "Table", columns: Mapping[str, str], width_mm: int) -> None:
    from docx.oxml import OxmlElement
    from docx.shared import Mm

    table.style = "Table Grid"
    table.autofit = False
    wide = (width_mm - NUMBER_MM) // max(len(columns) - 1, 1)
    head, pattern = table.rows
    for index, (name, heading) in enumerate(columns.items()):
        size = Mm(NUMBER_MM if index == 0 else wide)
        table.columns[index].width = size
        for row, text in ((head, heading), (pattern, f"{{{{{name}}}}}")):
            row.cells[index].width = size
            row.cells[index].text = text
        head.cells[index].paragraphs[0].runs[0].bold = True
    for row, tag in (
        (head, "w:tblHeader"),
        (head, "w:cantSplit"),
        (pattern, "w:cantSplit"),
    ):
        row._tr.get_or_add_trPr().append(OxmlElement(tag))
