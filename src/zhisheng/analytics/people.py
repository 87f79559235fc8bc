"""Who takes part: one row per enterprise of an area that was enrolled or helped."""

from collections.abc import Mapping, Sequence

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from zhisheng.analytics.areas import CORPS, CORPS_CITIES
from zhisheng.analytics.graded import DIVISION_DIGITS
from zhisheng.analytics.tables import Tables

INDICATORS = ("revenue", "sales", "profit", "quality_cost")
CERTIFICATION_BODY = "certification_body"


def select_people(
    tables: Tables, homes: Mapping[str, str], *, year: int, area: str
) -> ir.Table:
    """Build the table that all live figures of two years are counted from.

    Parameters
    ----------
    homes : Mapping[str, str]
        The part of the area each region code belongs to.
    year : int
        The later of the two years; ``_0`` in column names means this year, ``_1`` the
        year before, ``_2`` two years before.

    Returns
    -------
    ibis.Table
        Columns ``part``, ``trade``, ``size_class``; per year ``enrolled``, ``helped``,
        ``helped_ever``, ``confirmed`` (0 or 1) and ``helps``; per indicator and year ``<indicator>``
        (DECIMAL, null if not a single value), ``<indicator>_is_range`` and
        ``<indicator>_is_approximate``.
    """
    located = locate(tables.enterprises, homes, area).select(
        "enterprise", "part", "trade", "size_class"
    )
    active = located.join(_sum_activity(tables, year), "enterprise")
    # Kept in the engine: the values are read only for these enterprises.
    active = tables.connection.create_table("active", active, temp=True)
    values = _spread_values(tables.values.semi_join(active, "enterprise"), year)
    joined = active.left_join(values, "enterprise")
    kept = [*active.columns, *(name for name in values.columns if name != "enterprise")]
    return tables.connection.create_table("people", joined.select(*kept), temp=True)


def count_bodies(tables: Tables, people: ir.Table, *, years: Sequence[int]) -> ir.Table:
    """Count the distinct certification bodies that helped enterprises of ``people``."""
    bodies = tables.bodies.filter(tables.bodies.kind == CERTIFICATION_BODY)
    helps = tables.engagements.filter(tables.engagements.year.isin(years))
    kept = helps.semi_join(people, "enterprise").semi_join(bodies, "helper")
    return kept.group_by("year").agg(bodies=kept.helper.nunique())


def count_done(
    tables: Tables,
    homes: Mapping[str, str],
    what: str,
    *,
    area: str,
    years: Sequence[int],
) -> ir.Table:
    """Count what the enterprises of an area did, a row each, and who did it.

    Whoever solves a problem or has a case published counts, helped or not.

    Parameters
    ----------
    what : str
        The table of it, ``problems`` or ``cases``.

    Returns
    -------
    ibis.Table
        Per ``year`` the ``number`` of rows and of enterprises that did it, ``doers``.
    """
    table: ir.Table = getattr(tables, what)
    located = locate(tables.enterprises, homes, area)
    kept = table.filter(table.year.isin(years)).semi_join(located, "enterprise")
    return kept.group_by("year").agg(
        number=kept.count(), doers=kept.enterprise.nunique()
    )


def _sum_activity(tables: Tables, year: int) -> ir.Table:
    helps, enrolments = tables.engagements, tables.enrolments
    both = ibis.union(
        helps.select(
            "enterprise",
            "year",
            is_help=ibis.literal(value=True),
            is_confirmed=helps.is_confirmed.fill_null(ibis.literal(value=False)),
        ),
        enrolments.select(
            "enterprise",
            "year",
            is_help=ibis.literal(value=False),
            is_confirmed=ibis.literal(value=False),
        ),
    )
    both = both.filter(both.year <= year)
    columns: dict[str, ir.Value] = {}
    for ago in (0, 1):
        is_year = both.year == year - ago
        count = (is_year & both.is_help).sum()
        columns[f"helps_{ago}"] = count
        columns[f"helped_{ago}"] = (is_year & both.is_help).any().cast("int64")
        columns[f"confirmed_{ago}"] = _any(is_year & both.is_confirmed)
        columns[f"helped_ever_{ago}"] = _any(both.is_help & (both.year <= year - ago))
        columns[f"enrolled_{ago}"] = _any(is_year & ~both.is_help)
    return both.group_by("enterprise").agg(**columns)


def _any(condition: ir.BooleanValue) -> ir.IntegerValue:
    return condition.any().cast("int64")


def locate(enterprises: ir.Table, homes: Mapping[str, str], area: str) -> ir.Table:
    """Keep the rows of the area and say in which ``part`` and ``trade`` they are.

    Enterprises of 兵团 count there and in the nation.
    """
    code = enterprises.region_code.fill_null("")
    if not area.startswith(CORPS_CITIES):
        code = enterprises.is_corps.ifelse(CORPS, code)
    keyed = enterprises.mutate(
        home=code, trade=enterprises.industry_code.fill_null("").left(DIVISION_DIGITS)
    )
    schema = pa.schema([("home", pa.string()), ("part", pa.string())])
    rows = [{"home": home, "part": part} for home, part in sorted(homes.items())]
    places = ibis.memtable(pa.Table.from_pylist(rows, schema=schema))
    return keyed.join(places, "home")


def _spread_values(values: ir.Table, year: int) -> ir.Table:
    """Put the needed values of an enterprise into one row."""
    periods = {ago: str(year - ago) for ago in (0, 1, 2)}
    needed = values.filter(
        values.indicator.isin(INDICATORS) & values.period.isin(list(periods.values()))
    )
    columns: dict[str, ir.Value] = {}
    for indicator in INDICATORS:
        for ago, period in periods.items():
            is_it = (needed.indicator == indicator) & (needed.period == period)
            name = f"{indicator}_{ago}"
            columns[name] = needed.value.max(where=is_it)
            columns[f"{name}_is_range"] = needed.low.count(where=is_it)
            columns[f"{name}_is_approximate"] = needed.is_approximate.sum(where=is_it)
    return needed.group_by("enterprise").agg(**columns)
