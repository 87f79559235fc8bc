"""Figures as a spreadsheet takes them: numbers with a format, words where there is none."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zhisheng.apps.statistics.services.wording import word_cell, word_reading
from zhisheng.apps.statistics.services.words import (
    ENGLISH_MONEY,
    ENGLISH_SCALES,
    MONEY,
    PERCENT,
    SCALES,
)
from zhisheng.kit.language import is_english, say

WHOLE = "#,##0"
BROKEN = "#,##0.00"
SHARE = "0.0#%"
GROWTH = "+0.0%;-0.0%;0.0%"
POINTS = "+0.0;-0.0;0.0"
NUMBER_FORMATS = (WHOLE, BROKEN, SHARE, GROWTH, POINTS)
HUNDRED = Decimal(100)

Plain = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in the unit of its column, and the format that shows it."""

    value: Decimal
    number_format: str


Cell = Quantity | str


def measure_cell(cell: Plain, *, unit: str, display_unit: str = "") -> Cell:
    """Return the number of a cell; what is hidden, missing or a range stays in words."""
    if cell["state"] in {"hidden", "missing"} or cell.get("value") is None:
        return word_cell(cell, unit=unit, display_unit=display_unit).value
    value = Decimal(cell["value"])
    if unit == PERCENT:
        return Quantity(value / HUNDRED, SHARE)
    value /= find_scale(unit, display_unit)[1]
    return Quantity(value, BROKEN if value % 1 else WHOLE)


def find_scale(unit: str, display_unit: str) -> tuple[str, Decimal]:
    """Return the unit of a column of numbers and how much of the kept unit it is."""
    shown = display_unit or unit
    if unit == MONEY and is_english():
        return ENGLISH_SCALES.get(shown, ENGLISH_MONEY)
    return say(shown), SCALES.get(shown, Decimal(1))


def measure_reading(cell: Plain, key: str) -> Cell:
    """Return one reading of a change, a ratio or percentage points."""
    for reading in cell.get("readings", ()):
        if reading["key"] == key:
            return _measure_change(reading)
    return word_cell(cell, unit="").value


def measure_count(count: int | None) -> Cell:
    return "" if count is None else Quantity(Decimal(count), WHOLE)


def measure_share(share: str | None) -> Cell:
    return "" if share is None else Quantity(Decimal(share), SHARE)


def _measure_change(reading: Plain) -> Cell:
    if reading.get("count") is None or reading.get("value") is None:
        return word_reading(reading).value
    value = Decimal(reading["value"])
    if reading["unit"] == "points":
        return Quantity(value * HUNDRED, POINTS)
    return Quantity(value, GROWTH)
