"""A template with its values: looks, order of columns and footers stay the office's.

Lines are written as text straight into the sheet's part, so a hundred thousand of them
need neither a model in memory nor more time than writing them plainly.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from xml.sax.saxutils import escape

from .templates import (
    MAIN,
    NAME,
    SPACE,
    Pattern,
    SheetTemplate,
    parse_part,
    read_cell,
)
from .writing import CONTROL, LONGEST_CELL

if TYPE_CHECKING:
    from lxml.etree import _Element

LINES = "lines"
MARKER = b"<!--lines-->"
TOKEN = re.compile(r"(\$?[A-Z]{1,3}\$?)(\d+)(?::(\$?[A-Z]{1,3}\$?)(\d+))?")
# Whoever sees what a part is computed from finds it stale; the reader counts anew.
CHAIN = re.compile(rb"<(?:Override|Relationship)[^>]*calcChain[^>]*/>")
EXACT_DIGITS = 15
BUFFERED_LINES = 1_000

Line = Sequence[str | Decimal]


@dataclass(frozen=True, slots=True)
class Growth:
    """By how many rows everything below a row moves down."""

    below: int
    by: int

    def move(self, reference: str, *, is_area: bool = False) -> str:
        """Move references; what ends at the pattern grows, an area of it as well."""
        return TOKEN.sub(
            lambda match: self._move_one(match, is_area=is_area), reference
        )

    def _move_one(self, match: re.Match[str], *, is_area: bool) -> str:
        first, start, last, end = match.groups()
        begins = int(start) + (self.by if int(start) > self.below else 0)
        if last is None:
            grown = is_area and int(start) == self.below and self.by
            return (
                f"{first}{start}:{first}{begins + self.by}"
                if grown
                else f"{first}{begins}"
            )
        ends = int(end) + (self.by if int(end) >= self.below else 0)
        return f"{first}{begins}:{last}{ends}"


def fill_template(
    template: SheetTemplate,
    target: Path | BinaryIO,
    *,
    singles: Mapping[str, str],
    lines: Iterable[Mapping[str, str | Decimal]] = (),
) -> int:
    """Write the template with its values; return how many lines it holds."""
    written = 0
    with (
        zipfile.ZipFile(io.BytesIO(template.content)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out,
    ):
        growth = None
        for name, kept in template.trees.items():
            tree = deepcopy(kept)
            _fill_singles(tree, template, singles)
            if template.pattern is not None and template.pattern.part == name:
                written = _write_lines(out, tree, template.pattern, singles, lines)
                growth = Growth(template.pattern.row, max(written, 1) - 1)
            else:
                out.writestr(name, _write(tree))
        for name in source.namelist():
            if name not in template.trees and name != "xl/calcChain.xml":
                out.writestr(name, _adapt(name, source.read(name), growth))
    return written


def _fill_singles(
    tree: "_Element", template: SheetTemplate, singles: Mapping[str, str]
) -> None:
    pattern = template.pattern
    for row in tree.iter(f"{MAIN}row"):
        if pattern is not None and int(row.get("r", "0")) == pattern.row:
            continue
        for cell in row.iter(f"{MAIN}c"):
            text = read_cell(cell, template.texts)
            if NAME.search(text):
                _put_text(cell, NAME.sub(lambda match: singles[match.group(1)], text))


def _put_text(cell: "_Element", text: str) -> None:
    from lxml import etree

    for child in list(cell):
        cell.remove(child)
    cell.set("t", "inlineStr")
    inline = etree.SubElement(etree.SubElement(cell, f"{MAIN}is"), f"{MAIN}t")
    inline.text = CONTROL.sub("", text)[:LONGEST_CELL]
    inline.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _write_lines(
    out: zipfile.ZipFile,
    tree: "_Element",
    pattern: Pattern,
    singles: Mapping[str, str],
    lines: Iterable[Mapping[str, str | Decimal]],
) -> int:
    """Write a sheet with a row for each line; one empty row where there is none."""
    marked = _put_marker(tree, pattern.row)
    head = _write(tree).partition(MARKER)[0]
    write_line = _plan_line(pattern, singles)
    written, waiting = 0, list[str]()
    with out.open(pattern.part, "w", force_zip64=True) as part:
        part.write(head)
        for line in lines:
            waiting.append(write_line(pattern.row + written, line))
            written += 1
            if len(waiting) == BUFFERED_LINES:
                part.write("".join(waiting).encode())
                waiting.clear()
        part.write("".join(waiting).encode())
        _move_rest(tree, marked, Growth(pattern.row, max(written, 1) - 1))
        part.write(_write(tree).partition(MARKER)[2])
    return written


def _put_marker(tree: "_Element", number: int) -> "_Element":
    from lxml import etree

    row = next(one for one in tree.iter(f"{MAIN}row") if one.get("r") == str(number))
    marker = etree.Comment(LINES)
    row.getparent().replace(row, marker)
    for dimension in tree.findall(f"{MAIN}dimension"):
        tree.remove(dimension)
    return marker


def _plan_line(
    pattern: Pattern, singles: Mapping[str, str]
) -> Callable[[int, Mapping[str, str | Decimal]], str]:
    """Return a function that writes one row of the sheet."""
    cells = [(one.column, one.style, one.name, one.text) for one in pattern.cells]

    def write_text(text: str, line: Mapping[str, str | Decimal]) -> str:
        return NAME.sub(
            lambda match: str(line.get(match[1], singles.get(match[1], ""))), text
        )

    def write(number: int, line: Mapping[str, str | Decimal]) -> str:
        parts = [f'<row r="{number}"{pattern.attributes}>']
        for column, style, name, text in cells:
            value = line[name] if name in line else write_text(text, line)
            parts.append(_write_cell(f"{column}{number}", style, value))
        parts.append("</row>")
        return "".join(parts)

    return write


def _write_cell(address: str, style: str, value: str | Decimal) -> str:
    if isinstance(value, Decimal):
        if (
            value.is_finite()
            and len(value.normalize().as_tuple().digits) <= EXACT_DIGITS
        ):
            return f'<c r="{address}"{style}><v>{value:f}</v></c>'
        value = str(value)
    if not value:
        return f'<c r="{address}"{style}/>'
    text = escape(CONTROL.sub("", value)[:LONGEST_CELL])
    return (
        f'<c r="{address}"{style} t="inlineStr">'
        f'<is><t xml:space="preserve">{text}</t></is></c>'
    )


def _move_rest(tree: "_Element", marker: "_Element", growth: Growth) -> None:
    """Move what stands below the lines, and what refers to it."""
    for row in marker.itersiblings():
        row.set("r", str(int(row.get("r", "0")) + growth.by))
        row.attrib.pop("spans", None)
        for cell in row.iter(f"{MAIN}c"):
            cell.set("r", growth.move(cell.get("r", "")))
    for formula in tree.iter(f"{MAIN}f"):
        formula.text = growth.move(formula.text or "")
        value = formula.getnext()
        if value is not None and value.tag == f"{MAIN}v":
            value.getparent().remove(value)
    for element in marker.getparent().itersiblings():
        for part in element.iter():
            for name in ("ref", "sqref"):
                if part.get(name):
                    part.set(name, growth.move(part.get(name), is_area=name == "sqref"))


def _adapt(name: str, content: bytes, growth: Growth | None) -> bytes:
    """Let the package follow: print areas grow, stale chains of formulas go."""
    if name in {"[Content_Types].xml", "xl/_rels/workbook.xml.rels"}:
        return CHAIN.sub(b"", content)
    if name != "xl/workbook.xml":
        return content
    book = parse_part(content)
    for area in book.iter(f"{MAIN}definedName"):
        if growth is not None and area.text:
            sheet, mark, places = area.text.rpartition("!")
            area.text = f"{sheet}{mark}{growth.move(places)}"
    _count_anew(book)
    return _write(book)


def _count_anew(book: "_Element") -> None:
    from lxml import etree

    found = book.find(f"{MAIN}calcPr")
    if found is None:
        found = etree.Element(f"{MAIN}calcPr", nsmap={None: SPACE})
        last = [
            one for one in book if one.tag in {f"{MAIN}sheets", f"{MAIN}definedNames"}
        ]
        last[-1].addnext(found)
    found.set("fullCalcOnLoad", "1")


def _write(tree: "_Element") -> bytes:
    from lxml import etree

    content: bytes = etree.tostring(
        tree, xml_declaration=True, encoding="UTF-8", standalone=True
    )
    return content
