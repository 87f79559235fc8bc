"""The package of a document that is kept as it came, walked part by part.

A template is filled by us, and so may hold little (``kit/word``). What an enterprise
sends as evidence may hold pictures, charts and links to click on, but nothing that runs
or fetches on the machine of whoever opens it.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final
from xml.parsers import expat

from zhisheng.kit.sheets.errors import (
    NotAWorkbookError,
    SheetBrokenError,
    SheetDtdError,
    SheetExternalError,
    SheetTooLargeError,
    TemplatePartError,
)
from zhisheng.kit.sheets.guard import DECLARATION, HEAD, REMOTE, is_xml
from zhisheng.kit.sheets.limits import MIB, Limits
from zhisheng.kit.sheets.package import Meter, inflate, list_entries
from zhisheng.kit.word.package import CONTROL, MACRO, TRAITS, TYPES_PART, parse_part

if TYPE_CHECKING:
    from lxml.etree import _Element

MAIN_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "xl/workbook.xml": "application/vnd.openxmlformats-officedocument"
        ".spreadsheetml.sheet.main+xml",
        "word/document.xml": "application/vnd.openxmlformats-officedocument"
        ".wordprocessingml.document.main+xml",
    }
)
# Of what a template may not hold: a chart brings its workbook, an object any program.
RUNNING: Final = tuple(
    (trait, what)
    for trait, what in TRAITS
    if what in {MACRO, CONTROL} or trait in {"oleobject", "afchunk"}
)
ROOT_LINKS: Final = "_rels/.rels"
MOST_SMALL_BYTES: Final = 8 * MIB


def check_package(source: Path, *, limits: Limits) -> None:
    """Raise a `SheetRefusedError` for what is no plain workbook or document."""
    with source.open("rb") as stream:
        size = stream.seek(0, 2)
        entries = list_entries(stream, limits=limits)
        names = {entry.name for entry in entries}
        # In the order in which the type of the content is told.
        main_part = next((part for part in MAIN_TYPES if part in names), "")
        if not {TYPES_PART, ROOT_LINKS, main_part} <= names:
            raise NotAWorkbookError(kind="zip")
        for name in names:
            _refuse_running(name, place=name)
        meter = Meter(size, limits)
        for entry in entries:
            if not entry.name.endswith("/"):
                chunks = inflate(stream, entry, meter)
                _check_part(entry.name, chunks, main_part=main_part)


def _check_part(name: str, chunks: Iterator[bytes], *, main_part: str) -> None:
    """Read a part to its end; what is XML has to be well-formed."""
    first = next(chunks, b"")
    if name != main_part and not is_xml(first[:HEAD], name=name.lower(), part=name):
        for _chunk in chunks:
            pass
        return
    is_small = name == TYPES_PART or name.lower().endswith(".rels")
    kept = _parse(name, first, chunks, keeps=is_small)
    if name == TYPES_PART:
        _check_types(parse_part(name, kept), main_part=main_part)
    elif is_small:
        _check_links(name, parse_part(name, kept), main_part=main_part)


def _parse(name: str, first: bytes, chunks: Iterator[bytes], *, keeps: bool) -> bytes:
    parser, tail, kept = expat.ParserCreate(), b"", bytearray()
    chunk: bytes | None = first
    try:
        while chunk is not None:
            if DECLARATION.search(tail + chunk):
                raise SheetDtdError(part=name)
            parser.Parse(chunk)
            tail = chunk[-2:]
            kept += chunk if keeps else b""
            if len(kept) > MOST_SMALL_BYTES:
                raise SheetTooLargeError(what="", limit="")
            chunk = next(chunks, None)
        parser.Parse(b"", True)  # noqa: FBT003 - the library knows no name for it
    except expat.ExpatError as error:
        raise SheetBrokenError(detail=f"{name}: {error}"[:200]) from error
    return bytes(kept)


def _check_types(tree: "_Element", *, main_part: str) -> None:
    found = dict[str, str]()
    for one in tree.iter("{*}Default", "{*}Override"):
        kind = one.get("ContentType", "")
        _refuse_running(kind, place=TYPES_PART)
        found[one.get("PartName", "").lstrip("/")] = kind
    if found.get(main_part) != MAIN_TYPES[main_part]:
        raise NotAWorkbookError(kind="zip")


def _check_links(name: str, tree: "_Element", *, main_part: str) -> None:
    """Refuse what is fetched unasked; a link to click on is harmless."""
    mains = list[str]()
    for link in tree.iter("{*}Relationship"):
        kind = link.get("Type", "").rpartition("/")[2].lower()
        _refuse_running(kind, place=name)
        if kind == "officedocument":
            mains.append(link.get("Target", "").lstrip("/"))
        is_external = link.get("TargetMode", "").lower() == "external"
        is_remote = is_external and REMOTE.match(link.get("Target", "").strip())
        if kind != "hyperlink" and is_remote:
            raise SheetExternalError(part=name)
    if name == ROOT_LINKS and mains != [main_part]:
        raise NotAWorkbookError(kind="zip")


def _refuse_running(text: str, *, place: str) -> None:
    lowered = text.lower()
    for trait, what in RUNNING:
        if trait in lowered:
            raise TemplatePartError(what=what, place=place)
