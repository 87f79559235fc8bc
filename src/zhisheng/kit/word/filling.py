"""A template with its values: looks, headings and footers stay the office's.

Lines are written as text around the pattern row, so a thousand of them need neither a
model in memory nor a search through the document for each.
"""

import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from xml.sax.saxutils import escape

from .content import W
from .package import MAIN_PART, parse_part
from .places import break_lines, clean, iterate_paragraphs
from .templates import WordTemplate, find_pattern

if TYPE_CHECKING:
    from lxml.etree import _Element

Line = Mapping[str, str | Decimal]
MARKER = "line"
MARK = b"<!--line-->"
# Private characters: no value is looked at again, so none can stand for another.
SLOT = re.compile("\ue000(\\d+)\ue001")
# What may stand once in a document only.
UNIQUE = (
    f"{W}bookmarkStart", f"{W}bookmarkEnd", f"{W}commentRangeStart",
    f"{W}commentRangeEnd", f"{W}commentReference", f"{W}lastRenderedPageBreak",
)  # fmt: skip
PARAGRAPH_IDS = ("paraId", "textId")
# A sheet of headings would leave no room for lines on the pages after the first.
MOST_HEADINGS = 4


def fill_template(
    template: WordTemplate,
    target: Path | BinaryIO,
    *,
    singles: Mapping[str, str],
    lines: Iterable[Line] = (),
) -> int:
    """Write the template with its values; return how many lines it holds."""
    written = 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in template.parts.items():
            if name not in template.texts:
                out.writestr(name, content)
                continue
            tree = parse_part(name, content)
            _unbind(tree)
            is_main = template.has_lines and name == MAIN_PART
            pattern = find_pattern(tree, template.columns) if is_main else None
            _fill_singles(tree, pattern, singles)
            if pattern is None:
                out.writestr(name, _write(tree))
            else:
                written = _write_lines(out, tree, pattern, singles, lines)
    return written


def _unbind(tree: "_Element") -> None:
    """Cut controls off the data behind them, which would come back in their place."""
    for element in [*tree.iter(f"{W}dataBinding")]:
        element.getparent().remove(element)


def _fill_singles(
    tree: "_Element", pattern: "_Element | None", singles: Mapping[str, str]
) -> None:
    for paragraph in iterate_paragraphs(tree):
        is_pattern = pattern is not None and pattern in paragraph.element.iterancestors(
            f"{W}tr"
        )
        if paragraph.names and not is_pattern:
            paragraph.replace(lambda name: clean(singles.get(name, "")))
            break_lines(paragraph)


def _write_lines(
    out: zipfile.ZipFile,
    tree: "_Element",
    pattern: "_Element",
    singles: Mapping[str, str],
    lines: Iterable[Line],
) -> int:
    """Write a document with a row for each line; one empty row where there is none."""
    _repeat_headings(pattern)
    names = _mark_slots(pattern)
    head, row, tail = _cut(tree, pattern)
    write_row = _plan_row(row.decode(), names, singles, prefix=pattern.prefix)
    written = 0
    with out.open(MAIN_PART, "w") as part:
        part.write(head)
        for line in lines:
            part.write(write_row(line).encode())
            written += 1
        if not written:
            part.write(write_row({}).encode())
        part.write(tail)
    return written


def _repeat_headings(pattern: "_Element") -> None:
    """Have what stands above the lines come again on each page, if none says so yet."""
    from lxml import etree

    above = [*pattern.itersiblings(f"{W}tr", preceding=True)]
    is_told = any(row.find(f"{W}trPr/{W}tblHeader") is not None for row in above)
    if is_told or len(above) > MOST_HEADINGS:
        return
    for row in above:
        looks = row.find(f"{W}trPr")
        if looks is None:
            looks = etree.Element(f"{W}trPr")
            exceptions = row.find(f"{W}tblPrEx")
            if exceptions is None:
                row.insert(0, looks)
            else:
                exceptions.addnext(looks)
        etree.SubElement(looks, f"{W}tblHeader")


def _mark_slots(pattern: "_Element") -> tuple[str, ...]:
    """Put a slot for each name of the row and return the names by number."""
    names = list[str]()

    def take(name: str) -> str:
        names.append(name)
        return f"\ue000{len(names) - 1}\ue001"

    for element in [*pattern.iter(*UNIQUE)]:
        element.getparent().remove(element)
    for element in pattern.iter(f"{W}tr", f"{W}p"):
        for key in [*element.attrib]:
            if str(key).rpartition("}")[2] in PARAGRAPH_IDS:
                del element.attrib[key]
    for paragraph in iterate_paragraphs(pattern):
        paragraph.replace(take)
    return tuple(names)


def _cut(tree: "_Element", pattern: "_Element") -> tuple[bytes, bytes, bytes]:
    """Return what stands before the row, the row, and what stands behind it."""
    from lxml import etree

    before, behind = etree.Comment(MARKER), etree.Comment(MARKER)
    pattern.addprevious(before)
    pattern.addnext(behind)
    head, row, tail = _write(tree).split(MARK)
    return head, row, tail


def _plan_row(
    row: str, names: tuple[str, ...], singles: Mapping[str, str], *, prefix: str | None
) -> Callable[[Line], str]:
    """Return a function that writes one row of the table."""
    pieces = SLOT.split(row)
    texts, slots = pieces[::2], [names[int(number)] for number in pieces[1::2]]
    mark = f"{prefix}:" if prefix else ""
    line_end = f'</{mark}t><{mark}br/><{mark}t xml:space="preserve">'

    def write_value(value: str | Decimal) -> str:
        text = f"{value:,f}" if isinstance(value, Decimal) else value
        return escape(clean(text)).replace("\n", line_end)

    def write(line: Line) -> str:
        values = (write_value(line.get(name, singles.get(name, ""))) for name in slots)
        return texts[0] + "".join(
            value + text for value, text in zip(values, texts[1:], strict=True)
        )

    return write


def _write(tree: "_Element") -> bytes:
    from lxml import etree

    content: bytes = etree.tostring(
        tree, xml_declaration=True, encoding="UTF-8", standalone=True
    )
    return content
