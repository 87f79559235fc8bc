"""Count people once, finely, and add up for the whole and for every breakdown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import ibis
import ibis.expr.types as ir

from zhisheng.analytics.growth import aggregate_medians, aggregate_sums
from zhisheng.analytics.people import count_bodies, count_done, select_people
from zhisheng.analytics.rows import COUNTS, DONE, MEASURES
from zhisheng.analytics.tables import Tables

DIMENSIONS: Final = ("part", "trade", "size_class")
Sums = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Tally:
    """Sums over the whole area and by each dimension; ``bodies`` by years ago."""

    whole: Sums
    groups: Mapping[str, Mapping[str, Sums]]
    bodies: Mapping[int, int]


def tally_people(
    tables: Tables, homes: Mapping[str, str], *, area: str, year: int
) -> Tally:
    """Count everything that a bulletin takes from records, in one pass.

    Sums of disjoint groups are exact and add up; medians and distinct bodies do not,
    so they are asked of the whole area alone.
    """
    people = select_people(tables, homes, year=year, area=area)
    fine = tables.connection.create_table(
        "fine", people.group_by(DIMENSIONS).agg(**_list_sums(people)), temp=True
    )
    bodies = count_bodies(tables, people, years=(year, year - 1))
    done: dict[str, Any] = {}
    for what in DONE:
        counted = count_done(tables, homes, what, area=area, years=(year, year - 1))
        done |= _fetch_done(counted, what, year)
    return Tally(
        whole={**_fetch_whole(people, fine), **done},
        groups={name: _fetch_groups(fine, name) for name in DIMENSIONS},
        bodies={year - row["year"]: row["bodies"] for row in _fetch(bodies)},
    )


def _list_sums(people: ir.Table) -> dict[str, ir.Scalar]:
    sums: dict[str, ir.Scalar] = {
        f"{count}_{ago}": people[f"{count}_{ago}"].sum()
        for count in COUNTS
        for ago in (0, 1)
    }
    for measure in MEASURES:
        for ago in (0, 1):
            sums |= aggregate_sums(people, measure, ago=ago)
    return sums


def _fetch_whole(people: ir.Table, fine: ir.Table) -> Sums:
    medians: dict[str, ir.Scalar] = {}
    for measure in MEASURES:
        for ago in (0, 1):
            medians |= aggregate_medians(people, measure, ago=ago)
    return {**_fetch(fine.agg(**_add(fine)))[0], **_fetch(people.agg(**medians))[0]}


def _fetch_done(counted: ir.Table, what: str, year: int) -> Sums:
    sums: dict[str, Any] = {}
    for row in _fetch(counted):
        ago = year - row["year"]
        sums[f"{what}_{ago}"], sums[f"{what}_doers_{ago}"] = row["number"], row["doers"]
    return sums


def _fetch_groups(fine: ir.Table, name: str) -> dict[str, Sums]:
    rows = _fetch(fine.group_by(name).agg(**_add(fine)).order_by(ibis.asc(name)))
    return {row.pop(name) or "": row for row in rows}


def _add(fine: ir.Table) -> dict[str, ir.Scalar]:
    return {name: fine[name].sum() for name in fine.columns if name not in DIMENSIONS}


def _fetch(expression: ir.Table) -> Sequence[dict[str, Any]]:
    rows: list[dict[str, Any]] = expression.to_pyarrow().to_pylist()
    return rows
