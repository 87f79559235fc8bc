"""Amounts and dates in the words people use, and as the API writes them."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import NamedTuple, Protocol

from django.utils.translation import gettext as _

from zhisheng.apps.programme.choices import PERCENT_MEASURES, DatePrecision
from zhisheng.ui.formats import (
    MISSING,
    format_count,
    format_exact_count,
    format_exact_money,
    format_money,
    format_percent,
)

Format = Callable[[Decimal], str]
# How much of an ISO date is known.
KNOWN_DIGITS = {DatePrecision.YEAR.value: 4, DatePrecision.MONTH.value: 7}


class Measured(Protocol):
    """A value that was read or is on record; a range has two ends."""

    @property
    def value(self) -> Decimal | None: ...
    @property
    def low(self) -> Decimal | None: ...
    @property
    def high(self) -> Decimal | None: ...
    @property
    def is_approximate(self) -> bool: ...


class Plain(NamedTuple):
    """A value as it was written for programs."""

    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    is_approximate: bool


def write_rounded(indicator: str, measured: Measured) -> str:
    return _write_ends(measured, _choose_formats(indicator)[0])


def write_exact(indicator: str, measured: Measured) -> str:
    return _write_ends(measured, _choose_formats(indicator)[1])


def write_approximate(measured: Measured, text: str) -> str:
    """Say 约 before an amount that is not exact."""
    return _("约{amount}").format(amount=text) if measured.is_approximate else text


def write_pair(indicator: str, old: Measured, new: Measured) -> tuple[str, str]:
    """Write two amounts so that they differ: to the last digit where rounding hides it."""
    pair = write_rounded(indicator, old), write_rounded(indicator, new)
    if pair[0] == pair[1]:
        pair = write_exact(indicator, old), write_exact(indicator, new)
    if indicator == "employees":
        pair = _count_people(pair[0]), _count_people(pair[1])
    return write_approximate(old, pair[0]), write_approximate(new, pair[1])


def write_plain(measured: Measured) -> str:
    """Write an amount for programs: ``20``, ``~20`` where approximate, ``5..15``."""
    ends = [measured.low, measured.high] if measured.value is None else [measured.value]
    # A head count that was just read is a plain number.
    known = (Decimal(end).normalize() for end in ends if end is not None)
    text = "..".join(f"{end:f}" for end in known)
    return f"~{text}" if measured.is_approximate else text


def read_plain(text: str) -> Plain:
    """Read what ``write_plain`` wrote."""
    ends = [Decimal(end) for end in text.removeprefix("~").split("..")]
    is_approximate = text.startswith("~")
    if len(ends) > 1:
        return Plain(None, ends[0], ends[1], is_approximate)
    return Plain(ends[0], None, None, is_approximate)


def write_plain_date(day: date | None, precision: str) -> str:
    """Write a date for programs, no more exactly than it is known."""
    return day.isoformat()[: KNOWN_DIGITS.get(precision)] if day else ""


def _count_people(number: str) -> str:
    return _("{number}人").format(number=number)


def _choose_formats(indicator: str) -> tuple[Format, Format]:
    if indicator == "employees":
        return format_count, format_exact_count
    if indicator in PERCENT_MEASURES:
        return _write_percent, _write_exact_percent
    return format_money, format_exact_money


def _write_percent(value: Decimal) -> str:
    return format_percent(value / 100)


def _write_exact_percent(value: Decimal) -> str:
    is_exact = value * 10 == (value * 10).to_integral_value()
    return _write_percent(value) if is_exact else f"{value.normalize():f}%"


def _write_ends(measured: Measured, write: Format) -> str:
    if measured.low is None or measured.high is None:
        return MISSING if measured.value is None else write(measured.value)
    return _("{low}至{high}").format(low=write(measured.low), high=write(measured.high))
