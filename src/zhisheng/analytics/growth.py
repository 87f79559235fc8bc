"""Sums over enterprises with both raw values, and the two readings of a growth."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Any, Literal

import ibis
import ibis.expr.types as ir

ReadingKey = Literal[
    "mean_of_growths",
    "growth_of_total",
    "median_growth",
    "mean_points",
    "points_of_total",
    "median_points",
    "mean_relative",
    "relative_of_total",
    "median_relative",
]
ReadingUnit = Literal["ratio", "points"]

# Growth of one enterprise is kept to eight decimals, so that sums are exact and do not
# depend on the order in which the engine adds.
EXACT = "decimal(38, 8)"
PLACES = Decimal("0.00000001")
EXTREME = Decimal(100)
WIDE = Context(prec=76)


@dataclass(frozen=True, slots=True)
class Measure:
    """A change between two years: of an amount, or of the rate of two amounts.

    ``sign`` -1 turns a change into a decline, positive where the amount fell.
    """

    amount: str
    per: str = ""
    sign: int = 1

    @property
    def name(self) -> str:
        """The beginning of its column names."""
        return f"{self.amount}_per_{self.per}" if self.per else self.amount


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a change; ``value`` is None where it is undefined.

    Attributes
    ----------
    value : Decimal or None
        A ratio (0.097 is 9.7 %) or, for ``points``, a difference of two ratios.
    count : int or None
        Enterprises behind it; None where they are too few to show it.
    """

    key: ReadingKey
    unit: ReadingUnit
    value: Decimal | None
    count: int | None


def aggregate_sums(
    people: ir.Table, measure: Measure, *, ago: int
) -> dict[str, ir.Scalar]:
    """Return the sums that all readings but the medians are computed from.

    Parameters
    ----------
    ago : int
        0 compares the year with the year before, 1 the year before with its own.

    Returns
    -------
    dict[str, ibis.Scalar]
        Named ``<measure>_<ago>_<sum>``; they may be added up over disjoint groups.
    """
    terms = _make_terms(people, measure, ago)
    sums = {
        "n": terms.is_whole.sum(),
        "ranges": (terms.is_helped & ~terms.is_whole & terms.has_range).sum(),
        "approximate": (terms.is_whole & terms.is_approximate).sum(),
        "before": terms.before.sum(where=terms.is_whole),
        "after": terms.after.sum(where=terms.is_whole),
        "n_change": terms.has_change.sum(),
        "change": terms.change.sum(where=terms.has_change),
    }
    if not measure.per:
        # A rate near zero, as that of profit, changes a hundredfold by no slip.
        is_extreme = terms.has_change & _is_extreme(terms.change)
        sums["extremes"] = is_extreme.sum()
    else:
        sums["base_before"] = terms.base_before.sum(where=terms.is_whole)
        sums["base_after"] = terms.base_after.sum(where=terms.is_whole)
        sums["points"] = terms.points.sum(where=terms.is_whole)
    return {f"{measure.name}_{ago}_{key}": value for key, value in sums.items()}


def aggregate_medians(
    people: ir.Table, measure: Measure, *, ago: int
) -> dict[str, ir.Scalar]:
    """Return the medians of the enterprises' own changes."""
    terms = _make_terms(people, measure, ago)
    medians = {"median": terms.change.median(where=terms.has_change)}
    if measure.per:
        medians["median_points"] = terms.points.median(where=terms.is_whole)
    return {f"{measure.name}_{ago}_{key}": value for key, value in medians.items()}


def read_sums(
    sums: Mapping[str, Any], measure: Measure, *, ago: int
) -> tuple[Reading, ...]:
    """Compute every reading from the sums of a group.

    Medians are included where the group has them.
    """
    prefix = f"{measure.name}_{ago}_"
    own = {
        key.removeprefix(prefix): value
        for key, value in sums.items()
        if key.startswith(prefix)
    }
    readings = _read_rate(own) if measure.per else _read_amount(own)
    return tuple(_turn(reading, measure.sign) for reading in readings)


@dataclass(frozen=True, slots=True)
class _Terms:
    is_helped: ir.BooleanValue
    is_whole: ir.BooleanValue
    has_range: ir.BooleanValue
    is_approximate: ir.BooleanValue
    has_change: ir.BooleanValue
    before: ir.DecimalValue
    after: ir.DecimalValue
    change: ir.DecimalValue
    base_before: ir.DecimalValue
    base_after: ir.DecimalValue
    points: ir.DecimalValue


def _make_terms(people: ir.Table, measure: Measure, ago: int) -> _Terms:
    columns = [
        f"{name}_{year}"
        for name in (measure.amount, measure.per or measure.amount)
        for year in (ago + 1, ago)
    ]
    before, after, base_before, base_after = (people[name] for name in columns)
    is_helped = people[f"helped_{ago}"] == 1
    is_whole = is_helped & before.notnull() & after.notnull()
    first, second = before.cast("float64"), after.cast("float64")
    has_change = is_whole & (before > 0)
    points = first
    if measure.per:
        has_base = ((base_before > 0) & (base_after > 0)).fill_null(
            ibis.literal(value=False)
        )
        is_whole = is_whole & has_base
        first = first / base_before.cast("float64")
        second = second / base_after.cast("float64")
        has_change = is_whole & (before > 0)
        points = second - first
    return _Terms(
        is_helped=is_helped,
        is_whole=is_whole,
        has_range=_any_of(people, columns, "is_range"),
        is_approximate=_any_of(people, columns, "is_approximate"),
        has_change=has_change,
        before=before,
        after=after,
        change=_make_exact(second / first - 1, has_change),
        base_before=base_before,
        base_after=base_after,
        points=_make_exact(points, is_whole),
    )


def _is_extreme(change: ir.DecimalValue) -> ir.BooleanValue:
    """Tell a change to a hundred times or a hundredth: mostly a unit slip."""
    return (change >= EXTREME - 1) | (change <= 1 / EXTREME - 1)


def _make_exact(ratio: ir.FloatingValue, is_defined: ir.BooleanValue) -> ir.Value:
    return is_defined.ifelse(ratio, None).round(8).cast(EXACT)


def _any_of(people: ir.Table, columns: list[str], mark: str) -> ir.BooleanValue:
    marked = [people[f"{name}_{mark}"].fill_null(0) > 0 for name in columns]
    result = marked[0]
    for other in marked[1:]:
        result = result | other
    return result


def _read_amount(own: Mapping[str, Any]) -> list[Reading]:
    n, n_change = int(own["n"] or 0), int(own["n_change"] or 0)
    readings = [
        Reading("mean_of_growths", "ratio", _divide(own["change"], n_change), n_change),
        Reading(
            "growth_of_total", "ratio", _grow(_divide(own["after"], own["before"])), n
        ),
    ]
    if "median" in own:
        readings.append(
            Reading("median_growth", "ratio", _round(own["median"]), n_change)
        )
    return readings


def _read_rate(own: Mapping[str, Any]) -> list[Reading]:
    n, n_change = int(own["n"] or 0), int(own["n_change"] or 0)
    before = _divide_exactly(own["before"], own["base_before"])
    after = _divide_exactly(own["after"], own["base_after"])
    points = None if before is None or after is None else _round(after - before)
    readings = [
        Reading("mean_points", "points", _divide(own["points"], n), n),
        Reading("points_of_total", "points", points, n),
        Reading("mean_relative", "ratio", _divide(own["change"], n_change), n_change),
        Reading("relative_of_total", "ratio", _grow(_divide(after, before)), n),
    ]
    if "median" in own:
        readings.append(
            Reading("median_points", "points", _round(own["median_points"]), n)
        )
        readings.append(
            Reading("median_relative", "ratio", _round(own["median"]), n_change)
        )
    return readings


def _turn(reading: Reading, sign: int) -> Reading:
    if reading.value is None or sign > 0:
        return reading
    value = Decimal(0).quantize(PLACES) if not reading.value else -reading.value
    return Reading(reading.key, reading.unit, value, reading.count)


def _divide_exactly(part: Any, whole: Any) -> Decimal | None:
    if part is None or whole is None or whole <= 0:
        return None
    return WIDE.divide(Decimal(part), Decimal(whole))


def _divide(part: Any, whole: Any) -> Decimal | None:
    return _round(_divide_exactly(part, whole))


def _grow(ratio: Decimal | None) -> Decimal | None:
    return None if ratio is None else ratio - 1


def _round(value: Decimal | None) -> Decimal | None:
    if value is None:
        return None
    return value.quantize(PLACES, rounding=ROUND_HALF_EVEN, context=WIDE)
