"""All rows of the national bulletin against hand-written DuckDB SQL for the same figures.

1,000,000 simulated enterprises with two years of values, written once as the Parquet
tables of a snapshot. Sums, counts, medians and groups of both ways must be equal; the
limit is the issue's: at most 1.5 times the time of the SQL.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow.parquet as pq

from zhisheng.analytics.areas import read_atlas
from zhisheng.analytics.bulletin import compute_figures
from zhisheng.analytics.counting import tally_people
from zhisheng.analytics.tables import SCHEMAS, open_tables
from zhisheng.methods.simulation import simulate
from zhisheng.reference.indicators import list_indicators
from zhisheng.reference.industries import load_industries
from zhisheng.reference.regions import load_regions

ENTERPRISES = 1_000_000
YEAR = 2024
ROUNDS = 3
LIMIT = 1.5
AMOUNTS = ("revenue", "sales", "profit", "quality_cost")
MEASURES = (
    ("revenue", ""),
    ("sales", ""),
    ("profit", "revenue"),
    ("quality_cost", ""),
    ("quality_cost", "revenue"),
)
COUNTS = ("enrolled", "helped", "helped_ever", "helps")


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        paths = write_tables(
            Path(folder), int(sys.argv[1]) if sys.argv[1:] else ENTERPRISES
        )
        check_equal(paths)
        ours, theirs = [], []
        for _ in range(ROUNDS):
            ours.append(
                measure(lambda: compute_figures(paths, area="000000", year=YEAR))
            )
            theirs.append(measure(lambda: run_sql(paths)))
    ratios = []
    for place, name in enumerate(("wall", "processor")):
        mine, sql = (
            statistics.median(times[place] for times in rounds)
            for rounds in (ours, theirs)
        )
        print(f"{name}: ours {mine:.2f} s, SQL {sql:.2f} s, ratio {mine / sql:.2f}")
        ratios.append(mine / sql)
    print(f"limit {LIMIT}")
    return ratios[0] > LIMIT


def measure(run: Any) -> tuple[float, float]:
    """Return seconds on the wall and of all processors; the second bears a busy machine."""
    start, worked = time.perf_counter(), time.process_time()
    run()
    return time.perf_counter() - start, time.process_time() - worked


def write_tables(folder: Path, count: int) -> dict[str, Path]:
    """Write a simulated programme as the tables of a snapshot."""
    programme = simulate(enterprises=count, quarters=8, seed=7, first_year=YEAR - 1)
    frames = list_frames(programme)
    frames |= list_public_frames()
    paths = {}
    for name, schema in SCHEMAS.items():
        paths[name] = folder / f"{name}.parquet"
        table = (
            frames[name].to_arrow().cast(schema)
            if name in frames
            else schema.empty_table()
        )
        pq.write_table(table, paths[name], compression="zstd", row_group_size=131_072)
    return paths


def list_frames(programme: Any) -> dict[str, pl.DataFrame]:
    number = pl.col("enterprise").cast(pl.Int64)
    is_small = pl.col("employees") < 20
    helps = programme.helps.select(
        number,
        pl.col("year"),
        pl.col("body").cast(pl.Int64).alias("helper"),
        pl.col("kind").alias("help_kind"),
    ).unique(["enterprise", "year", "helper"], maintain_order=True)
    return {
        "enterprises": programme.enterprises.select(
            number,
            "region_code",
            "industry_code",
            pl.when(is_small)
            .then(pl.lit("micro"))
            .otherwise(pl.lit("small"))
            .alias("size_class"),
            pl.lit(None, pl.String).alias("unit_path"),
            pl.lit(value=False).alias("is_corps"),
            pl.lit("active").alias("status"),
        ),
        "engagements": helps.with_columns(
            (pl.col("enterprise") % 3 == 0).alias("is_confirmed")
        ).sort("enterprise", "year", "helper"),
        "enrolments": helps.select("enterprise", "year")
        .unique()
        .sort("enterprise", "year")
        .with_columns(pl.lit(value=True).alias("is_selected")),
        "values": list_values(programme.values),
        "bodies": programme.bodies.select(
            pl.col("body").cast(pl.Int64).alias("helper"),
            pl.lit("certification_body").alias("kind"),
        ),
    }


def list_values(quarters: pl.DataFrame) -> pl.DataFrame:
    """Add up quarters to years where all four were returned; sales follow revenue."""
    names = {
        "revenue": "revenue_yuan",
        "profit": "profit_yuan",
        "quality_cost": "quality_cost_yuan",
    }
    sums = [
        pl.when(pl.col(column).count() == 4).then(pl.col(column).sum()).alias(name)
        for name, column in names.items()
    ]
    years = quarters.group_by("enterprise", "year").agg(sums)
    years = years.with_columns((pl.col("revenue") * 0.95).alias("sales"))
    money = pl.Decimal(20, 4)
    return (
        years.unpivot(
            on=list(AMOUNTS), index=["enterprise", "year"], variable_name="indicator"
        )
        .drop_nulls("value")
        .select(
            pl.col("enterprise").cast(pl.Int64),
            "indicator",
            pl.col("year").cast(pl.String).alias("period"),
            pl.col("value").round(2).cast(money),
            pl.lit(None, money).alias("low"),
            pl.lit(None, money).alias("high"),
            pl.lit(value=False).alias("is_approximate"),
        )
        .sort("enterprise", "indicator", "period")
    )


def list_public_frames() -> dict[str, pl.DataFrame]:
    regions = [
        (r.code, r.name, str(r.level), str(r.kind), r.parent_code, False)
        for r in load_regions()
    ]
    industries = [(i.code, i.name, i.section) for i in load_industries()]
    indicators = [
        tuple(str(getattr(i, name)) for name in SCHEMAS["indicators"].names)
        for i in list_indicators()
    ]
    rows = {"regions": regions, "industries": industries, "indicators": indicators}
    return {
        name: pl.DataFrame(content, schema=SCHEMAS[name].names, orient="row")
        for name, content in rows.items()
    }


def run_sql(paths: dict[str, Path]) -> dict[str, Any]:
    """Answer what the bulletin asks, as an analyst would write it by hand."""
    base = duckdb.connect()
    for name, path in paths.items():
        base.execute(f"create view {name} as from read_parquet('{path}')")
    base.execute(ACTIVE)
    base.execute(make_people())
    groups = base.execute(make_groups()).to_arrow_table()
    medians = base.execute(make_medians()).to_arrow_table()
    bodies = base.execute(BODIES).fetchall()
    return {"groups": groups, "medians": medians, "bodies": bodies}


ACTIVE = f"""
create temp table active as
with acts as (
  select enterprise, year, true as is_help, is_confirmed
  from engagements where year <= {YEAR}
  union all
  select enterprise, year, false, false from enrolments where year <= {YEAR})
select e.enterprise, e.size_class,
  substr(e.region_code, 1, 2) || '0000' as part, left(e.industry_code, 2) as trade,
  count(*) filter (is_help and year = {YEAR}) as helps_0,
  count(*) filter (is_help and year = {YEAR - 1}) as helps_1,
  (count(*) filter (is_help and year = {YEAR}) > 0)::int as helped_0,
  (count(*) filter (is_help and year = {YEAR - 1}) > 0)::int as helped_1,
  (count(*) filter (is_confirmed and year = {YEAR}) > 0)::int as confirmed_0,
  (count(*) filter (is_confirmed and year = {YEAR - 1}) > 0)::int as confirmed_1,
  (count(*) filter (is_help) > 0)::int as helped_ever_0,
  (count(*) filter (is_help and year <= {YEAR - 1}) > 0)::int as helped_ever_1,
  (count(*) filter (not is_help and year = {YEAR}) > 0)::int as enrolled_0,
  (count(*) filter (not is_help and year = {YEAR - 1}) > 0)::int as enrolled_1
from acts join enterprises e using (enterprise)
group by all
"""  # noqa: S608
BODIES = f"""
select year, count(distinct helper) from engagements
where year in ({YEAR}, {YEAR - 1}) and enterprise in (select enterprise from active)
  and helper in (select helper from bodies where kind = 'certification_body')
group by year order by year
"""  # noqa: S608


def make_people() -> str:
    columns = [
        f"max(value) filter (indicator = '{name}' and period = '{YEAR - ago}') as {name}_{ago}, "
        f"count(low) filter (indicator = '{name}' and period = '{YEAR - ago}') as {name}_{ago}_r, "
        f"count(*) filter (is_approximate and indicator = '{name}' "
        f"and period = '{YEAR - ago}') as {name}_{ago}_a"
        for name in AMOUNTS
        for ago in (0, 1, 2)
    ]
    return f"""
    create temp table people as
    with wide as (select enterprise, {", ".join(columns)} from "values"
      where indicator in {AMOUNTS} and period in ('{YEAR}', '{YEAR - 1}', '{YEAR - 2}')
        and enterprise in (select enterprise from active)
      group by enterprise)
    select * from active left join wide using (enterprise)
    """  # noqa: S608


def make_terms(amount: str, per: str, ago: int) -> dict[str, str]:
    """Return the conditions and ratios of one change."""
    before, after = f"{amount}_{ago + 1}", f"{amount}_{ago}"
    whole = f"helped_{ago} = 1 and {before} is not null and {after} is not null"
    first, second = f"{before}::double", f"{after}::double"
    if per:
        base_before, base_after = f"{per}_{ago + 1}", f"{per}_{ago}"
        whole += f" and {base_before} > 0 and {base_after} > 0"
        first, second = (
            f"{first} / {base_before}::double",
            f"{second} / {base_after}::double",
        )
    marks = {
        mark: " or ".join(
            f"{name}_{year}_{mark} > 0"
            for name in (amount, per or amount)
            for year in (ago + 1, ago)
        )
        for mark in "ra"
    }
    return {
        "whole": whole,
        "change": f"round(({second}) / ({first}) - 1, 8)::decimal(38,8)",
        "points": f"round(({second}) - ({first}), 8)::decimal(38,8)",
        "has_change": f"{whole} and {before} > 0",
        "ranged": f"helped_{ago} = 1 and not coalesce({whole}, false) and ({marks['r']})",
        "approximate": f"{whole} and ({marks['a']})",
    }


def make_groups() -> str:
    columns = [
        f"sum({count}_{ago}) as {count}_{ago}" for count in COUNTS for ago in (0, 1)
    ]
    for amount, per in MEASURES:
        for ago in (0, 1):
            columns += make_sums(amount, per, ago)
    return f"""
    select part, trade, size_class, grouping(part, trade, size_class) as level,
      {", ".join(columns)}
    from people group by grouping sets ((part), (trade), (size_class), ())
    """  # noqa: S608


def make_sums(amount: str, per: str, ago: int) -> list[str]:
    term = make_terms(amount, per, ago)
    name = f"{amount}_per_{per}_{ago}" if per else f"{amount}_{ago}"
    sums = [
        f"count(*) filter ({term['whole']}) as {name}_n",
        f"count(*) filter ({term['ranged']}) as {name}_ranges",
        f"count(*) filter ({term['approximate']}) as {name}_approximate",
        f"sum({amount}_{ago + 1}) filter ({term['whole']}) as {name}_before",
        f"sum({amount}_{ago}) filter ({term['whole']}) as {name}_after",
        f"count(*) filter ({term['has_change']}) as {name}_n_change",
        f"sum({term['change']}) filter ({term['has_change']}) as {name}_change",
    ]
    if not per:
        extreme = f"({term['change']} >= 99 or {term['change']} <= -0.99)"
        sums.append(
            f"count(*) filter ({term['has_change']} and {extreme}) as {name}_extremes"
        )
    else:
        sums += [
            f"sum({per}_{ago + 1}) filter ({term['whole']}) as {name}_base_before",
            f"sum({per}_{ago}) filter ({term['whole']}) as {name}_base_after",
            f"sum({term['points']}) filter ({term['whole']}) as {name}_points",
        ]
    return sums


def make_medians() -> str:
    columns = []
    for amount, per in MEASURES:
        for ago in (0, 1):
            term = make_terms(amount, per, ago)
            name = f"{amount}_per_{per}_{ago}" if per else f"{amount}_{ago}"
            columns.append(
                f"median({term['change']}) filter ({term['has_change']}) as {name}_median"
            )
            if per:
                columns.append(
                    f"median({term['points']}) filter ({term['whole']}) as {name}_median_points"
                )
    return f"select {', '.join(columns)} from people"  # noqa: S608


def check_equal(paths: dict[str, Path]) -> None:
    """Compare every sum, count, median and group of both ways."""
    tables = open_tables(paths)
    homes = read_atlas(tables).assign("000000")
    tally = tally_people(tables, homes, area="000000", year=YEAR)
    sql = run_sql(paths)
    rows = sql["groups"].to_pylist()
    compare(tally.whole, {**find_level(rows, 7)[0], **sql["medians"].to_pylist()[0]})
    for name, level in (("part", 3), ("trade", 5), ("size_class", 6)):
        groups = find_level(rows, level)
        assert len(groups) == len(tally.groups[name])
        for row in groups:
            compare(tally.groups[name][row[name]], row)
    assert {YEAR - year: count for year, count in sql["bodies"]} == dict(tally.bodies)
    print(
        f"{sql['groups'].num_rows} groups, {len(tally.whole)} figures each: all equal"
    )


def find_level(rows: list[dict[str, Any]], level: int) -> list[dict[str, Any]]:
    return [row for row in rows if row["level"] == level]


def compare(ours: Any, theirs: dict[str, Any]) -> None:
    for key, value in ours.items():
        other = theirs[key]
        assert value == other or (not value and not other), (key, value, other)


if __name__ == "__main__":
    raise SystemExit(main())
