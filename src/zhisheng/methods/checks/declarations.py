"""Check what one enterprise declares for one period."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

import numpy as np

from zhisheng.methods.checks.columns import (
    AMOUNT_FACTORS,
    SHARE_FACTORS,
    Floats,
    find_jumps,
    find_negative,
    find_percent_out_of_range,
    find_profit_over_revenue,
    find_rates_over_hundred,
    find_unchanged_rows,
    find_unit_slips,
)
from zhisheng.methods.checks.rules import CheckResult, Severity, make_result


@dataclass(frozen=True, slots=True)
class Measure:
    """A declared value or range, in the unit of its indicator; equal ends are a value."""

    low: float
    high: float

    @classmethod
    def of(cls, value: float) -> "Measure":
        """Return the measure of a single value."""
        return cls(value, value)


@dataclass(frozen=True, slots=True)
class Context:
    """What a value is compared with.

    Parameters
    ----------
    previous : Mapping[str, Measure]
        The period before, by indicator code.
    references : Mapping[str, float]
        What is usual in the trade for an enterprise of this size, by indicator code.
    amounts, shares : Collection[str]
        Codes that are money, and codes that are a share of a whole in percent.
    non_negative : Collection[str]
        Codes that cannot lie below zero.
    """

    previous: Mapping[str, Measure] = field(default_factory=dict)
    references: Mapping[str, float] = field(default_factory=dict)
    amounts: Collection[str] = ()
    shares: Collection[str] = ()
    non_negative: Collection[str] = ()


def check_values(
    values: Mapping[str, Measure], context: Context
) -> tuple[CheckResult, ...]:
    """Check what one enterprise declares for one period.

    Parameters
    ----------
    values : Mapping[str, Measure]
        By indicator code; money in yuan, shares in percent.
    context : Context
        Last year, what is usual in the trade, and what kind each code is.

    Returns
    -------
    tuple[CheckResult, ...]
        Refusals before warnings, in the order of the rules.
    """
    found = [result for check in _CHECKS for result in check(values, context)]
    return tuple(sorted(found, key=lambda result: result.severity is Severity.WARN))


def _check_ends(values: Mapping[str, Measure], context: Context) -> list[CheckResult]:
    results = []
    for code, measure in values.items():
        low, high = np.array([measure.low]), np.array([measure.high])
        if measure.low > measure.high:
            results.append(make_result("reversed_range", code))
        elif code in context.shares and find_percent_out_of_range(low, high)[0]:
            results.append(make_result("percent_out_of_range", code))
        elif code in context.non_negative and find_negative(low)[0]:
            rule = "negative_revenue" if code == "revenue" else "negative_value"
            results.append(make_result(rule, code))
    return results


def _check_pairs(values: Mapping[str, Measure], context: Context) -> list[CheckResult]:
    del context
    results = []
    profit, revenue = _ends(values, "profit"), _ends(values, "revenue")
    if find_profit_over_revenue(profit[:1], revenue[1:])[0]:
        results.append(make_result("profit_over_revenue", "profit", "revenue"))
    first_pass, scrap = _ends(values, "first_pass_yield"), _ends(values, "scrap_rate")
    if find_rates_over_hundred(first_pass[:1], scrap[:1])[0]:
        results.append(
            make_result("rates_over_hundred", "first_pass_yield", "scrap_rate")
        )
    return results


def _check_slips(values: Mapping[str, Measure], context: Context) -> list[CheckResult]:
    results = []
    for code in values:
        before = _middle(context.previous, code)
        usual = np.array([context.references.get(code, np.nan)])
        factors = SHARE_FACTORS if code in context.shares else AMOUNT_FACTORS
        if code not in context.amounts and code not in context.shares:
            continue
        now = _middle(values, code)
        if factor := find_unit_slips(now, before, factors)[0]:
            results.append(make_result("unit_slip", code, factor=float(factor)))
        elif np.isnan(before[0]) and (
            factor := find_unit_slips(now, usual, factors)[0]
        ):
            results.append(make_result("unit_slip_trade", code, factor=float(factor)))
    return results


def _check_employees(
    values: Mapping[str, Measure], context: Context
) -> list[CheckResult]:
    now, before = _middle(values, "employees"), _middle(context.previous, "employees")
    if find_jumps(now, before)[0]:
        return [make_result("employees_jump", "employees")]
    return []


def _check_unchanged(
    values: Mapping[str, Measure], context: Context
) -> list[CheckResult]:
    codes = sorted(values)
    now = np.array([[end for code in codes for end in _middle(values, code)]])
    before = np.array(
        [[end for code in codes for end in _middle(context.previous, code)]]
    )
    if codes and find_unchanged_rows(now, before)[0]:
        return [make_result("before_equals_after_all", *codes)]
    return []


def _ends(values: Mapping[str, Measure], code: str) -> Floats:
    measure = values.get(code, Measure.of(np.nan))
    return np.array([measure.low, measure.high], dtype=np.float64)


def _middle(values: Mapping[str, Measure], code: str) -> Floats:
    """Return the middle of a range, only to judge its order of magnitude."""
    return np.array([_ends(values, code).mean()])


_CHECKS: tuple[Callable[[Mapping[str, Measure], Context], list[CheckResult]], ...] = (
    _check_ends,
    _check_pairs,
    _check_slips,
    _check_employees,
    _check_unchanged,
)
