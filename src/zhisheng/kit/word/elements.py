"""Small parts that every Word file of ours is put together from."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run


def set_font(run_or_style: Any, name: str, *, size_pt: float, latin: str = "") -> None:
    """Set the font of Chinese text and of the rest; Word keeps the two apart."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    run_or_style.font.size = Pt(size_pt)
    run_or_style.font.name = latin or name
    looks = run_or_style.element.get_or_add_rPr()
    fonts = looks.get_or_add_rFonts()
    for key in ("w:eastAsia", "w:cs"):
        fonts.set(qn(key), name)
    for key in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(key), None)


def add_field(paragraph: "Paragraph", instruction: str) -> "Run":
    """Add a field that the reader of the file computes, such as ``PAGE``."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    run = paragraph.add_run()
    for kind in ("begin", "", "separate", "text", "end"):
        if kind == "":
            element = OxmlElement("w:instrText")
            element.text = f" {instruction} "
            element.set(qn("xml:space"), "preserve")
        elif kind == "text":
            element = OxmlElement("w:t")
            element.text = "1"
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)
    return run


def name_fonts(document: "Document", fonts: Mapping[str, Sequence[str]]) -> None:
    """Tell which typefaces may stand in for one that a machine does not have."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement, parse_xml
    from docx.oxml.ns import qn
    from lxml import etree

    part = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    table = parse_xml(part.blob)
    for name, free in fonts.items():
        font, others = OxmlElement("w:font"), OxmlElement("w:altName")
        font.set(qn("w:name"), name)
        others.set(qn("w:val"), ",".join(free))
        font.append(others)
        table.append(font)
    part._blob = etree.tostring(table, encoding="UTF-8", xml_declaration=True)


def forget_author(core: Any) -> None:
    """Leave nothing of the library or the person in the file's properties."""
    core.author = core.last_modified_by = core.comments = ""
    core.language = "zh-CN"
