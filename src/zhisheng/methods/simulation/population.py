"""Who takes part: enterprises, bodies, and who is helped when by whom."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from zhisheng.methods.simulation.clusters import CLUSTERS
from zhisheng.methods.simulation.names import (
    SYLLABLES,
    Indices,
    Strings,
    draw_cores,
    join,
    make_codes,
)
from zhisheng.reference.regions import load_regions

Floats = NDArray[np.float64]

NEVER = -1
# Unlike any enterprise here, so that no body bears the code of an enterprise.
_BODY_HEAD = "12"
_FORMS = np.array(["有限公司", "厂", "经营部", "股份有限公司"])
_FORM_SHARES = (0.6, 0.24, 0.12, 0.04)
_HOUSEHOLD_FORM = 2
_KINDS = np.array(["公开宣贯", "标准解读", "诊断", "咨询", "代做内审"])
_KIND_SHARES = (0.2, 0.2, 0.35, 0.2, 0.05)
_MORE_HELP_SHARES = (0.7, 0.22, 0.08)
_ENTERPRISES_PER_BODY = 1500
_FEWEST_BODIES, _MOST_BODIES = 6, 800


@dataclass(frozen=True, slots=True)
class Population:
    """The table of enterprises and what nobody sees of them.

    Arrays have shape (n,): ``cluster`` and ``region`` are numbers, ``size`` the
    standard score of revenue within the trade, ``trend`` own growth per quarter,
    ``quality`` the standard score of quality management, ``cohort`` the quarter in
    which help began or ``NEVER``.
    """

    enterprises: pl.DataFrame
    cluster: Indices
    region: Indices
    size: Floats
    trend: Floats
    quality: Floats
    cohort: Indices


def draw_population(
    rng: np.random.Generator,
    *,
    count: int,
    quarters: int,
    year: int,
    selection: float,
    clusters: int = len(CLUSTERS),
) -> Population:
    """Draw the enterprises and when help begins.

    With ``selection`` 0 help is given by lot; with 1 large, growing and well managed
    enterprises volunteer more often.
    """
    cluster = rng.choice(clusters, count, p=_list_shares(clusters))
    codes, names = _place(rng, cluster)
    size, quality = rng.standard_normal(count), rng.standard_normal(count)
    trend_score = rng.standard_normal(count)
    pull = selection * (0.5 * size + 0.4 * trend_score + 0.6 * quality)
    is_helped = rng.random(count) < 1 / (1 + np.exp(0.7 - pull))
    start = rng.integers(1, quarters, count)
    regions = np.unique(codes, return_inverse=True)[1]
    return Population(
        enterprises=_describe(rng, cluster, codes, names, size, year),
        cluster=cluster,
        region=regions.astype(np.int64),
        size=size,
        trend=0.012 * trend_score,
        quality=quality,
        cohort=np.where(is_helped, start, NEVER),
    )


def draw_bodies(rng: np.random.Generator, count: int) -> pl.DataFrame:
    """Draw certification bodies for so many enterprises."""
    number = int(np.clip(count // _ENTERPRISES_PER_BODY, _FEWEST_BODIES, _MOST_BODIES))
    codes, names = _list_counties()
    where = rng.integers(0, len(codes), number)
    regions = codes[where]
    return pl.DataFrame(
        {
            "body": np.arange(number, dtype=np.int32),
            "uscc": make_codes(rng, np.full(number, _BODY_HEAD), regions),
            "name": join(names[where], draw_cores(rng, number), "认证有限公司"),
            "region_code": regions,
        }
    )


def draw_helps(
    rng: np.random.Generator, cohort: Indices, *, quarters: int, year: int, bodies: int
) -> pl.DataFrame:
    """Draw who helped whom: one to three helps by different bodies.

    The first begins in the quarter of the cohort, later ones in that or a later
    quarter; a body has a number from 0 to ``bodies - 1``.
    """
    helped = np.flatnonzero(cohort != NEVER)
    times = rng.choice(3, len(helped), p=_MORE_HELP_SHARES) + 1
    enterprise = np.repeat(helped, times)
    turn = np.arange(len(enterprise)) - np.repeat(np.cumsum(times) - times, times)
    first_body = np.repeat(rng.integers(0, bodies, len(helped)), times)
    quarter = np.minimum(
        cohort[enterprise] + turn * rng.integers(0, 4, len(enterprise)), quarters - 1
    )
    start = _start_quarters(year, quarter) + rng.integers(0, 80, len(enterprise))
    return pl.DataFrame(
        {
            "enterprise": enterprise.astype(np.int32),
            "body": ((first_body + turn) % bodies).astype(np.int32),
            "kind": rng.choice(_KINDS, len(enterprise), p=_KIND_SHARES),
            "year": (year + quarter // 4).astype(np.int16),
            "quarter": quarter.astype(np.int16),
            "start": start,
            "end": start + rng.integers(20, 150, len(enterprise)),
        }
    )


def _list_shares(clusters: int) -> Floats:
    shares = np.array([cluster.share for cluster in CLUSTERS[:clusters]])
    whole: Floats = shares / shares.sum()
    return whole


def _list_counties() -> tuple[Strings, Strings]:
    counties = [
        region
        for region in load_regions()
        if region.level == "county" and region.kind == "division"
    ]
    return (
        np.array([region.code for region in counties]),
        np.array([region.short_name for region in counties]),
    )


def _place(rng: np.random.Generator, cluster: Indices) -> tuple[Strings, Strings]:
    codes, names = _list_counties()
    where = rng.integers(0, len(codes), len(cluster))
    for number, kind in enumerate(CLUSTERS):
        if kind.region_codes:
            members = np.flatnonzero(cluster == number)
            homes = np.flatnonzero(np.isin(codes, kind.region_codes))
            where[members] = homes[rng.integers(0, len(homes), len(members))]
    return codes[where], names[where]


def _describe(
    rng: np.random.Generator,
    cluster: Indices,
    codes: Strings,
    places: Strings,
    size: Floats,
    year: int,
) -> pl.DataFrame:
    count = len(cluster)
    form = rng.choice(len(_FORMS), count, p=_FORM_SHARES)
    trades = np.array([kind.trade for kind in CLUSTERS])
    industries = np.array([kind.industry_code for kind in CLUSTERS])
    heads = np.where(form == _HOUSEHOLD_FORM, "92", "91")
    name = join(places, draw_cores(rng, count), trades[cluster], _FORMS[form])
    age = rng.integers(400, 9000, count)
    return pl.DataFrame(
        {
            "enterprise": np.arange(count, dtype=np.int32),
            "uscc": make_codes(rng, heads, codes),
            "name": name,
            "region_code": codes,
            "industry_code": industries[cluster],
            "trade": trades[cluster],
            "address": _draw_addresses(rng, count),
            "registered_on": np.datetime64(f"{year}-01-01", "D") - age,
            "employees": _draw_employees(rng, cluster, size),
        }
    )


def _draw_addresses(rng: np.random.Generator, count: int) -> Strings:
    first, second = SYLLABLES[rng.integers(0, len(SYLLABLES), (2, count))]
    return join(first, second, "路", rng.integers(1, 400, count).astype(np.str_), "号")


def _draw_employees(
    rng: np.random.Generator, cluster: Indices, size: Floats
) -> NDArray[np.int32]:
    median = np.array([4 * kind.median_revenue for kind in CLUSTERS])
    per_worker = np.array([4 * kind.revenue_per_worker for kind in CLUSTERS])
    spread = np.array([kind.spread for kind in CLUSTERS])
    revenue = median[cluster] * np.exp(spread[cluster] * size)
    noise = np.exp(0.3 * rng.standard_normal(len(cluster)))
    workers = np.maximum(np.round(revenue / per_worker[cluster] * noise), 1)
    employees: NDArray[np.int32] = workers.astype(np.int32)
    return employees


def _start_quarters(year: int, quarter: Indices) -> NDArray[np.datetime64]:
    months = np.datetime64(f"{year}-01", "M") + 3 * quarter
    days: NDArray[np.datetime64] = months.astype("datetime64[D]")
    return days
