"""Checks of whole columns; missing values are NaN and are never found fault with."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

AMOUNT_FACTORS = (1_000.0, 10_000.0)
SHARE_FACTORS = (100.0,)
# Half an order of magnitude, so that 1,000 and 10,000 leave no gap between them.
SLIP_TOLERANCE = 10**0.5
JUMP_FACTOR = 3.0
LEAST_JUMP = 20.0
LEAST_VALUES = 3
HUNDRED = 100.0


def find_negative(low: Floats) -> Flags:
    """Flag values below zero.

    Parameters
    ----------
    low : Floats, shape (n,)
        Values, or the lower ends of ranges.
    """
    return low < 0


def find_percent_out_of_range(low: Floats, high: Floats) -> Flags:
    """Flag shares that leave 0 to 100 percent; both arrays have shape (n,)."""
    return (low < 0) | (high > HUNDRED)


def find_profit_over_revenue(profit_low: Floats, revenue_high: Floats) -> Flags:
    """Flag profits that surely exceed revenue; both in yuan, shape (n,)."""
    return profit_low > revenue_high


def find_unit_slips(
    values: Floats, references: Floats, factors: Collection[float] = AMOUNT_FACTORS
) -> Floats:
    """Find values that differ from their reference by about a factor of a unit.

    Parameters
    ----------
    values, references : Floats, shape (n,)
        In the same unit, e.g. this year's and last year's revenue in yuan.
    factors : Collection[float]
        Ratios that a wrong unit makes, e.g. 10,000 for 元 and 万元.

    Returns
    -------
    Floats, shape (n,)
        The factor of the unit that fits best, or 0 where none does; a ratio fits
        within half an order of magnitude of the factor, in either direction.
    """
    distances = np.abs(_log_ratio(values, references))
    ordered = np.sort(np.asarray(list(factors), dtype=np.float64))
    gaps = np.abs(distances[:, np.newaxis] - np.log(ordered))
    nearest = ordered[np.argmin(gaps, axis=1)]
    fits = gaps.min(axis=1) <= np.log(SLIP_TOLERANCE)
    return np.where(fits, nearest, 0.0)


def find_jumps(values: Floats, references: Floats) -> Flags:
    """Flag counts more than three times, or under a third of, the year before.

    A difference under 20 is none: in a workshop of five one person is 20 percent.
    """
    flags: Flags = np.abs(_log_ratio(values, references)) > np.log(JUMP_FACTOR)
    flags &= np.abs(values - references) >= LEAST_JUMP
    return flags


def find_rates_over_hundred(yield_low: Floats, scrap_low: Floats) -> Flags:
    """Flag first-pass yields and scrap rates that sum to over 100 percent."""
    return yield_low + scrap_low > HUNDRED


def find_unchanged_rows(values: Floats, previous: Floats) -> Flags:
    """Flag rows in which at least three values exist twice and all of them are equal.

    Parameters
    ----------
    values, previous : Floats, shape (n, k)
        One row per enterprise, one column per indicator.
    """
    both = ~(np.isnan(values) | np.isnan(previous))
    flags: Flags = ((values == previous) | ~both).all(axis=1)
    flags &= both.sum(axis=1) >= LEAST_VALUES
    return flags


def find_copied_rows(values: Floats, declarers: NDArray[np.int64]) -> Flags:
    """Flag rows whose values another enterprise of the same declarer has as well.

    Parameters
    ----------
    values : Floats, shape (n, k)
        One row per enterprise; rows with fewer than three values other than zero
        are not compared.
    declarers : NDArray[np.int64], shape (n,)
        Who declared the row.
    """
    told = ~np.isnan(values) & (values != 0)
    is_compared = told.sum(axis=1) >= LEAST_VALUES
    flags = np.zeros(len(values), dtype=np.bool_)
    rows = np.column_stack([declarers.astype(np.float64), values])[is_compared]
    if len(rows):
        # NaN differs from itself, so it is compared as a number no value has.
        _, places, counts = np.unique(
            np.nan_to_num(rows, nan=-np.inf),
            axis=0,
            return_inverse=True,
            return_counts=True,
        )
        flags[is_compared] = counts[places.reshape(-1)] > 1
    return flags


def _log_ratio(values: Floats, references: Floats) -> Floats:
    """Return log(|a|/|b|), NaN where either is zero or missing."""
    usable = (values != 0) & (references != 0)
    magnitude = np.where(usable, np.abs(values), np.nan)
    base = np.where(usable, np.abs(references), np.nan)
    ratio: Floats = np.log(magnitude) - np.log(base)
    return ratio
