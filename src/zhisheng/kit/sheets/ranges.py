"""Amounts that may be a range of two; a range stays a range."""

import re
from decimal import Decimal

from .amounts import NumberRange, parse_money
from .cells import CellValue
from .errors import (
    BoundNotAllowedError,
    OpenRangeError,
    RangeNotAllowedError,
    RangeReversedError,
    YearsNotMoneyError,
)
from .texts import Parsed, show_cell

RANGE = re.compile(
    r"^(?P<low>.*?\d[^\d]*?)\s*(?:-|‐|–|—|―|~|〜|至|到)+\s*(?P<high>\d.*)$"
)
YEARS = re.compile(r"(?:19|20)\d\d年?\s*(?:-|‐|–|—|―|~|〜|至|到)+\s*(?:19|20)\d\d年?")
TAIL = re.compile(r"[^\d.,\s]*$")


def parse_money_or_range(
    cell: CellValue, *, default_unit: Decimal
) -> Parsed[Decimal | NumberRange]:
    """Read an amount in yuan, or two: 50-100万元 is not an invented 75万元.

    Raises
    ------
    ValueRefusedError
        For what is neither, such as a bound alone, and where the first amount is the
        larger one.
    """
    try:
        money = parse_money(cell, default_unit=default_unit)
    except RangeNotAllowedError:
        return _parse_range(str(cell), default_unit)
    except BoundNotAllowedError as error:
        raise OpenRangeError(text=show_cell(cell)) from error
    return Parsed(money.value, money.is_missing, money.is_approximate)


def _parse_range(text: str, unit: Decimal) -> Parsed[Decimal | NumberRange]:
    match = RANGE.match(text)
    if match is None:
        raise RangeNotAllowedError(text=text)
    # Two bare years tell when, not how much.
    if YEARS.fullmatch(text.strip()):
        raise YearsNotMoneyError(text=text)
    low_text, high_text = match["low"], match["high"]
    if not TAIL.search(low_text)[0]:  # type: ignore[index]  # the pattern fits any text
        low_text += TAIL.search(high_text)[0]  # type: ignore[index]  # as above
    first, last = (
        parse_money(part, default_unit=unit) for part in (low_text, high_text)
    )
    low, high = first.value, last.value
    if low is None or high is None or low > high:
        raise RangeReversedError(text=text)
    is_approximate = first.is_approximate or last.is_approximate
    return Parsed(NumberRange(low, high), is_approximate=is_approximate)
