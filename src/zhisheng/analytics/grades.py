"""How the grades of evaluations are spread over an area, and how many rose."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from zhisheng.analytics.areas import read_atlas
from zhisheng.analytics.bulletin import name_area, name_parts
from zhisheng.analytics.graded import KEPT, OPEN, RISEN, UNSURE
from zhisheng.analytics.people import locate
from zhisheng.analytics.suppression import (
    Grid,
    HiddenGrid,
    find_hidden,
    find_hidden_in_grid,
    is_revealing,
)
from zhisheng.analytics.tables import Tables, open_tables

Side: TypeAlias = Literal["self", "expert"]
Counts: TypeAlias = Mapping[str, int | None]
TABLES: Final = (
    "enterprises", "evaluations", "regions", "region_changes", "industries"
)  # fmt: skip
DIMENSIONS: Final = ("part", "trade")
EVERYBODY: Final = "enterprises"
REPEATED: Final = "repeated"
# How the columns of the first and of the latest evaluation begin.
FIRST: Final = "first_"
LATEST: Final = ""
LOWS: Final = ("lowest", "first_lowest")
HIGHS: Final = ("highest", "first_highest")


@dataclass(frozen=True, slots=True)
class GradeLine:
    """The enterprises of an area, a part of it or a trade; None is hidden.

    Attributes
    ----------
    base : int or None
        Enterprises with an evaluation.
    grades : Mapping[str, int or None]
        Of these, by grade of the latest evaluation; ``open`` where open answers leave
        it undecided.
    repeated : int or None
        Enterprises with two evaluations or more.
    changes : Mapping[str, int or None]
        Of these, from the first to the latest: surely ``risen`` at least one grade,
        surely not (``kept``), or ``unsure``.
    """

    key: str
    name: str
    base: int | None
    grades: Counts
    repeated: int | None
    changes: Counts

    @property
    def risen_share(self) -> float | None:
        """Share that rose, of those of which it is sure; None if hidden or of none."""
        risen, kept = self.changes[RISEN], self.changes[KEPT]
        if risen is None or kept is None or self.changes[UNSURE] is None:
            return None
        return risen / (risen + kept) if risen + kept else None


@dataclass(frozen=True, slots=True)
class GradeSpread:
    """The spread over one area, of one model, on one side."""

    area: str
    area_name: str
    model: str
    side: Side
    enterprises: int
    whole: GradeLine
    first: Counts
    breakdowns: Mapping[str, tuple[GradeLine, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )


def spread_grades(
    paths: Mapping[str, Path],
    *,
    area: str,
    model: str,
    side: Side,
    grades: Sequence[str],
) -> GradeSpread:
    """Spread the latest grades of the enterprises of an area, small groups hidden.

    Parameters
    ----------
    paths : Mapping[str, Path]
        The Parquet file of each table of the snapshot.
    area : str
        Six digits; 000000 is the nation, 660000 is 兵团.
    side : {"self", "expert"}
        What enterprises said themselves, or what stands after the review of an expert.
    grades : Sequence[str]
        Codes of the grades of the model, the lowest first.

    Raises
    ------
    AreaUnknownError
        If the area is not a present region of the snapshot.

    Notes
    -----
    Two evaluations are compared only with the same model and side. A rise is counted
    where even the worst grade possible at the latest is above the best possible at first.
    """
    tables = open_tables(paths, only=TABLES)
    atlas = read_atlas(tables)
    name = name_area(atlas, area)
    homes = atlas.assign(area)
    latest = _select_latest(tables, model=model, side=side, grades=grades)
    fine = _tally(locate(latest, homes, area), grades)
    whole = _add_up(fine, [])[0]
    groups = {
        name: {row.pop(name): row for row in _add_up(fine, [name])}
        for name in DIMENSIONS
    }
    parts, trades = name_parts(tables, atlas)
    first, line = _make_whole(whole, name, grades)
    return GradeSpread(
        area=area,
        area_name=name,
        model=model,
        side=side,
        enterprises=_count_enterprises(tables, homes, area),
        whole=line,
        first=first,
        breakdowns={
            "region": _cut(groups["part"], parts, grades, atlas.list_parts(area)),
            "trade": _cut(groups["trade"], trades, grades, ()),
        },
    )


def _select_latest(
    tables: Tables, *, model: str, side: Side, grades: Sequence[str]
) -> ir.Table:
    """Select the latest evaluation of each enterprise, its grades as numbers.

    A grade that the model does not know can be every grade.
    """
    every = tables.evaluations
    kept = every.filter(
        (every.model == model) & (every.side == side) & (every.place == every.times)
    )
    ranks = list(zip(grades, range(len(grades)), strict=True))
    worst = {name: kept[name].cases(*ranks, else_=0) for name in LOWS}
    best = {name: kept[name].cases(*ranks, else_=len(grades)) for name in HIGHS}
    return kept.select(
        "region_code", "industry_code", "is_corps", "times", **worst, **best
    )


def _tally(people: ir.Table, grades: Sequence[str]) -> pa.Table:
    """Count the enterprises by part and trade, in one small table that adds up."""
    sums: dict[str, ir.Value] = {EVERYBODY: people.count()}
    for prefix in (FIRST, LATEST):
        low, high = people[f"{prefix}lowest"], people[f"{prefix}highest"]
        for place, grade in enumerate(grades):
            sums[f"in_{prefix}{grade}"] = ((low == place) & (high == place)).sum()
    is_repeated = people.times > 1
    sums[REPEATED] = is_repeated.sum()
    sums[RISEN] = (is_repeated & (people.lowest > people.first_highest)).sum()
    sums[KEPT] = (is_repeated & (people.highest <= people.first_lowest)).sum()
    fine: pa.Table = people.group_by(DIMENSIONS).agg(**sums).to_pyarrow()
    return fine


def _count_enterprises(tables: Tables, homes: Mapping[str, str], area: str) -> int:
    every = tables.enterprises.group_by("region_code", "is_corps").agg(
        n=tables.enterprises.count()
    )
    located = locate(every.mutate(industry_code=ibis.literal("")), homes, area)
    return int(located.n.sum().to_pyarrow().as_py() or 0)


def _make_whole(
    sums: Mapping[str, Any], name: str, grades: Sequence[str]
) -> tuple[Counts, GradeLine]:
    counts = {"": _read(sums, LATEST, grades)}, {"": _read_changes(sums)}
    revealing = _list_revealing(*counts)
    latest, changes = _hide_whole(counts[0][""]), _hide_whole(counts[1][""], revealing)
    line = _make_line("", name, *counts, latest, changes)
    first = _read(sums, FIRST, grades)
    hidden_first = frozenset(first) if line.base is None else find_hidden(first)
    return _blank(first, hidden_first), line


def _hide_whole(counts: Mapping[str, int], already: Collection[str] = ()) -> HiddenGrid:
    """Hide the cells of the whole area as the sums of columns of its parts."""
    total = find_hidden({"": sum(counts.values())}, already=already)
    cells = frozenset(counts) if total else find_hidden(counts)
    return HiddenGrid(total, frozenset(), frozenset(("", cell) for cell in cells))


def _cut(
    groups: Mapping[str, Mapping[str, Any]],
    names: Mapping[str, str],
    grades: Sequence[str],
    keys: Sequence[str],
) -> tuple[GradeLine, ...]:
    """Make the lines of a breakdown; parts of the area stand there even if empty."""
    order = sorted({*keys, *groups} - {""}) + [""] * ("" in groups)
    latest = {key: _read(groups.get(key, {}), LATEST, grades) for key in order}
    changes = {key: _read_changes(groups.get(key, {})) for key in order}
    revealing = _list_revealing(latest, changes)
    hidden = (
        find_hidden_in_grid(latest),
        find_hidden_in_grid(changes, already=revealing),
    )
    return tuple(
        _make_line(key, names.get(key, key), latest, changes, *hidden) for key in order
    )


def _list_revealing(latest: Grid, changes: Grid) -> list[str]:
    """List the lines whose sums tell of a few enterprises evaluated only once.

    Where all of the others rose, those few would be known to stand where all began.
    """
    bases = {key: sum(counts.values()) for key, counts in latest.items()}
    repeated = {key: sum(counts.values()) for key, counts in changes.items()}
    if is_revealing(sum(bases.values()), sum(repeated.values())):
        return list(latest)
    return [key for key in latest if is_revealing(bases[key], repeated[key])]


def _make_line(
    key: str,
    name: str,
    latest: Mapping[str, Mapping[str, int]],
    changes: Mapping[str, Mapping[str, int]],
    hidden_latest: HiddenGrid,
    hidden_changes: HiddenGrid,
) -> GradeLine:
    base, grades = _show(key, latest, hidden_latest)
    repeated, changed = _show(key, changes, hidden_changes)
    return GradeLine(key, name, base, grades, repeated, changed)


def _show(
    key: str, counts: Mapping[str, Mapping[str, int]], hidden: HiddenGrid
) -> tuple[int | None, Counts]:
    if key in hidden.rows:
        return None, dict.fromkeys(counts[key])
    cells = [column for column in counts[key] if (key, column) in hidden.cells]
    return sum(counts[key].values()), _blank(counts[key], cells)


def _blank(counts: Mapping[str, int], hidden: Sequence[str] | frozenset[str]) -> Counts:
    return {name: None if name in hidden else n for name, n in counts.items()}


def _read(
    sums: Mapping[str, Any], prefix: str, grades: Sequence[str]
) -> dict[str, int]:
    counts = {grade: int(sums.get(f"in_{prefix}{grade}") or 0) for grade in grades}
    return {**counts, OPEN: int(sums.get(EVERYBODY) or 0) - sum(counts.values())}


def _read_changes(sums: Mapping[str, Any]) -> dict[str, int]:
    risen, kept = int(sums.get(RISEN) or 0), int(sums.get(KEPT) or 0)
    unsure = int(sums.get(REPEATED) or 0) - risen - kept
    return {RISEN: risen, KEPT: kept, UNSURE: unsure}


def _add_up(fine: pa.Table, keys: list[str]) -> list[dict[str, Any]]:
    names = [name for name in fine.column_names if name not in DIMENSIONS]
    added = fine.group_by(keys).aggregate([(name, "sum") for name in names])
    return [
        {name.removesuffix("_sum"): value for name, value in row.items()}
        for row in added.to_pylist()
    ]
