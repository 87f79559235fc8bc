"""Read one declared value or range as people write it, into the indicator's own unit."""

import re
from dataclasses import dataclass
from decimal import Decimal

from zhisheng.apps.returns.choices import ValueKind
from zhisheng.apps.returns.errors import (
    AmountNotPercentError,
    NumberNotPercentError,
    PercentagePointsError,
    PercentNotPointsError,
    RangeRefusedError,
)
from zhisheng.apps.returns.models import Indicator
from zhisheng.kit.sheets.cells import CellValue
from zhisheng.kit.sheets.errors import (
    RangeNotAllowedError,
    TooLargeError,
)
from zhisheng.kit.sheets.values import (
    NumberRange,
    Parsed,
    parse_count,
    parse_money_or_range,
    parse_percent,
    parse_quantity,
)

UNITS = {
    "元": Decimal(1),
    "元/人": Decimal(1),
    "万元": Decimal(10_000),
    "万元/人": Decimal(10_000),
    "亿元": Decimal(100_000_000),
}
PERCENT = re.compile("[%％‰﹪]|[百千]分之|百分点")
# No share, growth or ratio of an enterprise or a region comes near it.
MOST_PER_CENT = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Declared:
    """A value, or a range that stays a range; in the unit of its indicator."""

    value: Decimal | None
    low: Decimal | None = None
    high: Decimal | None = None
    is_approximate: bool = False

    def as_json(self) -> dict[str, str | bool | None]:
        return {
            "value": _write(self.value),
            "low": _write(self.low),
            "high": _write(self.high),
            "is_approximate": self.is_approximate,
        }

    @property
    def ends(self) -> tuple[float, float]:
        low = self.value if self.low is None else self.low
        high = self.value if self.high is None else self.high
        return float(low or 0), float(high or 0)


def parse_answer(
    cell: CellValue, *, indicator: Indicator, unit: str, is_fraction: bool = False
) -> Declared | None:
    """Return what a cell or an input says, or None if it says nothing.

    Raises
    ------
    ValueRefusedError
        For words, foreign money, percentages where an amount is asked and the other
        way round, numbers that cannot be, and ranges where the indicator has none.
    """
    parsed = _parse(cell, indicator, unit, is_fraction=is_fraction)
    if parsed.value is None:
        return None
    if not isinstance(parsed.value, NumberRange):
        return Declared(_round(parsed.value), is_approximate=parsed.is_approximate)
    if not indicator.may_be_range:
        raise RangeRefusedError(text=str(cell))
    return Declared(
        None,
        _round(parsed.value.low),
        _round(parsed.value.high),
        is_approximate=parsed.is_approximate,
    )


def _parse(
    cell: CellValue, indicator: Indicator, unit: str, *, is_fraction: bool
) -> Parsed[Decimal | NumberRange]:
    if isinstance(cell, str) and PERCENT.search(cell):
        _refuse_percent(cell, indicator)
    match indicator.value_kind:
        case ValueKind.AMOUNT:
            return parse_money_or_range(cell, default_unit=UNITS[unit])
        case ValueKind.COUNT:
            return _parse_count(cell)
        case ValueKind.PERCENT | ValueKind.PERCENTAGE_POINT:
            return _refuse_huge(
                cell, _parse_share(cell, indicator, is_fraction=is_fraction)
            )
        case _:
            return _refuse_huge(cell, parse_quantity(cell))


def _refuse_percent(text: str, indicator: Indicator) -> None:
    if indicator.value_kind == ValueKind.AMOUNT:
        raise AmountNotPercentError(text=text)
    if indicator.value_kind in {ValueKind.COUNT, ValueKind.RATIO}:
        raise NumberNotPercentError(text=text)


def _refuse_huge(
    cell: CellValue, parsed: Parsed[Decimal | NumberRange]
) -> Parsed[Decimal | NumberRange]:
    number = parsed.value
    ends = (number.low, number.high) if isinstance(number, NumberRange) else (number,)
    if any(end is not None and abs(end) > MOST_PER_CENT for end in ends):
        raise TooLargeError(text=str(cell))
    return parsed


def _parse_count(cell: CellValue) -> Parsed[Decimal | NumberRange]:
    try:
        count = parse_count(cell)
    except RangeNotAllowedError:
        return parse_quantity(str(cell).rstrip("人家个"))
    value = None if count.value is None else Decimal(count.value)
    return Parsed(value, count.is_missing, count.is_approximate)


def _parse_share(
    cell: CellValue, indicator: Indicator, *, is_fraction: bool
) -> Parsed[Decimal | NumberRange]:
    share = parse_percent(cell, number_means="fraction" if is_fraction else "percent")
    if share.value is None:
        return Parsed(None, is_missing=True)
    wants_points = indicator.value_kind == ValueKind.PERCENTAGE_POINT
    if share.value.kind == "percentage_point" and not wants_points:
        raise PercentagePointsError(text=str(cell))
    if wants_points and "%" in str(cell):
        raise PercentNotPointsError(text=str(cell))
    return Parsed(share.value.value, is_approximate=share.is_approximate)


def _round(number: Decimal) -> Decimal:
    return number.quantize(Decimal("0.0001"))


def _write(number: Decimal | None) -> str | None:
    return None if number is None else f"{number.normalize():f}"


def write_answer(declared: Declared, unit: str) -> str:
    """Write a value as a person would type it into a field of this unit."""
    scale = UNITS.get(unit, Decimal(1))
    if declared.value is None:
        low, high = declared.low or Decimal(0), declared.high or Decimal(0)
        return f"{_write(low / scale)}–{_write(high / scale)}"
    text = _write(declared.value / scale) or ""
    return f"约{text}" if declared.is_approximate else text
