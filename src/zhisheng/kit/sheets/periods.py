"""Periods as people write them: two dates, one of them cut short, or none to end it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from .cells import CellValue
from .dates import (
    BEFORE_CLOCK,
    DASHES,
    LAST_MONTH,
    MAX_TEXT,
    PARTED,
    is_whole_day,
    parse_date,
    spell_digits,
)
from .errors import (
    DateAmbiguousError,
    NotADateError,
    NotAPeriodError,
    ValueRefusedError,
)
from .partial_dates import complete_year
from .texts import SPACES, Parsed, Precision, is_missing, missing, narrow, show_cell

JOINT = re.compile(r"(?<=[\d日号月])[\s,;、/]+(?=(?:19|20)\d{2}[-./年,])")
SIDE_WORDS = re.compile(r"\((?:开始|结束|起|止)\)|开始(?=.)|结束")
FROM_ON = re.compile(r"(.+?)\(?(?:起|开始)\)?")
STRONG_MARK = re.compile(r"起?至|起?到|[~∼〜]+|[‐‑‒–—―─−]+|--+")
MONTH_DAY = re.compile(r"(\d{1,2})[-./月](\d{1,2})[日号]?")
MONTH_ONLY = re.compile(r"(\d{1,2})月(?:份)?(上旬|中旬|下旬|初|中|底|末)?")
DAY_ONLY = re.compile(r"(\d{1,2})[日号]")
NUMBER_ONLY = re.compile(r"\d{1,2}")
STILL = (
    r"(?:仍|尚|还|一直|正)?(?:在帮扶?中?|帮扶中|在?进行中|在?实施中|在?开展中|"
    r"持续(?:中|帮扶|进行)?|继续帮扶|未(?:结束|完成|完结|到期))|长期"
)
OPEN_END = re.compile(
    rf"(?:直?至|到)?(?:今|目前|现在|现)(?:为止)?[,(]?(?:{STILL})?\)?|{STILL}"
)


@dataclass(frozen=True, slots=True)
class Period:
    """A span of days, both ends included; ``end`` is None while it lasts."""

    start: date
    end: date | None


def parse_period(
    cell: CellValue, *, epoch1904: bool = False, year: int | None = None
) -> Parsed[Period]:
    """Read a start and an end from one cell; a lone month or day is a period too.

    Raises
    ------
    ValueRefusedError
        If no start and end can be told apart.
    """
    if is_missing(cell):
        return missing()
    if not isinstance(cell, str):
        return _read_single(cell, shown=cell, epoch1904=epoch1904)
    text = _prepare_period(cell)
    if year is not None:
        text = complete_year(text, year)
    if match := FROM_ON.fullmatch(text):
        return _read_open(match[1], shown=cell, year=year)
    single = DASHES.sub("-", text)
    if is_whole_day(single):
        return _read_single(single, shown=cell)
    for left, right in _split(text):
        period = _read_pair(left, right, year=year)
        if period is not None:
            return period
    try:
        return _read_single(single, shown=cell, epoch1904=epoch1904, year=year)
    except NotADateError as error:
        raise NotAPeriodError(text=cell) from error


def is_open_end(cell: CellValue) -> bool:
    """Tell whether a cell says that something still lasts: 至今, 仍在帮扶."""
    if not isinstance(cell, str) or len(cell) > MAX_TEXT:
        return False
    text = SPACES.sub("", narrow(cell)).strip("()。")
    return OPEN_END.fullmatch(text) is not None


def _prepare_period(cell: str) -> str:
    if len(cell) > MAX_TEXT:
        raise NotAPeriodError(text=cell[:MAX_TEXT])
    text = SIDE_WORDS.sub("", narrow(cell).lower().strip("()。;,"))
    text = PARTED.sub(".", BEFORE_CLOCK.sub("t", JOINT.sub("至", text)))
    text = spell_digits(SPACES.sub("", text)).removeprefix("自")
    return text.removeprefix("从").removesuffix("止")


def _read_single(
    cell: CellValue,
    *,
    shown: CellValue,
    epoch1904: bool = False,
    year: int | None = None,
) -> Parsed[Period]:
    start = parse_date(cell, end=False, epoch1904=epoch1904, year=year)
    end = parse_date(cell, end=True, epoch1904=epoch1904, year=year)
    if start.value is None or end.value is None:
        raise NotAPeriodError(text=show_cell(shown))
    is_whole_year = end.value.month - start.value.month == LAST_MONTH - 1
    precision = start.precision if is_whole_year else _finer(start.precision)
    return Parsed(Period(start.value, end.value), precision=precision)


def _finer(precision: Precision | None) -> Precision | None:
    """Half a year named as a period says its months, not only its year."""
    return "month" if precision == "year" else precision


def _read_open(text: str, *, shown: str, year: int | None) -> Parsed[Period]:
    """Read 2024年3月起: a start whose end nobody named."""
    try:
        start = parse_date(text, end=False, year=year)
    except NotADateError as error:
        raise NotAPeriodError(text=shown) from error
    if start.value is None:
        raise NotAPeriodError(text=shown)
    return Parsed(Period(start.value, None), precision=start.precision)


def _split(text: str) -> Iterator[tuple[str, str]]:
    """Offer the ways to part a text in two, the most telling mark first."""
    for mark in STRONG_MARK.finditer(text):
        yield text[: mark.start()], text[mark.end() :]
    hyphens = [match.start() for match in re.finditer("-", text)]
    middle = (len(hyphens) - 1) / 2
    for position in sorted(hyphens, key=lambda at: abs(hyphens.index(at) - middle)):
        yield text[:position], text[position + 1 :]


def _read_pair(left: str, right: str, *, year: int | None) -> Parsed[Period] | None:
    """Return the period between two texts, or None if they are no dates."""
    try:
        start = parse_date(left, end=False, year=year)
    except NotADateError:
        return None
    if start.value is None or start.precision is None:
        return None
    if OPEN_END.fullmatch(right):
        return Parsed(Period(start.value, None), precision=start.precision)
    if year is not None:
        right = complete_year(right, start.value.year)
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
        return f"{year}年{match[1]}月{match[2] or ''}"
    if match := DAY_ONLY.fullmatch(text):
        return f"{year}-{start.month}-{match[1]}"
    if NUMBER_ONLY.fullmatch(text) and precision != "year":
        return (
            f"{year}-{text}" if precision == "month" else f"{year}-{start.month}-{text}"
        )
    return text
