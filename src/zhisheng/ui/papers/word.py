"""Write a plain paper as a Word file, A4, in a typeface every Chinese Word has."""

from io import BytesIO
from typing import TYPE_CHECKING

from zhisheng.kit.word.elements import add_field, forget_author, set_font
from zhisheng.kit.word.places import clean
from zhisheng.ui.papers.content import Cells, Paper, Section

if TYPE_CHECKING:
    from docx.document import Document

FACE, LATIN = "宋体", "Times New Roman"
BODY_PT, SMALL_PT, TITLE_PT = 11, 9, 18
# The type area of A4 with margins of 25 mm.
WIDTH_MM = 160


def write_docx(paper: Paper) -> bytes:
    """Write the paper; the same paper gives the same text, not the same bytes."""
    # Loaded on use: every start of the program would pay for it.
    import docx

    document = docx.Document()
    _set_page(document, paper)
    _add_title(document, paper)
    for section in paper.sections:
        _add_section(document, section)
    forget_author(document.core_properties)
    document.core_properties.title = paper.title
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def _set_page(document: "Document", paper: Paper) -> None:
    from docx.shared import Mm

    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = page.top_margin = Mm(25)
    set_font(document.styles["Normal"], FACE, size_pt=BODY_PT, latin=LATIN)
    footer = page.footer.paragraphs[0]
    run = footer.add_run(clean(f"{paper.mark}    "))
    set_font(run, FACE, size_pt=SMALL_PT, latin=LATIN)
    set_font(add_field(footer, "PAGE"), FACE, size_pt=SMALL_PT, latin=LATIN)


def _add_title(document: "Document", paper: Paper) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    for text, size in ((paper.title, TITLE_PT), (paper.subtitle, BODY_PT)):
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run(clean(text))
        run.bold = size == TITLE_PT
        set_font(run, FACE, size_pt=size, latin=LATIN)


def _add_section(document: "Document", section: Section) -> None:
    if section.heading:
        run = document.add_paragraph().add_run(clean(section.heading))
        run.bold = True
        set_font(run, FACE, size_pt=BODY_PT + 1, latin=LATIN)
    for text in section.paragraphs:
        document.add_paragraph(clean(text))
    if section.table:
        _add_table(document, section.table, section.widths)


def _add_table(
    document: "Document", rows: tuple[Cells, ...], widths: tuple[int, ...]
) -> None:
    from docx.shared import Mm

    table = document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    table.autofit = False
    shares = widths or (1,) * len(rows[0])
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text, share in zip(row.cells, cells, shares, strict=True):
            cell.width = Mm(WIDTH_MM * share / sum(shares))
            run = cell.paragraphs[0].add_run(clean(text))
            run.bold = cells is rows[0]
            set_font(run, FACE, size_pt=SMALL_PT + 1, latin=LATIN)
    document.add_paragraph()
