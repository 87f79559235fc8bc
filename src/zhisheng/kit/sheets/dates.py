"""Dates and periods as people write them."""

import calendar
import re
from datetime import date, datetime, timedelta

from .cells import CellValue
from .errors import (
    DateAmbiguousError,
    DateImplausibleError,
    NoSuchDateError,
    NotADateError,
)
from .partial_dates import complete_year
from .texts import SPACES, Parsed, is_missing, missing, narrow, show_cell

FIRST_YEAR, LAST_YEAR = 1949, 2100
LAST_MONTH = 12
EPOCH_1900, EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
MAX_TEXT = 80
DASHES = re.compile("[‐‑‒–—―─−]+")
CHINESE = re.compile("[〇零○一二三四五六七八九十]+")
DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0}

CLOCK = r"(?:t?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:z|[+-]\d{2}:?\d{2})?|上午|下午)?"
WEEKDAY = r"(?:\(?(?:周|星期)[1-6日天]\)?)?"
DAY = re.compile(
    rf"(\d{{4}})[-./年](\d{{1,2}})[-./月](\d{{1,2}})[日号]?{WEEKDAY}{CLOCK}"
)
MONTH = re.compile(r"(\d{4})[-./年](\d{1,2})月?(?:份)?(上旬|中旬|下旬|初|中|底|末)?")
YEAR = re.compile(r"(\d{4})年?度?")
SPAN = re.compile(r"(\d{4})年?(?:([上下])半年|第?([1-4])季度|q([1-4])|(全年))")
TURN = re.compile(r"(\d{4})年?([初底末])")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})?")
SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
SHORT_YEAR = re.compile(r"'?\d{1,2}[-./年]\d{1,2}[-./月]\d{1,4}日?")
HALVES = {"上": (1, 6), "下": (7, 12), None: (1, 12)}
PART_OF_MONTH = {
    "上旬": (1, 10),
    "初": (1, 10),
    "中旬": (11, 20),
    "中": (11, 20),
    "下旬": (21, 31),
    "底": (21, 31),
    "末": (21, 31),
}
# Digits parted by a space or a full stop are parted all the same: 2024 1 2.
PARTED = re.compile(r"(?<=\d)[\s,。、·]+(?=\d)")
BEFORE_CLOCK = re.compile(r"(?<=\d)\s+(?=\d{1,2}:\d{2})")
START_WORDS = re.compile(r"^(?:自|从|于)|(?:起|开始)$")
END_WORDS = re.compile(r"^(?:截至|截止|至|到)(?=\d)|(?:为止|止|结束)$")
ABOUT = re.compile(r"^(?:大约|约)|(?:左右|前后)$")


def parse_date(
    cell: CellValue, *, end: bool, epoch1904: bool = False, year: int | None = None
) -> Parsed[date]:
    """Read a date; a month or year means its first day, or its last if ``end``.

    ``year`` is the year of the row: it completes 3月5日 and 24.9.1.

    Raises
    ------
    ValueRefusedError
        If the text is no date, no such day exists, the year lies outside
        1949 to 2100, or the writing can be read in several ways.
    """
    if is_missing(cell):
        return missing()
    if isinstance(cell, date):
        day = cell.date() if isinstance(cell, datetime) else cell
        return Parsed(_check_year(day, shown=cell), precision="day")
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise NotADateError(text=show_cell(cell))
    if isinstance(cell, str):
        return _read_written(cell, end=end, epoch1904=epoch1904, year=year)
    return _read_number(cell, end=end, epoch1904=epoch1904)


def _read_written(
    cell: str, *, end: bool, epoch1904: bool, year: int | None
) -> Parsed[date]:
    """Read a text; 约 before a month or year is kept, before a day it is no date."""
    text = (END_WORDS if end else START_WORDS).sub("", _prepare(cell))
    bare = ABOUT.sub("", text)
    is_about = bare != text
    if year is not None:
        bare = complete_year(bare, year)
    parsed = _read_text(bare, shown=cell, end=end, epoch1904=epoch1904)
    if not is_about:
        return parsed
    if parsed.precision == "day":
        raise NotADateError(text=cell)
    return parsed._replace(is_approximate=True)


def _prepare(text: str) -> str:
    """Return the text with plain dashes and digits, without spaces."""
    if len(text) > MAX_TEXT:
        raise NotADateError(text=text[:MAX_TEXT])
    text = PARTED.sub("-", BEFORE_CLOCK.sub("t", narrow(text).lower()))
    text = DASHES.sub("-", SPACES.sub("", text).strip("'`"))
    return spell_digits(text).rstrip("./,。")


def is_whole_day(text: str) -> bool:
    """Tell whether a text is year, month and day parted by the same mark."""
    match = DAY.fullmatch(text)
    if match is None:
        return False
    marks = {text[match.end(1)], text[match.end(2)]}
    return len(marks) == 1 or bool(marks & {"年", "月"})


def spell_digits(text: str) -> str:
    return CHINESE.sub(lambda match: _spell(match[0]), text)


def _spell(numeral: str) -> str:
    if "十" not in numeral:
        return "".join(str(DIGITS[character]) for character in numeral)
    tens, _, ones = numeral.partition("十")
    if (tens and tens not in DIGITS) or (ones and ones not in DIGITS):
        return numeral
    return str(DIGITS.get(tens, 1) * 10 + DIGITS.get(ones, 0))


def _check_year(day: date, *, shown: CellValue) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise DateImplausibleError(text=show_cell(shown))
    return day


def _make(year: int, month: int, day: int, *, shown: CellValue) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise DateImplausibleError(text=show_cell(shown))
    try:
        return date(year, month, day)
    except ValueError as error:
        raise NoSuchDateError(text=show_cell(shown)) from error


def _last_day(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1] if 1 <= month <= 12 else 1


def _make_month(
    year: int, month: int, part: str | None, *, shown: CellValue, end: bool
) -> Parsed[date]:
    first, last = PART_OF_MONTH.get(part or "", (1, 31))
    day = min(last, _last_day(year, month)) if end else first
    return Parsed(
        _make(year, month, day, shown=shown),
        is_approximate=part is not None,
        precision="month",
    )


def _make_year(year: int, *, shown: CellValue, end: bool) -> Parsed[date]:
    month, day = (12, 31) if end else (1, 1)
    return Parsed(_make(year, month, day, shown=shown), precision="year")


def _make_span(match: re.Match[str], *, shown: CellValue, end: bool) -> Parsed[date]:
    """Return the edge of a half-year or quarter; no more exact than its year."""
    quarter = int(match[3] or match[4] or 0)
    first, last = (quarter * 3 - 2, quarter * 3) if quarter else HALVES[match[2]]
    year, month = int(match[1]), last if end else first
    day = _last_day(year, month) if end else 1
    return Parsed(_make(year, month, day, shown=shown), precision="year")


def _from_serial(serial: float, *, epoch1904: bool, shown: CellValue) -> Parsed[date]:
    epoch = EPOCH_1904 if epoch1904 else EPOCH_1900
    day = epoch + timedelta(days=int(serial))
    return Parsed(_check_year(day, shown=shown), precision="day")


def _read_text(
    text: str, *, shown: CellValue, end: bool, epoch1904: bool
) -> Parsed[date]:
    if match := DAY.fullmatch(text):
        return _read_day(match, shown=shown)
    if match := MONTH.fullmatch(text):
        year, month = int(match[1]), int(match[2])
        return _make_month(year, month, match[3], shown=shown, end=end)
    if match := YEAR.fullmatch(text):
        return _make_year(int(match[1]), shown=shown, end=end)
    if match := SPAN.fullmatch(text):
        return _make_span(match, shown=shown, end=end)
    if (match := TURN.fullmatch(text)) and (match[2] != "初") is end:
        return _make_year(int(match[1]), shown=shown, end=end)
    if match := COMPACT.fullmatch(text):
        return _read_compact(match, shown=shown, end=end)
    if SERIAL.fullmatch(text):
        return _from_serial(float(text), epoch1904=epoch1904, shown=shown)
    if re.fullmatch(r"\d{4,8}\.0+", text):
        whole = text.partition(".")[0]
        return _read_text(whole, shown=shown, end=end, epoch1904=epoch1904)
    if SHORT_YEAR.fullmatch(text):
        raise DateAmbiguousError(text=show_cell(shown))
    raise NotADateError(text=show_cell(shown))


def _read_day(match: re.Match[str], *, shown: CellValue) -> Parsed[date]:
    if not is_whole_day(match[0]):
        # 2024.3-5 may be the fifth of March, or March to May.
        raise DateAmbiguousError(text=show_cell(shown))
    year, month, day = (int(number) for number in match.groups())
    return Parsed(_make(year, month, day, shown=shown), precision="day")


def _read_compact(match: re.Match[str], *, shown: CellValue, end: bool) -> Parsed[date]:
    year, month = int(match[1]), int(match[2])
    if match[3] is None:
        return _make_month(year, month, None, shown=shown, end=end)
    return Parsed(_make(year, month, int(match[3]), shown=shown), precision="day")


def _read_number(cell: float, *, end: bool, epoch1904: bool) -> Parsed[date]:
    """Read a numeric cell: a serial, 20240305, 202403, 2024 or 2024.3."""
    text = str(int(cell)) if float(cell).is_integer() else repr(cell)
    if "e" in text or "n" in text:
        raise NotADateError(text=text)
    if text == f"{text[:4]}.1":
        # A numeric cell drops the final zero: October and January look alike.
        raise DateAmbiguousError(text=text)
    if re.fullmatch(r"\d{1,4}", text) and not FIRST_YEAR <= int(text) <= LAST_YEAR:
        raise DateImplausibleError(text=text)
    return _read_text(text, shown=cell, end=end, epoch1904=epoch1904)
