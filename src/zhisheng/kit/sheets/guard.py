"""The check every file passes before a reader opens it.

A file is judged by its content, never by its name. What is refused, and why the
rest is let through, is told in ``docs/explanation/reading-sheets.md``.
"""

import html
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from .cells import CellProblem, Kind
from .compound import uses_1904_dates
from .delimited import find_wide_encoding
from .errors import (
    NotAWorkbookError,
    SheetDtdError,
    SheetEncryptedError,
    SheetExternalError,
    SheetTooLargeError,
    SheetTooWideError,
    gettext_noop,
)
from .limits import DEFAULT, Limits
from .package import Entry, Meter, inflate, list_entries
from .scan import SheetScan
from .spans import Block, SpanScan

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAGICS = (
    (b"%PDF", gettext_noop("PDF 文档")),
    (b"\x89PNG", gettext_noop("图片")),
    (b"\xff\xd8\xff", gettext_noop("图片")),
    (b"GIF8", gettext_noop("图片")),
    (b"Rar!", gettext_noop("RAR 压缩包")),
    (b"7z\xbc\xaf", gettext_noop("7z 压缩包")),
    (b"\x1f\x8b", gettext_noop("gzip 压缩包")),
    (b"MZ", gettext_noop("程序")),
    (b"\x7fELF", gettext_noop("程序")),
    (b"{\\rtf", gettext_noop("RTF 文档")),
    (b"PK\x05\x06", gettext_noop("空的压缩包")),
)
MARKUP = re.compile(
    r"\s*<(?:!doctype|html|head|body|table|meta|script|style|svg|div|img|\?xml|\?mso)"
    r"|\s*mime-version:",
    re.IGNORECASE,
)
DECLARATION = re.compile(rb"<![DdEe]")
XML_ENCODING = re.compile(
    rb"<\?xml[^>]*?\sencoding\s*=\s*[\"']([^\"']*)[\"']", re.DOTALL
)
ALLOWED_ENCODINGS = frozenset([b"utf-8", b"utf8", b"us-ascii", b"ascii"])
WIDE_XML = (
    b"\xff\xfe",
    b"\xfe\xff",
    b"<\x00",
    b"\x00<",
    b"\x00\x00\xfe\xff",
    b"\x4c\x6f\xa7\x94",
)
XML_NAMES = (".xml", ".rels", ".vml")
WORKSHEET = re.compile(rb"<(\w+:)?worksheet[\s>]")
RELATIONSHIP = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>", re.IGNORECASE)
SHEET_TAG = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
DATE_1904 = re.compile(rb"\sdate1904\s*=\s*[\"'](?:1|true|on)[\"']")
REMOTE = re.compile(
    r"(?:https?|ftps?|wss?|ldap|smb|file:/*[^/\\:]+[/\\]|\\\\|//)", re.IGNORECASE
)
MAX_SMALL_PART = 8 * 1024 * 1024
HEAD = 4096
SMALL_PARTS = frozenset(["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "mimetype"])


@dataclass(slots=True)
class Findings:
    """What the guard learnt: the kind, and per worksheet its odd or merged cells."""

    kind: Kind
    problems: list[dict[tuple[int, int], CellProblem]] = field(default_factory=list)
    # Of an ods only: the fast reader tells those of other kinds itself.
    merged: list[list[Block]] = field(default_factory=list)
    uses_1904_dates: bool = False


def check_file(path: Path, *, limits: Limits = DEFAULT) -> Findings:
    """Check a file and tell its kind.

    Raises
    ------
    SheetRefusedError
        If the file is no workbook, too large, or built to harm its reader.
    """
    size = path.stat().st_size
    if size > limits.max_file_bytes:
        raise SheetTooLargeError(
            what=gettext_noop("文件大小"), limit=f"{limits.max_file_bytes >> 20} MB"
        )
    with path.open("rb") as stream:
        head = stream.read(HEAD)
        if head.startswith(ZIP_MAGIC):
            return _check_package(stream, size=size, limits=limits)
        if head.startswith(OLE_MAGIC):
            return _check_compound(stream)
    return _check_text(head)


def _check_text(head: bytes) -> Findings:
    if not head.strip():
        raise NotAWorkbookError(kind=gettext_noop("空文件"))
    for magic, kind in MAGICS:
        if head.startswith(magic):
            raise NotAWorkbookError(kind=kind)
    is_marked = head[:2] in (b"\xff\xfe", b"\xfe\xff")
    wide = "utf-16" if is_marked else b"\0" in head and find_wide_encoding(head)
    encoding = wide or "utf-8-sig"
    if MARKUP.match(head.decode(encoding, "replace").lstrip("\ufeff")):
        raise NotAWorkbookError(kind=gettext_noop("网页或 XML 文本"))
    return Findings("csv")


def _check_compound(stream: BinaryIO) -> Findings:
    """Look for the streams of a compound file by their names."""
    stream.seek(0)
    content = stream.read()
    if _wide("EncryptedPackage") in content:
        raise SheetEncryptedError
    if _wide("Workbook") not in content and _wide("Book") not in content:
        is_word = _wide("WordDocument") in content
        kind = (
            gettext_noop("Word 文档") if is_word else gettext_noop("其他 Office 文档")
        )
        raise NotAWorkbookError(kind=kind)
    return Findings("xls", uses_1904_dates=uses_1904_dates(content))


def _wide(name: str) -> bytes:
    return name.encode("utf-16-le")


def _check_package(stream: BinaryIO, *, size: int, limits: Limits) -> Findings:
    entries = list_entries(stream, limits=limits)
    findings = Findings(_name_kind({entry.name.lower() for entry in entries}))
    meter = Meter(size, limits)
    kept: dict[str, bytes] = {}
    scans: dict[str, SheetScan] = {}
    for entry in entries:
        if entry.name.endswith("/"):
            continue
        chunks = inflate(stream, entry, meter)
        scan = _check_part(entry, chunks, kept=kept, limits=limits)
        if isinstance(scan, SheetScan):
            scans[entry.name.lower()] = scan
        elif scan is not None:
            findings.merged = scan.sheets
    _check_relationships(kept)
    if b"encryption-data" in kept.get("meta-inf/manifest.xml", b""):
        raise SheetEncryptedError
    _order_scans(findings, kept, scans, limits=limits)
    return findings


def _name_kind(names: set[str]) -> Kind:
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        raise NotAWorkbookError(kind=gettext_noop("xlsb 二进制工作簿"))
    if "word/document.xml" in names:
        raise NotAWorkbookError(kind=gettext_noop("Word 文档"))
    if "ppt/presentation.xml" in names:
        raise NotAWorkbookError(kind=gettext_noop("演示文稿"))
    if "content.xml" in names:
        return "ods"
    raise NotAWorkbookError(kind=gettext_noop("普通压缩包"))


def _check_part(
    entry: Entry, chunks: Iterator[bytes], *, kept: dict[str, bytes], limits: Limits
) -> SheetScan | SpanScan | None:
    """Inflate one part wholly, checking it as XML where it is XML."""
    head = _read_head(chunks)
    name = entry.name.lower()
    holds_xml = is_xml(head, name=name, part=entry.name)
    scan: SheetScan | SpanScan | None = None
    if holds_xml and (root := WORKSHEET.search(head)):
        scan = SheetScan(limits, prefix=root[1] or b"")
    elif name == "content.xml":
        scan = SpanScan(limits)
    is_kept = name in SMALL_PARTS or name.endswith((".rels", "manifest.xml"))
    tail, held = b"", bytearray()
    for chunk in _chain(head, chunks):
        if holds_xml and DECLARATION.search(tail + chunk):
            raise SheetDtdError(part=entry.name)
        tail = chunk[-2:]
        if scan is not None:
            _feed(scan, chunk, part=entry.name)
        if is_kept:
            held += chunk
            if len(held) > MAX_SMALL_PART:
                raise SheetTooLargeError(what=gettext_noop("单个部件"), limit="8 MB")
    if is_kept:
        kept[name] = bytes(held)
    if scan is not None:
        _feed(scan, None, part=entry.name)
    return scan


def _feed(scan: SheetScan | SpanScan, chunk: bytes | None, *, part: str) -> None:
    try:
        scan.finish() if chunk is None else scan.feed(chunk)
    except SheetTooWideError as error:
        name = posixpath.basename(part).removesuffix(".xml")
        raise SheetTooWideError(**(error.fields | {"sheet": name})) from None


def _read_head(chunks: Iterator[bytes]) -> bytes:
    head = b""
    for chunk in chunks:
        head += chunk
        if len(head) >= HEAD:
            break
    return head


def _chain(head: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
    yield head
    yield from chunks


def is_xml(head: bytes, *, name: str, part: str) -> bool:
    """Tell whether a part is XML; refuse an encoding that could hide a DTD."""
    if head.startswith(WIDE_XML):
        raise SheetDtdError(part=part)
    body = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not body.startswith(b"<"):
        # A lenient parser skips text before the root: such a part is searched too.
        return name.endswith(XML_NAMES)
    declared = XML_ENCODING.match(body)
    if declared is not None and declared[1].lower() not in ALLOWED_ENCODINGS:
        raise SheetDtdError(part=part)
    return True


def _attributes(tag: bytes) -> dict[str, str]:
    return {
        key.decode().rpartition(":")[2].lower(): html.unescape(
            (double or single).decode("utf-8", "replace")
        )
        for key, double, single in ATTRIBUTE.findall(tag)
    }


def _check_relationships(kept: dict[str, bytes]) -> None:
    """Refuse data taken from the network; links to click on are harmless."""
    for name, content in kept.items():
        if not name.endswith(".rels"):
            continue
        for tag in RELATIONSHIP.findall(content):
            link = _attributes(tag)
            is_external = link.get("targetmode", "").lower() == "external"
            is_click = link.get("type", "").lower().endswith("/hyperlink")
            if is_external and not is_click and REMOTE.match(link.get("target", "")):
                raise SheetExternalError(part=name)


def _order_scans(
    findings: Findings,
    kept: dict[str, bytes],
    scans: dict[str, SheetScan],
    *,
    limits: Limits,
) -> None:
    """Put the findings of the worksheets in the order of the workbook."""
    workbook = kept.get("xl/workbook.xml", b"")
    findings.uses_1904_dates = bool(DATE_1904.search(workbook))
    targets: dict[str, str] = {}
    for tag in RELATIONSHIP.findall(kept.get("xl/_rels/workbook.xml.rels", b"")):
        link = _attributes(tag)
        target = posixpath.normpath(posixpath.join("/xl", link.get("target", "")))
        targets[link.get("id", "")] = target.lstrip("/").lower()
    tags = SHEET_TAG.findall(workbook)
    if len(tags) > limits.max_sheets:
        raise SheetTooLargeError(
            what=gettext_noop("工作表数量"), limit=limits.max_sheets
        )
    for tag in tags:
        part = targets.get(_attributes(tag).get("id", ""), "")
        findings.problems.append(scans[part].problems if part in scans else {})
