"""How the grades of evaluations are spread over an area, and how many rose."""

from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from zhisheng.analytics.areas import build_atlas, name_area, name_parts
from zhisheng.analytics.grade_counts import (
    DIMENSIONS,
    EVERYBODY,
    FIRST,
    HOMES,
    LATEST,
    REPEATED,
    add_up,
    count_beforehand,
    keep_area,
    keep_side,
    name_counts,
    read_counts,
)
from zhisheng.analytics.graded import KEPT, OPEN, RISEN, UNSURE
from zhisheng.analytics.suppression import (
    Grid,
    HiddenGrid,
    find_hidden,
    find_hidden_in_grid,
    is_revealing,
)

Side: TypeAlias = Literal["self", "expert"]
Counts: TypeAlias = Mapping[str, int | None]
NAMES: Final = ("regions", "region_changes", "industries")


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


def list_tables(model: str, grades: Sequence[str], known: Container[str]) -> list[str]:
    """List which tables of a snapshot a spread reads: the counts, or what to count."""
    name = name_counts(model, grades)
    counted = [name, HOMES] if name in known else ["enterprises", "evaluations"]
    return [*NAMES, *counted]


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
        The Parquet file of each table of the snapshot that ``list_tables`` names.
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
    regions, changes, industries = (
        pq.read_table(paths[name]).to_pylist() for name in NAMES
    )
    atlas = build_atlas(regions, changes)
    name = name_area(atlas, area)
    homes = atlas.assign(area)
    counts, everybody = _read_or_count(paths, model, side, grades)
    fine = keep_area(counts, homes, area)
    whole = add_up(fine)[0]
    groups = {
        name: {row.pop(name): row for row in add_up(fine, [name])}
        for name in DIMENSIONS
    }
    parts, trades = name_parts(atlas, industries)
    first, line = _make_whole(whole, name, grades)
    return GradeSpread(
        area=area,
        area_name=name,
        model=model,
        side=side,
        enterprises=_count_enterprises(keep_area(everybody, homes, area)),
        whole=line,
        first=first,
        breakdowns={
            "region": _cut(groups["part"], parts, grades, atlas.list_parts(area)),
            "trade": _cut(groups["trade"], trades, grades, ()),
        },
    )


def _read_or_count(
    paths: Mapping[str, Path], model: str, side: Side, grades: Sequence[str]
) -> tuple[pa.Table, pa.Table]:
    """Read what was counted beforehand; of a snapshot without it count now."""
    name = name_counts(model, grades)
    if name in paths:
        return read_counts(paths[name], side=side), pq.read_table(paths[HOMES])
    counted = count_beforehand(paths, [(model, tuple(grades))])
    return keep_side(counted[name], side), counted[HOMES]


def _count_enterprises(homes: pa.Table) -> int:
    return int(pc.sum(homes[EVERYBODY]).as_py() or 0)


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
