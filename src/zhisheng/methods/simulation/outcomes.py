"""What happens in each quarter, with and without help."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhisheng.methods.simulation.clusters import CLUSTERS
from zhisheng.methods.simulation.population import NEVER, Floats, Population

INDICATORS = (
    "revenue_yuan",
    "profit_yuan",
    "quality_cost_yuan",
    "scrap_rate_percent",
    "first_pass_yield_percent",
)
_HALF_LIFE_QUARTERS = 4.0
_SIZE_SLOPE = 0.3
_MARGIN_SHARE = 0.35
_QUALITY_COST_SHARE = 2.0
_SCRAP_SHARE = 3.0
_DEFECT_SHARE = 2.5


@dataclass(frozen=True, slots=True)
class QuarterOutcome:
    """True values of one quarter.

    Arrays have shape (n, 5) in the order and units of ``INDICATORS``: ``without`` help
    for all, ``actual`` with the help given.
    """

    quarter: int
    without: Floats
    actual: Floats


@dataclass(frozen=True, slots=True)
class _Fixed:
    """What stays with an enterprise; arrays of shape (n,)."""

    log_revenue: Floats
    growth: Floats
    margin: Floats
    log_quality_cost: Floats
    log_scrap: Floats
    log_defects: Floats
    effect: Floats


def run_quarters(
    rng: np.random.Generator, population: Population, *, quarters: int
) -> Iterator[QuarterOutcome]:
    """Go through the quarters one by one, so that memory stays bounded."""
    fixed = _fix(rng, population)
    trade_shocks = _draw_trade_shocks(rng, quarters)
    regions = int(population.region.max()) + 1
    region_shocks = 0.04 * rng.standard_normal((regions, -(-quarters // 4)))
    for quarter in range(quarters):
        shock = trade_shocks[population.cluster, quarter]
        shock = shock + region_shocks[population.region, quarter // 4]
        levels = _draw_levels(rng, fixed, shock, quarter)
        grown = _grow_effect(fixed.effect, population.cohort, quarter)
        yield QuarterOutcome(
            quarter, _assemble(levels, np.zeros_like(grown)), _assemble(levels, grown)
        )


def _fix(rng: np.random.Generator, population: Population) -> _Fixed:
    cluster, quality = population.cluster, population.quality
    count = len(cluster)

    def per_trade(field: str) -> Floats:
        return np.array([getattr(kind, field) for kind in CLUSTERS])[cluster]

    return _Fixed(
        log_revenue=np.log(per_trade("median_revenue"))
        + per_trade("spread") * population.size
        + 0.1 * quality,
        growth=per_trade("growth") + population.trend,
        margin=per_trade("margin") + 0.01 * quality + 0.02 * rng.standard_normal(count),
        log_quality_cost=np.log(per_trade("quality_cost"))
        - 0.15 * quality
        + 0.2 * rng.standard_normal(count),
        log_scrap=np.log(per_trade("scrap"))
        - 0.25 * quality
        + 0.3 * rng.standard_normal(count),
        log_defects=np.log(per_trade("defects"))
        - 0.2 * quality
        + 0.3 * rng.standard_normal(count),
        effect=per_trade("effect") * np.clip(1 - _SIZE_SLOPE * population.size, 0, 2),
    )


def _draw_trade_shocks(rng: np.random.Generator, quarters: int) -> Floats:
    season = np.array([kind.season for kind in CLUSTERS])
    shocks: Floats = 0.03 * rng.standard_normal((len(CLUSTERS), quarters))
    for quarter in range(1, quarters):
        shocks[:, quarter] += 0.6 * shocks[:, quarter - 1]
    shocks += season[:, np.arange(quarters) % 4]
    return shocks


def _draw_levels(
    rng: np.random.Generator, fixed: _Fixed, shock: Floats, quarter: int
) -> tuple[Floats, ...]:
    noise = rng.standard_normal((5, len(shock)))
    return (
        fixed.log_revenue + fixed.growth * quarter + shock + 0.08 * noise[0],
        fixed.margin + 0.2 * shock + 0.015 * noise[1],
        fixed.log_quality_cost + 0.08 * noise[2],
        fixed.log_scrap + 0.12 * noise[3],
        fixed.log_defects + 0.10 * noise[4],
    )


def _grow_effect(effect: Floats, cohort: NDArray[np.int64], quarter: int) -> Floats:
    passed = quarter - cohort + 1
    is_on = (cohort != NEVER) & (passed > 0)
    grown = 1 - np.exp(-np.maximum(passed, 0) / _HALF_LIFE_QUARTERS)
    return np.where(is_on, effect * grown, 0.0)


def _assemble(levels: tuple[Floats, ...], effect: Floats) -> Floats:
    log_revenue, margin, log_quality_cost, log_scrap, log_defects = levels
    revenue = np.exp(log_revenue + effect)
    scrap = np.exp(log_scrap - _SCRAP_SHARE * effect)
    defects = np.exp(log_defects - _DEFECT_SHARE * effect)
    return np.column_stack(
        [
            revenue,
            revenue * np.clip(margin + _MARGIN_SHARE * effect, -0.5, 0.6),
            revenue * np.exp(log_quality_cost - _QUALITY_COST_SHARE * effect),
            np.minimum(scrap, 60.0),
            100.0 - np.minimum(defects, 90.0),
        ]
    )
