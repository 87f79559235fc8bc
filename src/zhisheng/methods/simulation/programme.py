"""Put a synthetic programme together and write the truth beside it."""

from dataclasses import dataclass
from typing import ClassVar, Final

import numpy as np
import polars as pl

from zhisheng.methods.errors import DomainError
from zhisheng.methods.simulation.blemishes import blemish, tabulate_blemishes
from zhisheng.methods.simulation.clusters import CLUSTERS
from zhisheng.methods.simulation.names import Indices
from zhisheng.methods.simulation.outcomes import (
    INDICATORS,
    QuarterOutcome,
    run_quarters,
)
from zhisheng.methods.simulation.population import (
    NEVER,
    Floats,
    Population,
    draw_bodies,
    draw_helps,
    draw_population,
)

DEFINITION: Final = (
    "ATT: mean over helped enterprises of the value with help minus the value the same "
    "enterprise would have had without, from the quarter in which its first help began; "
    "the effect depends on the first help only, grows with time and is larger for "
    "small enterprises; before gaps and blemishes. att in the unit of the indicator, "
    "att_log in natural logarithms (null for profit). The overall figure weighs every "
    "helped enterprise-quarter equally."
)
_FEWEST_QUARTERS = 3
_WITHOUT_LOG = "profit_yuan"


class SimulationRangeError(DomainError):
    """A programme needs an enterprise and three quarters."""

    code: ClassVar[str] = "simulation.range"
    message: ClassVar[str] = (
        "模拟至少需要 1 家企业、3 个季度，得到 {enterprises} 家、{quarters} 个季度。"
    )


@dataclass(frozen=True, slots=True)
class Truth:
    """What an evaluation should find.

    ``latent``: enterprise, cohort (quarter from 0 or null), size, trend, quality.
    ``att``: cohort, quarter, indicator, enterprises, att, att_log.
    ``overall``: indicator, enterprise_quarters, att, att_log.
    ``blemishes``: enterprise, quarter, kind of each row that was spoilt.
    """

    definition: str
    latent: pl.DataFrame
    att: pl.DataFrame
    overall: pl.DataFrame
    blemishes: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Programme:
    """A synthetic programme; no enterprise, person or code in it is real.

    ``values`` has a row per enterprise and quarter and a column per indicator (yuan or
    percent, null where nothing was returned); ``enterprise`` and ``body`` are row
    numbers from 0, ``quarter`` counts from 0 at the first quarter of the first year.
    """

    enterprises: pl.DataFrame
    bodies: pl.DataFrame
    helps: pl.DataFrame
    values: pl.DataFrame
    truth: Truth


def simulate(
    *,
    enterprises: int,
    quarters: int = 8,
    seed: int,
    first_year: int = 2023,
    selection: float = 1.0,
    clusters: int = len(CLUSTERS),
) -> Programme:
    """Simulate a programme; the same arguments give the same tables.

    Parameters
    ----------
    enterprises, quarters : int
        At least 1 and 3.
    selection : float
        How strongly size, growth and quality management make an enterprise volunteer;
        0 gives help by lot.
    clusters : int
        How many of the trades and their places there are, from 1; few enterprises
        spread over all of them would be alone wherever they are.

    Raises
    ------
    SimulationRangeError
        If there are too few enterprises or quarters.
    SimulationTooLargeError
        If fictional names or codes do not suffice.
    """
    if enterprises < 1 or quarters < _FEWEST_QUARTERS:
        raise SimulationRangeError(enterprises=enterprises, quarters=quarters)
    people, outcomes = np.random.default_rng(seed).spawn(2)
    population = draw_population(
        people,
        count=enterprises,
        quarters=quarters,
        year=first_year,
        selection=selection,
        clusters=clusters,
    )
    bodies = draw_bodies(people, enterprises)
    helps = draw_helps(
        people,
        population.cohort,
        quarters=quarters,
        year=first_year,
        bodies=bodies.height,
    )
    values, truth = _observe(outcomes, population, quarters, first_year)
    return Programme(population.enterprises, bodies, helps, values, truth)


def lengthen_values(values: pl.DataFrame) -> pl.DataFrame:
    """Turn `Programme.values` into a row per enterprise, quarter and indicator."""
    index = ["enterprise", "year", "quarter"]
    return values.unpivot(
        on=list(INDICATORS), index=index, variable_name="indicator", value_name="value"
    )


def _observe(
    rng: np.random.Generator, population: Population, quarters: int, year: int
) -> tuple[pl.DataFrame, Truth]:
    values, effects, spoilt = [], [], []
    before: Floats | None = None
    is_helped = population.cohort != NEVER
    for outcome in run_quarters(rng, population, quarters=quarters):
        written, kind = blemish(rng, outcome.actual, before=before, is_helped=is_helped)
        values.append(_tabulate(outcome.quarter, year, written))
        effects.append(_sum_effects(outcome, population))
        spoilt.append(tabulate_blemishes(outcome.quarter, kind))
        before = written
    att = _drop_empty(pl.concat(effects))
    truth = Truth(
        definition=DEFINITION,
        latent=_tabulate_latent(population),
        att=_average(att, ["cohort", "quarter", "indicator"]),
        overall=_average(att, ["indicator"]),
        blemishes=pl.concat(spoilt),
    )
    return pl.concat(values), truth


def _tabulate(quarter: int, year: int, written: Floats) -> pl.DataFrame:
    count = len(written)
    index = {
        "enterprise": np.arange(count, dtype=np.int32),
        "year": np.full(count, year + quarter // 4, dtype=np.int16),
        "quarter": np.full(count, quarter, dtype=np.int16),
    }
    figures = pl.DataFrame(
        {name: written[:, place] for place, name in enumerate(INDICATORS)}
    )
    return pl.DataFrame(index).hstack(figures.fill_nan(None).get_columns())


def _sum_effects(outcome: QuarterOutcome, population: Population) -> pl.DataFrame:
    is_on = (population.cohort != NEVER) & (population.cohort <= outcome.quarter)
    actual, without = outcome.actual[is_on], outcome.without[is_on]
    frames = []
    for place, name in enumerate(INDICATORS):
        one, other = actual[:, place], without[:, place]
        log = (
            np.full(len(one), np.nan)
            if name == _WITHOUT_LOG
            else np.log(one) - np.log(other)
        )
        frames.append(_sum_by_cohort(population.cohort[is_on], one - other, log, name))
    quarter = pl.lit(outcome.quarter, dtype=pl.Int16).alias("quarter")
    return pl.concat(frames).with_columns(quarter)


def _sum_by_cohort(
    cohort: Indices, level: Floats, log: Floats, name: str
) -> pl.DataFrame:
    size = int(cohort.max(initial=0)) + 1
    return pl.DataFrame(
        {
            "cohort": np.arange(size, dtype=np.int16),
            "indicator": [name] * size,
            "count": np.bincount(cohort, minlength=size),
            "level": _add_up(cohort, level),
            "log": _add_up(cohort, log),
        }
    )


def _add_up(cohort: Indices, weights: Floats) -> Floats:
    size = int(cohort.max(initial=0)) + 1
    sums = np.bincount(cohort, weights=weights, minlength=size)
    return sums.astype(np.float64)


def _drop_empty(sums: pl.DataFrame) -> pl.DataFrame:
    log = pl.when(pl.col("indicator") != _WITHOUT_LOG).then("log")
    return sums.filter(pl.col("count") > 0).with_columns(log)


def _average(sums: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    count = pl.col("count").sum()
    is_known = pl.col("indicator").first() != _WITHOUT_LOG
    return (
        sums.group_by(keys, maintain_order=True)
        .agg(
            count.alias("enterprise_quarters"),
            (pl.col("level").sum() / count).alias("att"),
            pl.when(is_known).then(pl.col("log").sum() / count).alias("att_log"),
        )
        .sort(keys)
    )


def _tabulate_latent(population: Population) -> pl.DataFrame:
    cohort = pl.when(pl.col("cohort") != NEVER).then("cohort").cast(pl.Int16)
    return pl.DataFrame(
        {
            "enterprise": np.arange(len(population.cohort), dtype=np.int32),
            "cohort": population.cohort,
            "size": population.size,
            "trend": population.trend,
            "quality": population.quality,
        }
    ).with_columns(cohort)
