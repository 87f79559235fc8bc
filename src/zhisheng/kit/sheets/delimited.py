"""Delimited text: its encoding, its delimiter, its rows."""

import codecs
import csv
import io
import re
import unicodedata

from .cells import CellValue, Row
from .errors import (
    NotAWorkbookError,
    SheetEncodingError,
    SheetQuotesError,
    SheetTooLargeError,
    SheetTooWideError,
    gettext_noop,
)
from .limits import Limits

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
DELIMITERS = ",;\t|"
SAMPLED_LINES = 30
SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
QUOTED = re.compile(r'"(?:[^"]|"")*"')
UNREADABLE = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f]")
TRIGGERS = "=+\\-@\t\r＝＋－＠﹦﹢﹣﹫−"
GUARDED = re.compile(f"'+[\\s\"\ufeff]*[{TRIGGERS}]")


def decode_text(content: bytes) -> str:
    """Decode text of unknown encoding: by its mark, else UTF-8, else GB18030.

    Text with zero bytes is UTF-16 that lost its mark, where it makes sense as such.

    Raises
    ------
    SheetEncodingError
        If the bytes fit none of them, or mix several.
    """
    if content.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise SheetEncodingError(detail="UTF-32 不受支持")
    for mark, encoding in BOMS:
        if content.startswith(mark):
            return _check_text(_decode(content[len(mark) :], encoding))
    if b"\0" in content:
        wide = find_wide_encoding(content)
        if wide is None:
            raise SheetEncodingError(detail="含有空字节")
        return _check_text(_decode(content, wide))
    try:
        return _check_text(content.decode("utf-8"))
    except UnicodeDecodeError:
        _refuse_mixed(content)
    return _check_text(_decode(content, "gb18030"))


def _decode(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        detail = f"第 {line} 行的字节不是有效的 {encoding.upper()}"
        raise SheetEncodingError(detail=detail) from error


def find_wide_encoding(content: bytes) -> str | None:
    """Return the order of UTF-16 without a mark; the content may end within a character.

    In the wrong order a line break is a character that does not exist, so the order in
    which there are lines of known characters is the right one.
    """
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = codecs.getincrementaldecoder(encoding)().decode(content)
        except UnicodeDecodeError:
            continue
        if not {"\n", "\r"}.isdisjoint(text) and not _has_unassigned(text):
            return encoding
    return None


def _has_unassigned(text: str) -> bool:
    return any(unicodedata.category(character) == "Cn" for character in set(text))


def _refuse_mixed(content: bytes) -> None:
    """Refuse UTF-8 with a few wrong bytes; as GB18030 it would read as nonsense."""
    text = content.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    foreign = sum(not character.isascii() for character in text)
    if (foreign - wrong) > 4 * wrong:
        line = text[: text.index("\ufffd")].count("\n") + 1
        raise SheetEncodingError(detail=f"第 {line} 行有无效的 UTF-8 字节")


def _check_text(text: str) -> str:
    if "\0" in text:
        raise SheetEncodingError(detail="含有空字节")
    if UNREADABLE.search(text):
        raise NotAWorkbookError(kind=gettext_noop("二进制内容"))
    return text.removeprefix("\ufeff")


def find_delimiter(text: str) -> str:
    """Return the delimiter that parts the first lines most evenly."""
    sample = QUOTED.sub("", text[:65_536]).splitlines()[:SAMPLED_LINES]
    lines = [line for line in sample if line.strip()]

    def evenness(delimiter: str) -> tuple[int, int]:
        counts = [line.count(delimiter) for line in lines]
        most_common = max(set(counts), key=counts.count, default=0)
        return (counts.count(most_common) if most_common else 0, sum(counts))

    return max(DELIMITERS, key=evenness)


def strip_guard(text: str) -> str:
    """Take off exactly the one mark that ``add_guard`` puts on."""
    return text[1:] if GUARDED.match(text) else text


def read_rows(content: bytes, *, limits: Limits) -> list[Row]:
    """Return the rows of delimited text; an empty line is an empty row.

    Raises
    ------
    SheetRefusedError
        If the text cannot be decoded or goes beyond the limits.
    """
    text = decode_text(content)
    separator = SEPARATOR_LINE.match(text)
    delimiter = separator[1] if separator else find_delimiter(text)
    text = text[separator.end() :] if separator else text
    csv.field_size_limit(limits.max_cell_chars)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[Row] = []
    try:
        for record in reader:
            rows.append(_read_record(record, number=len(rows) + 1, limits=limits))
    except csv.Error as error:
        raise SheetQuotesError(line=reader.line_num) from error
    return rows


def _read_record(record: list[str], *, number: int, limits: Limits) -> Row:
    if number > limits.max_rows:
        raise SheetTooLargeError(what=gettext_noop("表格的行数"), limit=limits.max_rows)
    if len(record) > limits.max_columns and any(record[limits.max_columns :]):
        raise SheetTooWideError(sheet="CSV", row=number, column=len(record))
    cells: list[CellValue] = [strip_guard(text) or None for text in record]
    return cells[: limits.max_columns]
