"""The package of a Word file: read wholly, refused where it brings more than text.

What is refused could run, fetch or hide something on the machine of whoever opens the
filled file: macros, controls, embedded objects, foreign content, links to the outside.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from zhisheng.kit.sheets.errors import (
    SheetBrokenError,
    SheetDtdError,
    SheetEncryptedError,
    SheetTooLargeError,
    TemplatePartError,
    TemplateUnfitError,
    gettext_noop,
)
from zhisheng.kit.sheets.guard import (
    DECLARATION,
    HEAD,
    OLE_MAGIC,
    REMOTE,
    ZIP_MAGIC,
    is_xml,
)
from zhisheng.kit.sheets.limits import MIB, Limits
from zhisheng.kit.sheets.package import Meter, inflate, list_entries

if TYPE_CHECKING:
    from lxml.etree import _Element

LIMITS = Limits(
    max_file_bytes=5 * MIB,
    max_inflated_bytes=48 * MIB,
    max_ratio=100,
    ratio_floor_bytes=16 * MIB,
    max_entries=500,
    max_output_bytes=MIB,
    memory_bytes=512 * MIB,
    cpu_seconds=10,
    wall_seconds=20,
)
MAX_XML_BYTES = 16 * MIB
MOST_TAGS = 800_000
MAIN_PART = "word/document.xml"
TYPES_PART = "[Content_Types].xml"
MAIN_TYPE = (
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
)
MACRO = gettext_noop("宏")
CONTROL = gettext_noop("控件")
EMBEDDED = gettext_noop("嵌入的对象")
FOREIGN = gettext_noop("引入的其他文档")
OUTSIDE = gettext_noop("指向外部的链接")
# What stands in the name of a part, in its type or in how it is linked, in this order.
TRAITS: tuple[tuple[str, str], ...] = (
    ("macroenabled", MACRO),
    ("vba", MACRO),
    ("macrosheet", MACRO),
    ("keymapcustom", MACRO),
    ("attachedtoolbar", MACRO),
    ("customui", MACRO),
    ("extensibility", MACRO),
    ("webextension", MACRO),
    ("activex", CONTROL),
    ("ctrlprop", CONTROL),
    ("oleobject", EMBEDDED),
    ("embedding", EMBEDDED),
    ("afchunk", FOREIGN),
    ("subdocument", FOREIGN),
    ("externallink", OUTSIDE),
    ("attachedtemplate", OUTSIDE),
    ("mailmerge", OUTSIDE),
)
LINK_TRAITS = (*TRAITS, ("package", EMBEDDED), ("control", CONTROL), ("frame", FOREIGN))
HARMLESS_LINK = re.compile(r"(?:https?://|mailto:|#)", re.IGNORECASE)

Parts = Mapping[str, bytes]


def read_package(source: Path) -> dict[str, bytes]:
    """Return the parts of a plain .docx in their order.

    Raises
    ------
    SheetRefusedError
        If the file is no .docx, built to harm its reader, or brings more than text.
    """
    with source.open("rb") as stream:
        head = stream.read(8)
        if head.startswith(OLE_MAGIC):
            raise SheetEncryptedError
        if not head.startswith(ZIP_MAGIC):
            raise TemplateUnfitError(reason=gettext_noop("只收 .docx 文件。"))
        size = stream.seek(0, 2)
        if size > LIMITS.max_file_bytes:
            raise SheetTooLargeError(what=gettext_noop("文件大小"), limit="5 MB")
        entries = list_entries(stream, limits=LIMITS)
        meter = Meter(size, LIMITS)
        parts = {
            entry.name: b"".join(inflate(stream, entry, meter))
            for entry in entries
            if not entry.name.endswith("/")
        }
    check_parts(parts)
    return parts


def parse_part(name: str, content: bytes) -> "_Element":
    """Parse a part that holds no document type, and so no entities."""
    from lxml import etree

    if DECLARATION.search(content):
        raise SheetDtdError(part=name)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise SheetBrokenError(detail=f"{name}: {error}"[:200]) from error


def list_xml(parts: Parts) -> list[str]:
    """Return the names of the parts that hold XML, whatever they are called."""
    return [
        name
        for name, content in parts.items()
        if is_xml(content[:HEAD], name=name.lower(), part=name)
    ]


def check_parts(parts: Parts) -> None:
    """Refuse a package by its parts' names, types and links, before any is looked into."""
    if TYPES_PART not in parts or MAIN_PART not in parts:
        raise TemplateUnfitError(reason=gettext_noop("只收 .docx 文件。"))
    names = list_xml(parts)
    if sum(len(parts[name]) for name in names) > MAX_XML_BYTES:
        raise SheetTooLargeError(what=gettext_noop("解压后的内容"), limit="16 MB")
    if sum(parts[name].count(b"<") for name in names) > MOST_TAGS:
        raise SheetTooLargeError(what=gettext_noop("解压后的内容"), limit=MOST_TAGS)
    for name in parts:
        _check_traits(name, place=name, traits=TRAITS)
    _check_types(parts)
    for name in names:
        if name.lower().endswith(".rels"):
            _check_links(name, parse_part(name, parts[name]))


def _check_types(parts: Parts) -> None:
    """Refuse types of active parts, and a main part that is no document."""
    found = dict[str, str]()
    for one in parse_part(TYPES_PART, parts[TYPES_PART]):
        kind = one.get("ContentType", "")
        _check_traits(kind, place=TYPES_PART, traits=TRAITS)
        found[one.get("PartName", "").lstrip("/")] = kind
    if found.get(MAIN_PART) != MAIN_TYPE:
        raise TemplateUnfitError(reason=gettext_noop("只收 .docx 文件。"))


def _check_links(name: str, tree: "_Element") -> None:
    for link in _iterate_elements(tree):
        kind = link.get("Type", "").rpartition("/")[2].lower()
        target = link.get("Target", "")
        if kind == "hyperlink":
            if link.get("TargetMode") and not HARMLESS_LINK.match(target):
                raise TemplatePartError(what=OUTSIDE, place=name)
            continue
        _check_traits(kind, place=name, traits=LINK_TRAITS)
        if link.get("TargetMode", "").lower() == "external" or REMOTE.match(target):
            raise TemplatePartError(what=OUTSIDE, place=name)


def _check_traits(
    text: str, *, place: str, traits: tuple[tuple[str, str], ...]
) -> None:
    lowered = text.lower()
    for trait, what in traits:
        if trait in lowered:
            raise TemplatePartError(what=what, place=place)


def _iterate_elements(tree: "_Element") -> Iterator["_Element"]:
    return (one for one in tree.iter() if isinstance(one.tag, str))
