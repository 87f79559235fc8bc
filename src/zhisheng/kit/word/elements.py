"""Small parts that every Word file of ours is put together from."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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


def forget_author(core: Any) -> None:
    """Leave nothing of the library or the person in the file's properties."""
    core.author = core.last_modified_by = core.comments = ""
    core.language = "zh-CN"
