"""An official paper 公文 in the layout of the standard, as an office would set it.

The measures come from ``reference/papers``. Lines have an exact height and characters an
exact pitch, so that a page holds the lines and a line the characters the standard wants,
whichever typefaces the machine has.
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from zhisheng.kit.language import write_chinese_date
from zhisheng.reference.papers import PaperLayout, TextStyle, to_points

from .elements import add_field, forget_author, name_fonts, set_font
from .imprint import add_imprint
from .places import clean
from .titles import split_title

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

LEVELS = (
    (re.compile(r"[一二三四五六七八九十]+、"), "first_level"),
    (re.compile(r"（[一二三四五六七八九十]+）"), "second_level"),
)
DRAFT = "代拟稿"
NO_NUMBER = "〔　　〕　号"
NO_DATE = "　　　年　月　日"
TWIPS = 20
# What a long name of an authority needs to stay within the type area.
SMALLEST_MARK = 22
SEAL_LINES = 2


@dataclass(frozen=True, slots=True)
class OfficialText:
    """What an official paper says; ``body`` has a paragraph a line.

    ``number``, ``dated`` and ``printed_on`` are open in a draft. ``note`` stands in
    brackets below the date, ``copies_to`` and ``printed_on`` in the imprint.
    """

    issuer: str
    title: str
    recipients: str
    body: str
    number: str = ""
    dated: date | None = None
    printed_on: date | None = None
    attachments: tuple[str, ...] = ()
    note: str = ""
    copies_to: str = ""
    is_draft: bool = True


@dataclass(frozen=True, slots=True)
class Setting:
    """A document in the making: the height of its lines and the pitch of its characters."""

    document: "Document"
    layout: PaperLayout
    line_twips: int
    spacing_twips: int

    @property
    def pitch_pt(self) -> float:
        """The width of one character of the text."""
        return self.layout.styles.body.points + self.spacing_twips / TWIPS

    def add(self, text: str = "", style: TextStyle | None = None) -> "Paragraph":
        """Add a paragraph of exact lines."""
        paragraph = self.document.add_paragraph()
        self.shape(paragraph)
        if text:
            self.write(paragraph, text, style or self.layout.styles.body)
        return paragraph

    def add_blank(self, lines: int) -> None:
        """Add empty lines, which stay with what they stand above."""
        for _line in range(lines):
            self.add().paragraph_format.keep_with_next = True

    def shape(self, paragraph: "Paragraph") -> None:
        from docx.enum.text import WD_LINE_SPACING
        from docx.shared import Twips

        looks = paragraph.paragraph_format
        looks.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        looks.line_spacing = Twips(self.line_twips)
        looks.space_before = looks.space_after = Twips(0)
        looks.widow_control = False

    def write(self, paragraph: "Paragraph", text: str, style: TextStyle) -> Any:
        """Add a run; text of the size of the body takes its pitch."""
        run = paragraph.add_run(clean(text))
        set_font(run, self.layout.get_font(style), size_pt=style.points)
        if style.points == self.layout.styles.body.points:
            from docx.oxml import OxmlElement
            from docx.oxml.ns import qn

            spacing = OxmlElement("w:spacing")
            spacing.set(qn("w:val"), str(self.spacing_twips))
            run._r.get_or_add_rPr().insert_element_before(
                spacing, "w:w", "w:kern", "w:position", "w:sz", "w:szCs"
            )
        return run


def write_official(
    target: Path | BinaryIO, text: OfficialText, layout: PaperLayout
) -> None:
    """Write an official paper; a draft says on each page that it is one."""
    # Loaded on use: only who makes a Word file waits for it.
    from docx import Document

    document = Document()
    forget_author(document.core_properties)
    document.core_properties.title = clean(text.title)
    setting = Setting(
        document,
        layout,
        line_twips=int(to_points(layout.body_height_mm) / layout.lines * TWIPS),
        spacing_twips=_measure_spacing(layout),
    )
    style = layout.styles.body
    set_font(document.styles["Normal"], layout.get_font(style), size_pt=style.points)
    name_fonts(document, {font.name: font.free for font in layout.fonts})
    _set_page(setting, is_draft=text.is_draft)
    _write_head(setting, text)
    _write_body(setting, text)
    _write_end(setting, text)
    add_imprint(setting, text)
    document.save(target if not isinstance(target, Path) else str(target))


def _measure_spacing(layout: PaperLayout) -> int:
    """Return by how much each character gives way, rounded so that a line still fits."""
    pitch = to_points(layout.body_width_mm) / layout.characters
    return int((pitch - layout.styles.body.points) * TWIPS) - 1


def _set_page(setting: Setting, *, is_draft: bool) -> None:
    from docx.shared import Mm

    layout, section = setting.layout, setting.document.sections[0]
    section.page_width = Mm(layout.page_width_mm)
    section.page_height = Mm(layout.page_height_mm)
    section.top_margin, section.bottom_margin = Mm(layout.top_mm), Mm(layout.bottom_mm)
    section.left_margin, section.right_margin = Mm(layout.left_mm), Mm(layout.right_mm)
    for grid in section._sectPr.findall(f"{{{section._sectPr.nsmap['w']}}}docGrid"):
        section._sectPr.remove(grid)
    size = layout.styles.page_number.points
    height = layout.page_number_gap_mm + size / 72 * 25.4
    section.footer_distance = Mm(layout.bottom_mm - height)
    section.header_distance = Mm(layout.top_mm - 2 * layout.page_number_gap_mm)
    setting.document.settings.odd_and_even_pages_header_footer = True
    _number_pages(setting, section.footer, is_left=False)
    _number_pages(setting, section.even_page_footer, is_left=True)
    for header in (section.header, section.even_page_header):
        if is_draft:
            paragraph = header.paragraphs[0]
            setting.write(paragraph, DRAFT, layout.styles.first_level)


def _number_pages(setting: Setting, footer: Any, *, is_left: bool) -> None:
    """Put the number of the page outside, a dash on each side, one character in."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
    from docx.shared import Pt

    style = setting.layout.styles.page_number
    paragraph = footer.paragraphs[0]
    paragraph.alignment = ALIGN.LEFT if is_left else ALIGN.RIGHT
    indent = Pt(style.points * setting.layout.page_number_indent_characters)
    if is_left:
        paragraph.paragraph_format.left_indent = indent
    else:
        paragraph.paragraph_format.right_indent = indent
    setting.write(paragraph, "— ", style)
    field = add_field(paragraph, "PAGE")
    set_font(field, setting.layout.get_font(style), size_pt=style.points)
    setting.write(paragraph, " —", style)


def _write_head(setting: Setting, text: OfficialText) -> None:
    """Write the red name of the authority, the number, the red rule and the title."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
    from docx.shared import Pt, RGBColor

    layout = setting.layout
    name = f"{text.issuer}文件"
    widest = to_points(layout.body_width_mm) / max(len(name), 1)
    size = max(min(layout.styles.mark.points, widest), SMALLEST_MARK)
    mark = setting.add()
    mark.alignment = WD_ALIGN_PARAGRAPH.CENTER
    mark.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    mark.paragraph_format.line_spacing = Pt(size * 1.2)
    mark.paragraph_format.space_before = Pt(to_points(layout.mark_top_mm))
    run = setting.write(mark, name, TextStyle(layout.styles.mark.font, f"{size:.1f}"))
    run.font.color.rgb = RGBColor.from_string(layout.mark_colour)
    setting.add_blank(layout.number_blank_lines)
    number = setting.add(text.number or NO_NUMBER, layout.styles.number)
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _draw_rule(number, layout)
    setting.add_blank(layout.title_blank_lines)
    _write_title(setting, text.title)
    setting.add_blank(layout.recipients_blank_lines)


def _write_title(setting: Setting, text: str) -> None:
    """Write the title centred, a long one in lines of whole words."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    layout, style = setting.layout, setting.layout.styles.title
    title = setting.add()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    widest = to_points(layout.body_width_mm) / style.points
    for number, line in enumerate(split_title(text, widest)):
        if number:
            title.add_run().add_break()
        setting.write(title, line, style)


def _draw_rule(paragraph: "Paragraph", layout: PaperLayout) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders, rule = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for key, value in (
        ("val", "single"),
        ("sz", round(to_points(layout.rule_mm) * 8)),
        ("space", round(to_points(layout.rule_gap_mm))),
        ("color", layout.mark_colour),
    ):
        rule.set(qn(f"w:{key}"), str(value))
    borders.append(rule)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc"
    )


def _write_body(setting: Setting, text: OfficialText) -> None:
    if text.recipients:
        setting.add(f"{text.recipients.rstrip('：:')}：")
    paragraphs = [
        _write_paragraph(setting, line.strip())
        for line in text.body.splitlines()
        if line.strip()
    ]
    # The signature never stands on a page without text.
    for paragraph in paragraphs[-1:]:
        paragraph.paragraph_format.keep_with_next = True


def _write_paragraph(setting: Setting, line: str) -> "Paragraph":
    """Write a paragraph; the words of a heading, up to its full stop, stand out."""
    styles = setting.layout.styles
    paragraph = setting.add()
    _indent(setting, paragraph, setting.layout.indent_characters)
    for pattern, name in LEVELS:
        if pattern.match(line):
            heading, stop, rest = line.partition("。")
            setting.write(paragraph, heading + stop, getattr(styles, name))
            setting.write(paragraph, rest, styles.body)
            return paragraph
    setting.write(paragraph, line, styles.body)
    return paragraph


def _take_out_of_brackets(note: str) -> str:
    """Return a note without the pair of brackets around the whole of it, if any."""
    depth = 0
    for place, character in enumerate(note, start=1):
        depth += (character == "（") - (character == "）")
        if depth == 0 and place < len(note):
            return note
    return note[1:-1] if note.startswith("（") and depth == 0 else note


def _indent(setting: Setting, paragraph: "Paragraph", characters: float) -> None:
    from docx.shared import Pt

    paragraph.paragraph_format.first_line_indent = Pt(setting.pitch_pt * characters)


def _write_end(setting: Setting, text: OfficialText) -> None:
    """Write the list of attachments, room for the seal, the signature and the date."""
    layout = setting.layout
    if text.attachments:
        setting.add_blank(layout.attachment_blank_lines)
        _list_attachments(setting, text.attachments)
    setting.add_blank(SEAL_LINES)
    dated = write_chinese_date(text.dated) if text.dated else NO_DATE
    # The signature stands centred over the date, which keeps its room to the right.
    room = max(2 * layout.date_right_characters + measure(dated), measure(text.issuer))
    for one in (text.issuer, dated):
        _write_signed(setting, one, left=max(layout.characters - room, 0))
    if text.note:
        note = setting.add(f"（{_take_out_of_brackets(text.note.strip())}）")
        _indent(setting, note, layout.indent_characters)


def _list_attachments(setting: Setting, names: tuple[str, ...]) -> None:
    from docx.shared import Pt

    many = len(names) > 1
    for index, name in enumerate(names):
        label = "附件：" if index == 0 else "　　　"
        number = f"{index + 1}." if many else ""
        paragraph = setting.add(f"{label}{number}{name}")
        # A name that runs on begins below its own first character.
        hanging = measure(f"附件：{number}")
        looks = paragraph.paragraph_format
        inset = setting.layout.indent_characters + hanging
        looks.left_indent = Pt(setting.pitch_pt * inset)
        looks.first_line_indent = Pt(-setting.pitch_pt * hanging)
        looks.keep_with_next = True


def _write_signed(setting: Setting, text: str, *, left: float) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = setting.add(text)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.left_indent = Pt(setting.pitch_pt * left)
    paragraph.paragraph_format.keep_with_next = True


def measure(text: str) -> float:
    """Return the width of a text in characters; a figure takes half of one."""
    return sum(0.5 if character.isascii() else 1 for character in text)
