"""The spread of grades counted beforehand, by region and trade, beside its snapshot.

A snapshot never changes, so neither do these counts. They are counted by Ibis when it is
written; a page adds up the few that it shows and loads no engine.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from zhisheng.analytics.areas import CORPS, CORPS_CITIES
from zhisheng.analytics.graded import DIVISION_DIGITS, KEPT, RISEN

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhisheng.analytics.tables import Tables

Model: TypeAlias = tuple[str, tuple[str, ...]]
EVERYBODY: Final = "enterprises"
REPEATED: Final = "repeated"
# How the columns of the first and of the latest evaluation begin.
FIRST: Final = "first_"
LATEST: Final = ""
DIMENSIONS: Final = ("part", "trade")
HOMES: Final = "home_counts"
_PLACES: Final = ("region_code", "is_corps")
_LOWS: Final = ("lowest", "first_lowest")
_HIGHS: Final = ("highest", "first_highest")


def name_counts(model: str, grades: Sequence[str]) -> str:
    """Name the table of the counts by one model with these very grades."""
    digest = hashlib.sha256("\n".join(grades).encode()).hexdigest()[:8]
    return f"grade_counts_{model}_{digest}"


def count_beforehand(
    paths: Mapping[str, Path], models: Iterable[Model]
) -> dict[str, pa.Table]:
    """Count the grades by each of some models, and the enterprises, by where they are.

    Parameters
    ----------
    paths : Mapping[str, Path]
        The Parquet files of the enterprises and their evaluations.
    models : Iterable[tuple[str, tuple[str, ...]]]
        Code and grades, the lowest first.
    """
    # Loaded on use, as is the engine in it.
    from zhisheng.analytics.tables import open_tables

    tables = open_tables(paths, only=("enterprises", "evaluations"))
    counted = {
        name_counts(model, grades): count_grades(tables, model=model, grades=grades)
        for model, grades in models
    }
    return {**counted, HOMES: count_homes(tables)}


def count_grades(tables: "Tables", *, model: str, grades: Sequence[str]) -> pa.Table:
    """Count the latest grades of enterprises by side, region and trade.

    A grade that the model does not know can be every grade.
    """
    every = tables.evaluations
    kept = every.filter((every.model == model) & (every.place == every.times))
    ranks = list(zip(grades, range(len(grades)), strict=True))
    people = kept.select(
        "side",
        "times",
        *_PLACES,
        trade=kept.industry_code.fill_null("").left(DIVISION_DIGITS),
        **{name: kept[name].cases(*ranks, else_=0) for name in _LOWS},
        **{name: kept[name].cases(*ranks, else_=len(grades)) for name in _HIGHS},
    )
    keys = ["side", *_PLACES, "trade"]
    counted = people.group_by(keys).agg(**_sum_up(people, grades)).order_by(keys)
    counts: pa.Table = counted.to_pyarrow()
    return counts


def count_homes(tables: "Tables") -> pa.Table:
    """Count the enterprises by where they are."""
    every = tables.enterprises
    counted = every.group_by(_PLACES).agg(**{EVERYBODY: every.count()})
    homes: pa.Table = counted.order_by(_PLACES).to_pyarrow()
    return homes


def read_counts(path: Path, *, side: str) -> pa.Table:
    """Read the counts of one side out of their file.

    Parameters
    ----------
    path : Path
        The file of a table that ``name_counts`` names.
    side : str
        ``self`` or ``expert``.
    """
    return keep_side(pq.read_table(path), side)


def keep_side(counts: pa.Table, side: str) -> pa.Table:
    """Keep the counts of one side, ``self`` or ``expert``."""
    return counts.filter(pc.equal(counts["side"], pa.scalar(side)))


def keep_area(counts: pa.Table, homes: Mapping[str, str], area: str) -> pa.Table:
    """Keep the counts of an area and say in which ``part`` each is.

    Enterprises of 兵团 count there and in the nation.

    Parameters
    ----------
    homes : Mapping[str, str]
        The part of the area each region code belongs to.
    area : str
        Six digits; 000000 is the nation, 660000 is 兵团.
    """
    region: Any = counts["region_code"]
    home = region.fill_null("")
    if not area.startswith(CORPS_CITIES):
        home = pc.if_else(counts["is_corps"], CORPS, home)
    known = home.combine_chunks().dictionary_encode()
    parts = pa.array(
        [homes.get(one) for one in known.dictionary.to_pylist()], pa.string()
    )
    located = counts.append_column("part", parts.take(known.indices))
    return located.filter(pc.is_valid(located["part"]))


def add_up(counts: pa.Table, keys: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Add up all counts for each value of some columns, or for all rows."""
    keyless = (*DIMENSIONS, *_PLACES, "side")
    names = [name for name in counts.column_names if name not in keyless]
    added = counts.group_by(list(keys)).aggregate([(name, "sum") for name in names])
    return [
        {name.removesuffix("_sum"): value for name, value in row.items()}
        for row in added.to_pylist()
    ]


def _sum_up(people: "ir.Table", grades: Sequence[str]) -> dict[str, "ir.Value"]:
    sums: dict[str, ir.Value] = {EVERYBODY: people.count()}
    for prefix in (FIRST, LATEST):
        low, high = people[f"{prefix}lowest"], people[f"{prefix}highest"]
        for place, grade in enumerate(grades):
            sums[f"in_{prefix}{grade}"] = ((low == place) & (high == place)).sum()
    is_repeated = people.times > 1
    sums[REPEATED] = is_repeated.sum()
    sums[RISEN] = (is_repeated & (people.lowest > people.first_highest)).sum()
    sums[KEPT] = (is_repeated & (people.highest <= people.first_lowest)).sum()
    return sums
