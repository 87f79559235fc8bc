"""The imprint 版记 at the foot of the last page: who gets copies, who printed it when."""

from typing import TYPE_CHECKING, Any

from zhisheng.kit.language import write_chinese_date
from zhisheng.reference.papers import to_points

if TYPE_CHECKING:
    from docx.table import Table

    from .official import OfficialText, Setting

TWIPS_PER_MM = 1440 / 25.4
COPIES = "抄送："


def add_imprint(setting: "Setting", text: "OfficialText") -> None:
    """Put the imprint at the bottom of the type area of the page on which the text ends."""
    copies = f"{COPIES}{text.copies_to.rstrip('。')}。" if text.copies_to else ""
    table = setting.document.add_table(rows=2 if copies else 1, cols=2)
    _place(setting, table)
    if copies:
        first = table.rows[0].cells
        paragraph = _fill(setting, first[0].merge(first[1]), copies)
        # Who runs on to a second line begins below the first one.
        _hang(setting, paragraph, len(COPIES))
    last = table.rows[-1].cells
    _fill(setting, last[0], text.issuer)
    if text.printed_on:
        printed = f"{write_chinese_date(text.printed_on)}印发"
        _fill(setting, last[1], printed, is_right=True)
    _end(setting)


def _fill(setting: "Setting", cell: Any, text: str, *, is_right: bool = False) -> Any:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    style = setting.layout.styles.imprint
    paragraph = cell.paragraphs[0]
    setting.shape(paragraph)
    setting.write(paragraph, text, style)
    indent = Pt(style.points * setting.layout.imprint_indent_characters)
    paragraph.paragraph_format.left_indent = indent
    paragraph.paragraph_format.right_indent = indent
    if is_right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return paragraph


def _hang(setting: "Setting", paragraph: Any, characters: int) -> None:
    from docx.shared import Pt

    width = Pt(setting.layout.styles.imprint.points * characters)
    looks = paragraph.paragraph_format
    looks.left_indent += width
    looks.first_line_indent = -width


def _place(setting: "Setting", table: "Table") -> None:
    """Anchor the table to the bottom of the type area and draw its rules."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm

    layout = setting.layout
    table.autofit = False
    for column in table.columns:
        column.width = Mm(layout.body_width_mm / 2)
        for cell in column.cells:
            cell.width = column.width
    looks = table._tbl.tblPr
    place = OxmlElement("w:tblpPr")
    # Against the page, since readers take a full-width table at the margin for text.
    for key, value in (
        ("vertAnchor", "margin"), ("horzAnchor", "page"),
        ("tblpX", round(layout.left_mm * TWIPS_PER_MM)), ("tblpYSpec", "bottom"),
    ):  # fmt: skip
        place.set(qn(f"w:{key}"), str(value))
    looks.insert_element_before(place, *AFTER_PLACE)
    looks.insert_element_before(_draw_rules(setting), *AFTER_BORDERS)


AFTER_BORDERS = ("w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
AFTER_PLACE = (
    "w:tblOverlap", "w:bidiVisual", "w:tblStyleRowBandSize", "w:tblStyleColBandSize",
    "w:tblW", "w:jc", "w:tblCellSpacing", "w:tblInd", "w:tblBorders", *AFTER_BORDERS,
)  # fmt: skip


def _draw_rules(setting: "Setting") -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    layout, borders = setting.layout, OxmlElement("w:tblBorders")
    for side, width in (
        ("top", layout.thick_rule_mm),
        ("bottom", layout.thick_rule_mm),
        ("insideH", layout.thin_rule_mm),
    ):
        rule = OxmlElement(f"w:{side}")
        rule.set(qn("w:val"), "single")
        rule.set(qn("w:sz"), str(round(to_points(width) * 8)))
        borders.append(rule)
    return borders


def _end(setting: "Setting") -> None:
    """End with a paragraph of no height: a table cannot be the last of a document."""
    from docx.shared import Pt

    setting.add().paragraph_format.line_spacing = Pt(1)
