"""Dates and periods as people write them."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .cells import CellValue
from .errors import (
    DateAmbiguousError,
    DateImplausibleError,
    NoSuchDateError,
    NotADateError,
    NotAPeriodError,
    ValueRefusedError,
)
from .texts import SPACES, Parsed, Precision, is_missing, missing, narrow, show_cell

FIRST_YEAR, LAST_YEAR = 1949, 2100
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
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})?")
SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
SHORT_YEAR = re.compile(r"'?\d{1,2}[-./年]\d{1,2}[-./月]\d{1,4}日?")
PART_OF_MONTH = {
    "上旬": (1, 10),
    "初": (1, 10),
    "中旬": (11, 20),
    "中": (11, 20),
    "下旬": (21, 31),
    "底": (21, 31),
    "末": (21, 31),
}
STRONG_MARK = re.compile(r"起?至|起?到|[~∼〜]+|[‐‑‒–—―─−]+|--+")
MONTH_DAY = re.compile(r"(\d{1,2})[-./月](\d{1,2})[日号]?")
MONTH_ONLY = re.compile(r"(\d{1,2})月(?:份|底|末)?")
DAY_ONLY = re.compile(r"(\d{1,2})[日号]")
NUMBER_ONLY = re.compile(r"\d{1,2}")
OPEN_END = frozenset(["今", "至今", "目前", "现在", "现"])


@dataclass(frozen=True, slots=True)
class Period:
    """A span of days, both ends included; ``end`` is None while it lasts."""

    start: date
    end: date | None


def parse_date(cell: CellValue, *, end: bool, epoch1904: bool = False) -> Parsed[date]:
    """Read a date; a month or year means its first day, or its last if ``end``.

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
        return _read_text(_prepare(cell), shown=cell, end=end, epoch1904=epoch1904)
    return _read_number(cell, end=end, epoch1904=epoch1904)


def parse_period(cell: CellValue) -> Parsed[Period]:
    """Read a start and an end from one cell; a lone month or day is a period too.

    Raises
    ------
    ValueRefusedError
        If no start and end can be told apart.
    """
    if is_missing(cell):
        return missing()
    if not isinstance(cell, str):
        return _read_single(cell, shown=cell)
    if len(cell) > MAX_TEXT:
        raise NotAPeriodError(text=cell[:MAX_TEXT])
    text = _arabic(SPACES.sub("", narrow(cell).strip("()。;,"))).removeprefix("自")
    text = text.removeprefix("从").removesuffix("止")
    for left, right in _split(text):
        period = _read_pair(left, right)
        if period is not None:
            return period
    try:
        return _read_single(DASHES.sub("-", text), shown=cell)
    except NotADateError as error:
        raise NotAPeriodError(text=cell) from error


def _prepare(text: str) -> str:
    """Return the text with plain dashes and digits, without spaces."""
    if len(text) > MAX_TEXT:
        raise NotADateError(text=text[:MAX_TEXT])
    text = re.sub(r"(?<=\d)\s+(?=\d{1,2}:\d{2})", "t", narrow(text).lower())
    return _arabic(DASHES.sub("-", SPACES.sub("", text).strip("'`")))


def _arabic(text: str) -> str:
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


def _from_serial(serial: float, *, epoch1904: bool, shown: CellValue) -> Parsed[date]:
    epoch = EPOCH_1904 if epoch1904 else EPOCH_1900
    day = epoch + timedelta(days=int(serial))
    return Parsed(_check_year(day, shown=shown), precision="day")


def _read_text(
    text: str, *, shown: CellValue, end: bool, epoch1904: bool
) -> Parsed[date]:
    if match := DAY.fullmatch(text):
        year, month, day = (int(number) for number in match.groups())
        return Parsed(_make(year, month, day, shown=shown), precision="day")
    if match := MONTH.fullmatch(text):
        year, month = int(match[1]), int(match[2])
        return _make_month(year, month, match[3], shown=shown, end=end)
    if match := YEAR.fullmatch(text):
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


def _read_single(cell: CellValue, *, shown: CellValue) -> Parsed[Period]:
    start = parse_date(cell, end=False)
    end = parse_date(cell, end=True)
    if start.value is None or end.value is None:
        raise NotAPeriodError(text=show_cell(shown))
    return Parsed(Period(start.value, end.value), precision=start.precision)


def _split(text: str) -> Iterator[tuple[str, str]]:
    """Offer the ways to part a text in two, the most telling mark first."""
    for mark in STRONG_MARK.finditer(text):
        yield text[: mark.start()], text[mark.end() :]
    hyphens = [match.start() for match in re.finditer("-", text)]
    middle = (len(hyphens) - 1) / 2
    for position in sorted(hyphens, key=lambda at: abs(hyphens.index(at) - middle)):
        yield text[:position], text[position + 1 :]


def _read_pair(left: str, right: str) -> Parsed[Period] | None:
    """Return the period between two texts, or None if they are no dates."""
    try:
        start = parse_date(left, end=False)
    except NotADateError:
        return None
    if start.value is None or start.precision is None:
        return None
    if right in OPEN_END:
        return Parsed(Period(start.value, None), precision=start.precision)
    end = _read_end(right, start=start.value, precision=start.precision)
    if end is None or end.value is None:
        return None
    is_approximate = start.is_approximate or end.is_approximate
    return Parsed(
        Period(start.value, end.value),
        is_approximate=is_approximate,
        precision=_coarser(start.precision, end.precision),
    )


def _coarser(one: Precision, other: Precision | None) -> Precision:
    order: tuple[Precision, ...] = ("day", "month", "year")
    return max(one, other or one, key=order.index)


def _read_end(text: str, *, start: date, precision: Precision) -> Parsed[date] | None:
    """Read an end that may leave out its year, or its year and month."""
    full = _complete(text, start=start, precision=precision)
    try:
        end = parse_date(full, end=True)
    except (NotADateError, DateAmbiguousError):
        return None
    except ValueRefusedError:
        if full == text:
            raise
        return None
    return None if end.is_missing else end


def _complete(text: str, *, start: date, precision: Precision) -> str:
    year = start.year
    for word, shift in (("次年", 1), ("翌年", 1), ("当年", 0), ("同年", 0)):
        if text.startswith(word):
            text, year = text.removeprefix(word), start.year + shift
    if match := MONTH_DAY.fullmatch(text):
        return f"{year}-{match[1]}-{match[2]}"
    if match := MONTH_ONLY.fullmatch(text):
        return f"{year}-{match[1]}"
    if match := DAY_ONLY.fullmatch(text):
        return f"{year}-{start.month}-{match[1]}"
    if NUMBER_ONLY.fullmatch(text) and precision != "year":
        return (
            f"{year}-{text}" if precision == "month" else f"{year}-{start.month}-{text}"
        )
    return text
