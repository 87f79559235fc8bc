"""Counts, money, percentages and other quantities as people write them.

Every number is exact: a stored float is read as the shortest decimal that means
it, so a cell showing 0.1 becomes ``Decimal("0.1")``.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from .cells import CellValue
from .errors import (
    BoundNotAllowedError,
    CurrencyError,
    NegativeError,
    NotABooleanError,
    NotANumberError,
    NotWholeError,
    NumberGroupingError,
    RangeNotAllowedError,
    RangeReversedError,
    TooLargeError,
    UnitUnknownError,
)
from .numerals import spell_out
from .texts import SPACES, Parsed, is_missing, missing, narrow, show_cell

NUMBER = (
    r"(?:\d{1,4}(?:,\d{3})+(?!\d)|\d{1,4}(?:,\d{4})+(?!\d)|\d+)"
    r"(?:\.\d+)?(?:e[+-]?\d{1,2})?"
)
RANGE_MARK = r"(?:-|‐|‑|–|—|――|——|―|~|∼|〜|至|到)"
BEFORE = r"(?:约为|大约|大概|将近|接近|近|约|≈|~)"
# 20+ is written for twenty-odd.
AFTER = r"(?:左右|上下|余|多|余元|多元|\+)"
# Words of a bound: what is under 100 may be 3, so no number stands for it.
BOUND_BEFORE = (
    r"(?:不?超过|不?[多少大小高低]于|不足|不到|不满|未满|未超过|至[多少]|最[多少]|超(?!市)|逾|"
    r"[上过满](?=\d)|>=?|<=?|[≥≤≧≦])"
)
BOUND_AFTER = (
    r"(?:以上|以下|以内|之内|(?<=[人名位个家户万亿元])内|不到|不足|不满|未到|未满|起)"
)
MAX_TEXT = 80
MAX_COUNT = 10**9
MAX_YUAN = Decimal(10) ** 15
MAX_DECIMALS = 30

UNITS = {
    "": Decimal(1),
    "十": Decimal(10),
    "百": Decimal(100),
    "千": Decimal(1000),
    "万": Decimal(10) ** 4,
    "w": Decimal(10) ** 4,
    "十万": Decimal(10) ** 5,
    "百万": Decimal(10) ** 6,
    "千万": Decimal(10) ** 7,
    "亿": Decimal(10) ** 8,
    "十亿": Decimal(10) ** 9,
    "百亿": Decimal(10) ** 10,
    "千亿": Decimal(10) ** 11,
    "万亿": Decimal(10) ** 12,
}
SCALE = "(?:万亿|[十百千]?亿|[十百千]?万|[千百]|w)"
YUAN = "(?:元|块|圆)"
COUNTED = (
    r"(?:人次|家次|人|名|位|个|家|户|员工|项|台|件|张|份|场|次|天|年|期|"
    r"people|persons?|employees)"
)
# 20名员工 counts twice over.
STAFF = r"(?:员工|职工|工人|从业人员|在职人员)"
COUNTING = r"(?:现有|共有?|总共|共计|总计|合计)?(?:从业人员|员工|职工|在职)?(?:人数)?:?"

COUNT = re.compile(
    rf"{COUNTING}(?P<before>{BEFORE})?(?P<number>-?{NUMBER})(?P<more>余|多|来)?"
    rf"(?P<scale>{SCALE})?(?P<late>余|多)?{COUNTED}?{STAFF}?(?P<after>{AFTER})?"
)
PART = re.compile(
    rf"(?P<number>{NUMBER})(?P<more>余|多)?(?:个?(?P<scale>{SCALE}))?{YUAN}?"
)
MONEY = re.compile(
    rf"(?:盈利|(?P<loss>亏损?|负))?(?P<before>{BEFORE})?(?P<sign>-)?"
    rf"(?:[¥￥]|rmb|cny|人民币)?(?P<sign2>-)?(?P<parts>{NUMBER}(?:余|多)?"
    rf"(?:个?{SCALE}{YUAN}?{NUMBER}(?:余|多)?)*(?:个?{SCALE})?)"
    rf"(?P<late>余|多)?(?P<yuan>{YUAN})?(?P<whole>整|正)?(?:人民币)?(?:/年)?"
    r"(?P<after>左右|上下|\+)?"
)
QUANTITY = re.compile(
    rf"(?P<before>{BEFORE})?(?P<number>[+-]?{NUMBER})(?P<after>{AFTER})?"
)
TWO_NUMBERS = re.compile(
    rf"(?P<low>-?{NUMBER})(?:%|人|万|亿|元|个百分点)*{RANGE_MARK}(?P<high>-?{NUMBER})"
)
BOUND = re.compile(
    rf"\D*{BOUND_BEFORE}\D{{0,4}}{NUMBER}.*|.*{NUMBER}\D{{0,4}}{BOUND_AFTER}.*"
)
FOREIGN = re.compile(
    r"美元|美金|欧元|港元|港币|日元|英镑|韩元|\$|€|£|usd|eur|hkd|jpy|gbp"
)
POINTS = re.compile(r"个?百分点|个点|pct|pp")
BROKEN_GROUP = re.compile(r"\d[,.]?\d*,\d{0,2}(?!\d)|\d,\d{5,}|\d\s+\d")
# What a bracket behind a number may say without changing it.
REMARK = re.compile(r"\((?:含|包括|包含|其中|不含税)[^()\d]*\)$")
# A unit in brackets behind the number is its unit: 350（万元）, 20（人）.
UNIT_BEHIND = re.compile(rf"(?<=\d)\(((?:{SCALE})?{YUAN}|{SCALE}|{COUNTED}|%)\)$")
ROUGHLY = re.compile(r"\((?:估算?|估计|大?约|概数)\)$")
THREE_GROUP = re.compile(r"(?<=\d)\s(?=\d{3}(?:\D|$))")


@dataclass(frozen=True, slots=True)
class NumberRange:
    """A range that stays a range: no middle is invented."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Share:
    """A share in hundredths; percentage points are kept apart from per cent."""

    value: Decimal | NumberRange
    kind: Literal["percent", "percentage_point"]


def parse_count(cell: CellValue) -> Parsed[int]:
    """Read a number of people or things.

    Raises
    ------
    ValueRefusedError
        For words, negative numbers, fractions and ranges.
    """
    if is_missing(cell):
        return missing()
    if isinstance(cell, int | float):
        return Parsed(_to_count(_read_number(cell), shown=cell))
    text = _prepare(cell)
    match = COUNT.fullmatch(text) or COUNT.fullmatch(_write_plainly(text))
    if match is None:
        raise _explain(cell, text)
    value = _decimal(match["number"]) * UNITS[match["scale"] or ""]
    marks = (match["before"], match["more"], match["late"], match["after"])
    return Parsed(_to_count(value, shown=cell), is_approximate=any(marks))


def parse_money(cell: CellValue, *, default_unit: Decimal) -> Parsed[Decimal]:
    """Read an amount in yuan; ``default_unit`` (yuan) holds where none is written.

    Negative amounts, also in accounting brackets, are read; whether they make
    sense is the caller's business.

    Raises
    ------
    ValueRefusedError
        For words, ranges, foreign currencies and amounts beyond 10**15 yuan.
    """
    if is_missing(cell):
        return missing()
    if default_unit.is_nan():
        raise UnitUnknownError(text=show_cell(cell)[:MAX_TEXT])
    if isinstance(cell, int | float):
        return Parsed(_bound(_read_number(cell) * default_unit, shown=cell))
    text = _prepare(cell)
    if FOREIGN.search(text):
        raise CurrencyError(text=cell)
    in_brackets = text.startswith("(") and text.endswith(")")
    text = text[1:-1] if in_brackets else text
    match = MONEY.fullmatch(text) or MONEY.fullmatch(_write_plainly(text))
    if match is None:
        raise _explain(cell, text)
    value = _sum_parts(match, default_unit=default_unit, shown=cell)
    if in_brackets or match["sign"] or match["sign2"] or match["loss"]:
        value = -value
    marks = (match["before"], match["late"], match["after"])
    is_approximate = any(marks) or any(m in match["parts"] for m in "余多e")
    return Parsed(_bound(value, shown=cell), is_approximate=is_approximate)


def parse_quantity(cell: CellValue) -> Parsed[Decimal | NumberRange]:
    """Read a plain number or a range of two; a range stays a range."""
    if is_missing(cell):
        return missing()
    if isinstance(cell, int | float):
        return Parsed(_read_number(cell))
    return _read_quantity(_prepare(cell), shown=cell)


def parse_percent(
    cell: CellValue, *, number_means: Literal["fraction", "percent"] = "percent"
) -> Parsed[Share]:
    """Read a percentage or percentage points, as a number or a range.

    ``number_means`` says what a bare numeric cell holds: a cell formatted as 5%
    stores 0.05, whereas below a heading "(%)" people type 5.
    """
    if is_missing(cell):
        return missing()
    if isinstance(cell, int | float):
        factor = 100 if number_means == "fraction" else 1
        return Parsed(Share(_read_number(cell) * factor, "percent"))
    text = _prepare(cell)
    has_points = bool(POINTS.search(text))
    bare = POINTS.sub("", text).replace("%", "").removeprefix("百分之")
    quantity = _read_quantity(bare, shown=cell)
    if quantity.value is None:
        return missing()
    kind: Literal["percent", "percentage_point"] = (
        "percentage_point" if has_points else "percent"
    )
    return Parsed(Share(quantity.value, kind), is_approximate=quantity.is_approximate)


def parse_boolean(cell: CellValue) -> Parsed[bool]:
    """Read yes or no; here "无" says no."""
    if isinstance(cell, bool):
        return Parsed(cell)
    if isinstance(cell, int | float) and cell in (0, 1):
        return Parsed(bool(cell))
    word = SPACES.sub("", narrow(show_cell(cell))).lower()
    if word in {"是", "有", "√", "✓", "✔", "☑", "对", "y", "yes", "true", "t", "1"}:
        return Parsed(value=True)
    if word in {
        "否",
        "无",
        "没有",
        "×",
        "x",
        "✗",
        "✘",
        "不",
        "错",
        "n",
        "no",
        "false",
        "f",
        "0",
    }:
        return Parsed(value=False)
    if is_missing(cell):
        return missing()
    raise NotABooleanError(text=show_cell(cell))


def _prepare(cell: CellValue) -> str:
    """Return the text of a cell ready for matching; dates are no numbers."""
    if not isinstance(cell, str) or len(cell) > MAX_TEXT:
        raise NotANumberError(text=show_cell(cell)[:MAX_TEXT])
    text = THREE_GROUP.sub("", narrow(cell).lower().replace("−", "-"))
    if re.search(r"\d\s+\d", text):
        raise NumberGroupingError(text=cell)
    text = UNIT_BEHIND.sub(r"\1", SPACES.sub("", text).replace("百分之", ""))
    return text.strip("'`‘’").rstrip("。;.")


def _write_plainly(text: str) -> str:
    """Return the text in digits, without what a bracket remarks behind it."""
    if ROUGHLY.search(text):
        text = f"约{ROUGHLY.sub('', text)}"
    return spell_out(REMARK.sub("", text))


def _read_number(cell: float) -> Decimal:
    if isinstance(cell, bool):
        raise NotANumberError(text=show_cell(cell))
    value = Decimal(repr(cell))
    if not value.is_finite():
        raise NotANumberError(text=str(cell))
    return _bound(value, shown=cell)


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _bound(value: Decimal, *, shown: CellValue) -> Decimal:
    exponent = value.as_tuple().exponent
    if abs(value) >= MAX_YUAN or (
        isinstance(exponent, int) and exponent < -MAX_DECIMALS
    ):
        raise TooLargeError(text=show_cell(shown))
    return value


def _to_count(value: Decimal, *, shown: CellValue) -> int:
    if value < 0:
        raise NegativeError(text=show_cell(shown))
    if value >= MAX_COUNT:
        raise TooLargeError(text=show_cell(shown))
    if value != value.to_integral_value():
        raise NotWholeError(text=show_cell(shown))
    return int(value)


def _sum_parts(
    match: re.Match[str], *, default_unit: Decimal, shown: CellValue
) -> Decimal:
    """Add the parts of an amount such as 1亿2000万; scales must fall.

    A bare last part, as in 1万2 or 1亿2000, may count yuan or the next scale.
    """
    bare_unit = UNITS[""] if match["yuan"] or match["whole"] else default_unit
    total, last_unit = Decimal(0), None
    for part in PART.finditer(match["parts"]):
        unit = UNITS[part["scale"]] if part["scale"] else bare_unit
        is_bare = not (part["scale"] or match["yuan"] or match["whole"])
        if last_unit is not None and (is_bare or unit >= last_unit):
            raise NotANumberError(text=show_cell(shown))
        total += _decimal(part["number"]) * unit
        last_unit = unit
    return total


def _read_quantity(text: str, *, shown: CellValue) -> Parsed[Decimal | NumberRange]:
    match = QUANTITY.fullmatch(text) or QUANTITY.fullmatch(spell_out(text))
    if match is not None:
        value = _bound(_decimal(match["number"]), shown=shown)
        return Parsed(value, is_approximate=bool(match["before"] or match["after"]))
    two = TWO_NUMBERS.fullmatch(text)
    if two is None:
        raise _explain(shown, text)
    low, high = (_bound(_decimal(two[name]), shown=shown) for name in ("low", "high"))
    if low > high:
        raise RangeReversedError(text=show_cell(shown))
    return Parsed(NumberRange(low, high))


def _explain(cell: CellValue, text: str) -> Exception:
    """Choose the error that says best why a text is no number."""
    shown = show_cell(cell)
    if TWO_NUMBERS.search(text):
        return RangeNotAllowedError(text=shown)
    if BOUND.fullmatch(spell_out(text)):
        return BoundNotAllowedError(text=shown)
    if BROKEN_GROUP.search(text):
        return NumberGroupingError(text=shown)
    return NotANumberError(text=shown)
