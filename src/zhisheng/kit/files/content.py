"""Tell what a file is from its bytes, never from its name."""

import codecs
import zipfile
from typing import BinaryIO, Final

from django.utils.translation import gettext as _

from zhisheng.kit.sheets.delimited import UNREADABLE, find_wide_encoding

HEAD_BYTES: Final = 65_536
UNKNOWN: Final = "application/octet-stream"
OOXML: Final = "application/vnd.openxmlformats-officedocument"
XLSX: Final = f"{OOXML}.spreadsheetml.sheet"
DOCX: Final = f"{OOXML}.wordprocessingml.document"
ODS: Final = "application/vnd.oasis.opendocument.spreadsheet"
XLS: Final = "application/vnd.ms-excel"
CSV: Final = "text/csv"
PDF: Final = "application/pdf"
# What people call each kind.
ENDINGS: Final = {
    XLSX: "xlsx",
    XLS: "xls",
    ODS: "ods",
    CSV: "csv",
    PDF: "pdf",
    DOCX: "docx",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
}
# What people call them where one is listed; a picture is one, whatever its ending.
LABELS: Final = {
    XLSX: "Excel",
    XLS: "Excel",
    ODS: "ODS",
    CSV: "CSV",
    PDF: "PDF",
    DOCX: "Word",
}
# What is read as a sheet, whoever sends it and for whatever.
SHEETS: Final = frozenset({XLSX, XLS, ODS, CSV})
# Packages that Word and Excel open.
OFFICE: Final = frozenset({XLSX, DOCX})
IMAGES: Final = frozenset({"image/jpeg", "image/png", "image/webp"})

MAGIC: Final = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", PDF),
)
LOCKED: Final = "application/x-ole-encrypted"
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Names of streams in the directory of an OLE file.
OLE_STREAMS: Final = (
    ("EncryptedPackage".encode("utf-16-le"), LOCKED),
    ("Workbook".encode("utf-16-le"), XLS),
    ("Book".encode("utf-16-le"), XLS),
)
PARTS: Final = (("xl/workbook.xml", XLSX), ("word/document.xml", DOCX))
MARKUP: Final = (
    ("<svg", "image/svg+xml"),
    ("<!doctype html", "text/html"),
    ("<html", "text/html"),
    ("<script", "text/html"),
    ("<?xml", "application/xml"),
)
TEXT_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def detect_content_type(file: BinaryIO) -> str:
    """Return the content type; the file is left at its beginning."""
    file.seek(0)
    head = file.read(HEAD_BYTES)
    content_type = _detect(file, head)
    file.seek(0)
    return content_type


def name_content(content_type: str) -> str:
    """Say what a file is as people say it."""
    if content_type.startswith("image/"):
        return _("图片")
    return LABELS.get(content_type) or _("其他文件")


def _detect(file: BinaryIO, head: bytes) -> str:
    for magic, content_type in MAGIC:
        if head.startswith(magic):
            return content_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head.startswith(OLE):
        return _detect_ole(file)
    if head.startswith(b"PK\x03\x04"):
        return _detect_zip(file)
    return _detect_text(head)


def _detect_ole(file: BinaryIO) -> str:
    file.seek(0)
    carried = b""
    while chunk := file.read(1 << 20):
        window = carried + chunk
        for stream, content_type in OLE_STREAMS:
            if stream in window:
                return content_type
        carried = chunk[-32:]
    return "application/x-ole-storage"


def _detect_zip(file: BinaryIO) -> str:
    """Read the list of parts only; nothing is unpacked but ``mimetype``'s few bytes."""
    try:
        with zipfile.ZipFile(file) as package:
            names = set(package.namelist())
            for part, content_type in PARTS:
                if part in names:
                    return content_type
            if "mimetype" in names:
                with package.open("mimetype") as stored:
                    return stored.read(100).decode("ascii", "replace")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return UNKNOWN
    return "application/zip"


def _detect_text(head: bytes) -> str:
    text = _decode(head)
    # What the reader of sheets would refuse as no text is none here either.
    if text is None or UNREADABLE.search(text):
        return UNKNOWN
    start = text.lstrip().lower()[:2000]
    for sign, content_type in MARKUP:
        if start.startswith(sign):
            return "image/svg+xml" if "<svg" in start else content_type
    return CSV


def _decode(head: bytes) -> str | None:
    """Decode as people save tables; the head may end within a character."""
    for bom, encoding in TEXT_BOMS:
        if head.startswith(bom):
            return head.decode(encoding, "ignore")
    if b"\0" in head:
        wide = find_wide_encoding(head)
        return head.decode(wide, "ignore") if wide else None
    for encoding in ("utf-8", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            return decoder.decode(head)
        except UnicodeDecodeError:
            continue
    return None
