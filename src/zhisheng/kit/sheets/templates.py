"""An office's own .xlsx as a template: what it asks for, and what makes it unfit.

A name in double braces, such as ``{{企业名称}}``, stands for a value. The row that holds
names of lines is the pattern: it is written once for each line, as it looks.
"""

import io
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from .active import refuse_active
from .errors import (
    TemplateBracesError,
    TemplateFormulaError,
    TemplateLacksNamesError,
    TemplateLinkError,
    TemplateNamesError,
    TemplatePartError,
    TemplateUnfitError,
    gettext_noop,
)
from .guard import check_file
from .limits import MIB, Limits

if TYPE_CHECKING:
    from lxml.etree import _Element

SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
MAIN = f"{{{SPACE}}}"
LINK_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
NAME = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")
# Braces of a Chinese keyboard and tags of another engine look right and are not.
BROKEN = re.compile(r"\{\{|\}\}|｛｛|｝｝|\{%|%\}")
SHEET_PART = re.compile(r"xl/worksheets/[^/]+\.xml")
ADDRESS = re.compile(r"([A-Z]{1,3})(\d+)")
# What only sums up is let stand; anything else could fetch or disguise.
FORMULA = re.compile(
    r"(?:SUM|COUNT|COUNTA|AVERAGE|MAX|MIN)\([A-Z$]{1,5}\d+:[A-Z$]{1,5}\d+\)"
)
# A template has a page or two; what unpacks to more is no honest one.
LIMITS = Limits(
    max_file_bytes=5 * MIB, max_inflated_bytes=32 * MIB, max_entries=500, max_sheets=50
)
ACTIVE_PARTS = (
    "vbaproject", "macrosheets", "activex", "embeddings", "externallinks", "ctrlprops",
    "connections", "querytables", "customui", "webextensions",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PatternCell:
    """A cell of the pattern row: its column and look, and its text with names."""

    column: str
    style: str
    text: str

    @property
    def name(self) -> str:
        """The name the whole cell stands for, empty where it holds more."""
        match = NAME.fullmatch(self.text.strip())
        return match.group(1) if match else ""


@dataclass(frozen=True, slots=True)
class Pattern:
    """The row that is written for each line; ``row`` counts from 1."""

    part: str
    row: int
    attributes: str
    cells: tuple[PatternCell, ...]


@dataclass(frozen=True, slots=True)
class SheetTemplate:
    """A template that was found fit; ``pattern`` is None where it has no lines."""

    content: bytes
    trees: Mapping[str, "_Element"]
    texts: tuple[str, ...]
    pattern: Pattern | None
    names: frozenset[str]


def open_template(
    source: Path,
    *,
    singles: Collection[str],
    columns: Collection[str],
    required: Collection[str] = (),
) -> SheetTemplate:
    """Read a template and make sure that it can be filled.

    ``singles`` are the names that stand once, ``columns`` those of a line; of the first
    those that are ``required`` may not be left out.

    Raises
    ------
    SheetRefusedError
        If the file is no workbook or built to harm its reader.
    TemplateUnfitError, TemplateNamesError, TemplateFormulaError
        If it has macros, names nobody knows, more than one pattern row, or a formula
        that does more than sum up.
    TemplateLinkError, TemplatePartError
        If something links to the outside: it would leave in every workbook written.
    TemplateBracesError, TemplateLacksNamesError
        If braces are left over that would be printed, or a required name is missing.
    """
    if check_file(source, limits=LIMITS).kind != "xlsx":
        raise TemplateUnfitError(reason=gettext_noop("只收 .xlsx 文件。"))
    content = source.read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        _check_parts(package.namelist())
        texts = tuple(_read_texts(package))
        parts = [name for name in package.namelist() if SHEET_PART.fullmatch(name)]
        trees = {name: parse_part(package.read(name)) for name in parts}
        refuse_active(_parse_all(package))
        _check_links(package, trees)
    for tree in trees.values():
        check_braces(tree, texts)
    names = frozenset(_iterate_names(trees.values(), texts))
    require_names(names, required)
    known = {*singles, *columns}
    patterns = [
        pattern
        for name, tree in trees.items()
        for pattern in _find_patterns(name, tree, texts, known, set(columns))
    ]
    if len(patterns) > 1:
        raise TemplateUnfitError(
            reason=gettext_noop("名单的栏目只能写在一行里，作为样板行。")
        )
    pattern = patterns[0] if patterns else None
    return SheetTemplate(content, trees, texts, pattern, names)


def _parse_all(package: zipfile.ZipFile) -> dict[str, "_Element"]:
    return {
        name: parse_part(package.read(name))
        for name in package.namelist()
        if name.lower().endswith((".xml", ".rels"))
    }


def parse_part(content: bytes) -> "_Element":
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True
    )
    return etree.fromstring(content, parser)


def read_cell(cell: "_Element", texts: tuple[str, ...]) -> str:
    """Return the text of a cell, empty for numbers and formulas."""
    kind = cell.get("t", "")
    if kind == "inlineStr":
        return "".join(part.text or "" for part in cell.iter(f"{MAIN}t"))
    value = cell.find(f"{MAIN}v")
    if kind == "s" and value is not None and (value.text or "").isdigit():
        number = int(value.text or 0)
        return texts[number] if number < len(texts) else ""
    return ""


def check_braces(tree: "_Element", texts: tuple[str, ...]) -> None:
    """Refuse braces that are no name: they would stand on the printed page."""
    for cell in tree.iter(f"{MAIN}c"):
        if is_broken(read_cell(cell, texts)):
            raise TemplateBracesError(place=f" {cell.get('r', '')} ")
    for part in tree.iter(f"{MAIN}headerFooter"):
        if BROKEN.search("".join(str(text) for text in part.itertext())):
            raise TemplateUnfitError(
                reason=gettext_noop(
                    "页眉、页脚里的占位符不会换成数据，请写在单元格里。"
                )
            )


def is_broken(text: str) -> bool:
    """Tell whether braces are left over once all names are taken out."""
    return BROKEN.search(NAME.sub("", text)) is not None


def require_names(found: Iterable[str], required: Collection[str]) -> None:
    names = {*found}
    if not names:
        raise TemplateUnfitError(
            reason=gettext_noop("里面没有占位符，请照样例模板写上再传。")
        )
    if missing := [name for name in required if name not in names]:
        raise TemplateLacksNamesError(names="、".join(missing))


def _iterate_names(
    trees: Iterable["_Element"], texts: tuple[str, ...]
) -> Iterator[str]:
    for tree in trees:
        for cell in tree.iter(f"{MAIN}c"):
            yield from NAME.findall(read_cell(cell, texts))


def _check_parts(names: Collection[str]) -> None:
    for name in names:
        if any(part in name.lower() for part in ACTIVE_PARTS):
            raise TemplateUnfitError(
                reason=gettext_noop("文件含有宏、控件或外部连接，请去掉后再传。")
            )


def _check_links(package: zipfile.ZipFile, trees: Mapping[str, "_Element"]) -> None:
    for name in package.namelist():
        if not name.lower().endswith(".rels"):
            continue
        links = parse_part(package.read(name)).iter("{*}Relationship")
        outside = {
            link.get("Id", "")
            for link in links
            if link.get("TargetMode", "").lower() == "external"
        }
        if outside:
            cells = trees.get(name.replace("/_rels/", "/").removesuffix(".rels"))
            _refuse_links(name, cells, outside)


def _refuse_links(
    name: str, sheet: "_Element | None", outside: Collection[str]
) -> NoReturn:
    links = () if sheet is None else sheet.iter(f"{MAIN}hyperlink")
    for link in links:
        if link.get(LINK_ID) in outside:
            raise TemplateLinkError(cell=link.get("ref", ""))
    raise TemplatePartError(what=gettext_noop("指向外部的链接"), place=name)


def _read_texts(package: zipfile.ZipFile) -> Iterator[str]:
    if "xl/sharedStrings.xml" not in package.namelist():
        return
    for item in parse_part(package.read("xl/sharedStrings.xml")).iter(f"{MAIN}si"):
        yield "".join(part.text or "" for part in item.iter(f"{MAIN}t"))


def _find_patterns(
    part: str,
    tree: "_Element",
    texts: tuple[str, ...],
    known: Collection[str],
    columns: Collection[str],
) -> Iterator[Pattern]:
    for row in tree.iter(f"{MAIN}row"):
        cells = [(cell, read_cell(cell, texts)) for cell in row.iter(f"{MAIN}c")]
        for cell, _text in cells:
            _check_formula(cell)
        names = {
            name: cell.get("r", "")
            for cell, text in cells
            for name in NAME.findall(text)
        }
        if unknown := names.keys() - {*known}:
            told = [f"{name}（{names[name]}）" for name in sorted(unknown)[:10]]
            raise TemplateNamesError(names="、".join(told))
        if names.keys() & {*columns}:
            yield _build_pattern(part, tree, row, cells)


def _check_formula(cell: "_Element") -> None:
    formula = cell.find(f"{MAIN}f")
    if formula is None:
        return
    plain = (formula.text or "").replace(" ", "").upper()
    if formula.get("t") is not None or not FORMULA.fullmatch(plain):
        raise TemplateFormulaError(cell=cell.get("r", ""))


def _build_pattern(
    part: str, tree: "_Element", row: "_Element", cells: list[tuple["_Element", str]]
) -> Pattern:
    number = int(row.get("r", "0"))
    for merged in tree.iter(f"{MAIN}mergeCell"):
        if any(int(at) == number for _, at in ADDRESS.findall(merged.get("ref", ""))):
            raise TemplateUnfitError(
                reason=gettext_noop("样板行里不能有合并的单元格。")
            )
    if any(cell.find(f"{MAIN}f") is not None for cell, _text in cells):
        raise TemplateUnfitError(reason=gettext_noop("样板行里不能有公式。"))
    kept = {k: v for k, v in row.attrib.items() if k not in {"r", "spans"}}
    return Pattern(
        part=part,
        row=number,
        attributes=write_attributes(kept),
        cells=tuple(
            PatternCell(
                ADDRESS.sub(r"\1", cell.get("r", "")),
                write_attributes({"s": cell.get("s")} if cell.get("s") else {}),
                text,
            )
            for cell, text in cells
        ),
    )


def write_attributes(attributes: Mapping[Any, Any]) -> str:
    """Write the plain attributes of a row or cell; those of extensions are left away."""
    return "".join(
        f' {name}="{value}"'
        for name, value in attributes.items()
        if str(name).isalpha() and re.fullmatch(r"[\w.\-]*", str(value))
    )
