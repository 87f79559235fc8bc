"""Cells from sums: values, bases, missing shares, and what a small group hides."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from zhisheng.analytics.figures import Cell
from zhisheng.analytics.growth import Measure, Reading, read_sums
from zhisheng.analytics.rows import DONE, Row
from zhisheng.analytics.suppression import is_revealing, is_small

FOUR_PLACES = Decimal("0.0001")
ONE_PLACE = Decimal("0.1")
HIDDEN = Cell(state="hidden")
Sums = Mapping[str, Any]


def count_cell(row: Row, sums: Sums, *, ago: int, bodies: int = 0) -> Cell:
    """Make the cell of a row that is taken from records.

    Parameters
    ----------
    sums : Mapping[str, object]
        Sums of one group of enterprises, by the names ``growth`` and ``people`` give.
    ago : int
        0 for the bulletin's year, 1 for the year before.
    """
    if row.measures:
        return make_change_cell(row, sums, ago=ago)
    helped = read_count(sums, f"helped_{ago}")
    if row.count == "helped_ever":
        return _make_cumulative_cell(sums, helped, ago=ago)
    if row.count == "confirmed":
        return _make_share_cell(read_count(sums, f"confirmed_{ago}"), helped)
    if row.count in DONE:
        return _make_done_cell(row, sums, ago)
    if row.count == "bodies":
        return HIDDEN if is_small(helped) else _make_count_cell(bodies, helped)
    value = read_count(sums, f"{row.count}_{ago}")
    people = value if row.count == "enrolled" else helped
    return HIDDEN if is_small(people) else _make_count_cell(value, people)


def make_change_cell(row: Row, sums: Sums, *, ago: int) -> Cell:
    """Make the cell of a change: readings, base, missing share; small groups hidden."""
    base = read_count(sums, f"helped_{ago}")
    first = row.measures[0]
    count = count_whole(sums, first, ago=ago)
    if is_small(base):
        return HIDDEN
    if is_small(count):
        return replace(HIDDEN, base=base)
    if not count:
        missing = Decimal(1) if base else None
        return Cell(state="missing", count=0, base=base, missing_share=missing)
    return Cell(
        state="shown",
        readings=_list_readings(row, sums, ago=ago),
        count=count,
        base=base,
        missing_share=(Decimal(base - count) / base).quantize(FOUR_PLACES),
        ranges=read_count(sums, f"{first.name}_{ago}_ranges"),
        approximate=read_count(sums, f"{first.name}_{ago}_approximate"),
        has_extremes=any(
            read_count(sums, f"{measure.name}_{ago}_extremes")
            for measure in row.measures
        ),
    )


def count_whole(sums: Sums, measure: Measure, *, ago: int) -> int:
    """Count the enterprises with both raw values."""
    return read_count(sums, f"{measure.name}_{ago}_n")


def count_changed(sums: Sums, measure: Measure, *, ago: int) -> int:
    """Count the enterprises whose own change is defined."""
    return read_count(sums, f"{measure.name}_{ago}_n_change")


def read_count(sums: Sums, name: str) -> int:
    """Return a count; a sum over no row is zero."""
    return int(sums.get(name) or 0)


def _list_readings(row: Row, sums: Sums, *, ago: int) -> tuple[Reading, ...]:
    readings = [
        reading
        for measure in row.measures
        for reading in read_sums(sums, measure, ago=ago)
    ]
    return tuple(
        replace(reading, value=None, count=None)
        if is_small(reading.count or 0)
        else reading
        for reading in readings
    )


def _make_count_cell(value: int, people: int) -> Cell:
    return Cell(
        state="shown",
        value=Decimal(value),
        count=people,
        base=people,
        missing_share=Decimal(0),
    )


def _make_done_cell(row: Row, sums: Sums, ago: int) -> Cell:
    """Count what is on record; no record does not say that nothing was done."""
    doers = read_count(sums, f"{row.count}_doers_{ago}")
    if not doers:
        return Cell(state="missing", count=0, base=0)
    if is_small(doers):
        return HIDDEN
    return _make_count_cell(read_count(sums, f"{row.count}_{ago}"), doers)


def _make_share_cell(part: int, whole: int) -> Cell:
    """Make the cell of a share in percent of all; who did not answer is no part of it."""
    if is_small(whole) or is_small(part) or is_revealing(whole, part):
        return HIDDEN
    if not whole:
        return Cell(state="missing", count=0, base=0)
    return Cell(
        state="shown",
        value=(Decimal(part) / whole * 100).quantize(ONE_PLACE),
        count=whole,
        base=whole,
        missing_share=Decimal(0),
    )


def _make_cumulative_cell(sums: Sums, helped: int, *, ago: int) -> Cell:
    """Hide the cumulative count also where it differs by a few from another shown."""
    ever = read_count(sums, f"helped_ever_{ago}")
    neighbours = [helped] if not is_small(helped) else []
    if ago == 0:
        neighbours.append(read_count(sums, "helped_ever_1"))
    if is_small(ever) or any(is_revealing(ever, part) for part in neighbours):
        return HIDDEN
    return _make_count_cell(ever, ever)
