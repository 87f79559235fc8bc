"""From the simulated quarters to the yearly figures a roster or a survey holds."""

from dataclasses import dataclass

import polars as pl

from zhisheng.methods.simulation import Programme, simulate
from zhisheng.methods.simulation.clusters import CLUSTERS
from zhisheng.reference.regions import load_regions

FIRST_YEAR, YEARS, QUARTERS = 2022, 3, 4
# Fewer, spread over the nation, leave too few in the county where the people are.
ENOUGH_FOR_THE_NATION = 100
SUMS = {
    "revenue": "revenue_yuan",
    "profit": "profit_yuan",
    "quality_cost": "quality_cost_yuan",
}
MEANS = {
    "scrap_rate": "scrap_rate_percent",
    "first_pass_yield": "first_pass_yield_percent",
}
INDICATORS = (*SUMS, *MEANS)
GROSS_BLEMISHES = ("unit_slip", "negative_revenue", "profit_over_revenue")


@dataclass(frozen=True, slots=True)
class DemoTables:
    """The programme, and its values by enterprise and year (columns ``INDICATORS``)."""

    programme: Programme
    yearly: pl.DataFrame


def build_tables(*, enterprises: int, seed: int) -> DemoTables:
    """Simulate all trades and places, or that of the demo's county where few are wanted."""
    is_large = enterprises >= ENOUGH_FOR_THE_NATION
    programme = simulate(
        enterprises=enterprises,
        quarters=YEARS * QUARTERS,
        seed=seed,
        first_year=FIRST_YEAR,
        clusters=len(CLUSTERS) if is_large else 1,
    )
    return DemoTables(programme, _sum_years(_leave_out_slips(programme)))


def _leave_out_slips(programme: Programme) -> pl.DataFrame:
    """Drop figures with slips of unit and sign: the counties have had them struck out.

    One slip of ten thousand would drown the growth of every other enterprise.
    """
    blemishes = programme.truth.blemishes
    gross = blemishes.filter(pl.col("kind").is_in(GROSS_BLEMISHES))
    return programme.values.join(gross, on=["enterprise", "quarter"], how="anti")


def list_roster_rows(tables: DemoTables, year: int) -> pl.DataFrame:
    """Return a row per help of a year, with the figures before and after."""
    helps = tables.programme.helps.filter(pl.col("year") == year)
    bodies = tables.programme.bodies.select("body", helper="name")
    rows = (
        helps.join(_add_contacts(tables.programme.enterprises), on="enterprise")
        .join(bodies, on="body")
        .join(_list_places(), on="region_code")
    )
    for side, shown in (("before", year - 1), ("after", year)):
        figures = tables.yearly.filter(pl.col("year") == shown).drop("year")
        named = figures.rename({name: f"{name}_{side}" for name in INDICATORS})
        rows = rows.join(named, on="enterprise", how="left")
    return rows.sort("enterprise", "start")


def list_unhelped(tables: DemoTables) -> pl.DataFrame:
    """Return the enterprises that nobody ever helped."""
    helped = tables.programme.helps.select("enterprise").unique()
    unhelped = tables.programme.enterprises.join(helped, on="enterprise", how="anti")
    return _add_contacts(unhelped)


def _add_contacts(enterprises: pl.DataFrame) -> pl.DataFrame:
    """Give each an invented number, the same in every year; one in ten has none."""
    last = (pl.col("enterprise") % 10_000).cast(pl.String).str.zfill(4)
    is_known = pl.col("enterprise") % 10 > 0
    return enterprises.with_columns(
        contact=pl.when(is_known).then(pl.lit("示例联系人")).otherwise(pl.lit("")),
        phone=pl.when(is_known)
        .then(pl.format("1380000{}", last))
        .otherwise(pl.lit("")),
    )


def _sum_years(values: pl.DataFrame) -> pl.DataFrame:
    """Sum up full years only: one with a missing quarter would look like a bad year."""
    is_full = pl.col("quarter").count() == QUARTERS
    sums = [
        pl.when(is_full & (pl.col(column).count() == QUARTERS))
        .then(pl.col(column).sum().round(0))
        .alias(name)
        for name, column in SUMS.items()
    ]
    means = [
        pl.col(column).mean().round(2).alias(name) for name, column in MEANS.items()
    ]
    return (
        values.group_by("enterprise", "year")
        .agg(*sums, *means)
        .sort("enterprise", "year")
    )


def _list_places() -> pl.DataFrame:
    regions = load_regions()
    return pl.DataFrame(
        {
            "region_code": [region.code for region in regions],
            "place": [region.full_name for region in regions],
        }
    )
