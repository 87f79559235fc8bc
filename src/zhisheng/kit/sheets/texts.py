"""Texts as people type them: spaces, full-width forms, marks for "nothing"."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Generic, Literal, NamedTuple, TypeVar

from .cells import CellValue
from .errors import CodeTruncatedError

T = TypeVar("T")
Precision = Literal["day", "month", "year"]

INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad"
    "\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)
SPACES = re.compile(r"\s+")
ONLY_MARKS = re.compile(r"[-‐‑‒–—―─_/\\.…·*。]+")
DIGIT = re.compile(r"\d")
SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[Ee]\+\d+")
EXACT_FLOAT_LIMIT = 10**15
MISSING_WORDS = frozenset(
    [
        "无",
        "没有",
        "空",
        "缺",
        "暂无",
        "暂缺",
        "未统计",
        "未统计到",
        "暂未统计",
        "未填",
        "未填报",
        "未填写",
        "不详",
        "未知",
        "不适用",
        "未提供",
        "待补",
        "待补充",
        "待定",
        "暂无数据",
        "无数据",
        "n/a",
        "na",
        "#n/a",
        "null",
        "none",
        "nil",
    ]
)
DITTO_WORDS = frozenset(
    ["同上", "同上行", "同前", "同左上", "〃", "″", '"', "''", "”", "“", "′′", "ditto"]
)


class Parsed(NamedTuple, Generic[T]):
    """A cell as read; ``value`` is None exactly when ``is_missing``.

    A tuple, because a roster makes half a million of them.
    """

    value: T | None
    is_missing: bool = False
    is_approximate: bool = False
    precision: Precision | None = None


def missing() -> "Parsed[T]":
    """Return the reading of a cell that says nothing; never zero."""
    return Parsed(None, is_missing=True)


def narrow(text: str) -> str:
    """Turn full-width forms to half-width and drop what cannot be seen."""
    if text.isascii() and text.isprintable():
        return text.strip()
    return INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip()


def show_cell(cell: CellValue) -> str:
    """Return a cell as the user sees it, for texts and messages."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < EXACT_FLOAT_LIMIT:
        return str(int(cell))
    if isinstance(cell, datetime | date | time):
        return cell.isoformat(" ") if isinstance(cell, datetime) else cell.isoformat()
    return str(cell)


def is_paper_number(text: str) -> bool:
    """Tell the number of a paper from 是, 否 or 未获证 in its column: it has a digit."""
    return DIGIT.search(text) is not None


def is_missing(cell: CellValue) -> bool:
    """Tell whether a cell is empty or holds one of the marks for "nothing"."""
    if cell is None:
        return True
    if not isinstance(cell, str):
        return False
    text = SPACES.sub("", narrow(cell)).strip("()[]【】").lower()
    return not text or text in MISSING_WORDS or bool(ONLY_MARKS.fullmatch(text))


def is_ditto(cell: CellValue) -> bool:
    """Tell whether a cell says "the same as above"."""
    if not isinstance(cell, str):
        return False
    shown = SPACES.sub("", cell).strip("()（）。").lower()
    return shown in DITTO_WORDS


def parse_text(cell: CellValue) -> Parsed[str]:
    """Read a name or remark: spaces made one, invisible characters dropped."""
    if is_missing(cell):
        return missing()
    text = unicodedata.normalize("NFC", show_cell(cell))
    text = SPACES.sub(" ", INVISIBLE.sub("", text)).strip()
    return Parsed(text) if text else missing()


def parse_code(cell: CellValue) -> Parsed[str]:
    """Read a code: half-width, upper case, no spaces.

    Raises
    ------
    CodeTruncatedError
        If spreadsheet software has turned the code into a rounded number.
    """
    if is_missing(cell):
        return missing()
    _refuse_rounded(cell)
    text = SPACES.sub("", narrow(show_cell(cell))).strip("'`‘’").upper()
    return Parsed(text) if text else missing()


def _refuse_rounded(cell: CellValue) -> None:
    if isinstance(cell, float | int) and abs(cell) >= EXACT_FLOAT_LIMIT:
        raise CodeTruncatedError(text=str(cell))
    if isinstance(cell, str) and SCIENTIFIC.fullmatch(narrow(cell)):
        raise CodeTruncatedError(text=cell)
    if isinstance(cell, timedelta | time | datetime | date):
        raise CodeTruncatedError(text=str(cell))
