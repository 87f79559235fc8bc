"""What is written down instead of the truth: gaps and figures that cannot be."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from zhisheng.methods.simulation.names import Indices
from zhisheng.methods.simulation.population import Floats

BLEMISHES = ("unit_slip", "copied", "negative_revenue", "profit_over_revenue")
_SHARES = (0.002, 0.002, 0.001, 0.001)
_GAP_HELPED, _GAP_OTHERS = 0.03, 0.06
_REVENUE, _PROFIT = 0, 1
_UNIT_SLIP = 10_000.0


def blemish(
    rng: np.random.Generator,
    true: Floats,
    *,
    before: Floats | None,
    is_helped: NDArray[np.bool_],
) -> tuple[Floats, Indices]:
    """Spoil a few rows and leave gaps.

    Parameters
    ----------
    true : NDArray[np.float64], shape (n, 5)
        In the order of ``INDICATORS``.
    before : NDArray[np.float64], shape (n, 5), or None
        What was written down a quarter earlier; None in the first.

    Returns
    -------
    tuple
        What is written down (NaN is a gap), and for each row the number of its
        blemish in ``BLEMISHES`` or -1.
    """
    written = true.copy()
    draw = rng.random(len(true))
    kind = np.searchsorted(np.cumsum(_SHARES), draw, side="right")
    kind = np.where(kind == len(_SHARES), -1, kind)
    if before is None:
        kind[kind == BLEMISHES.index("copied")] = -1
    else:
        copied = kind == BLEMISHES.index("copied")
        written[copied] = before[copied]
    written[kind == BLEMISHES.index("unit_slip"), _REVENUE] *= _UNIT_SLIP
    written[kind == BLEMISHES.index("negative_revenue"), _REVENUE] *= -1
    above = kind == BLEMISHES.index("profit_over_revenue")
    written[above, _PROFIT] = 1.5 * written[above, _REVENUE]
    gap = np.where(is_helped, _GAP_HELPED, _GAP_OTHERS)
    is_gap = (rng.random(true.shape) < gap[:, None]) & (kind == -1)[:, None]
    written[is_gap] = np.nan
    return written, kind


def tabulate_blemishes(quarter: int, kind: Indices) -> pl.DataFrame:
    """List the spoilt rows of a quarter."""
    rows = np.flatnonzero(kind >= 0)
    names = pl.Series("kind", list(BLEMISHES)).gather(kind[rows])
    return pl.DataFrame(
        {
            "enterprise": rows.astype(np.int32),
            "quarter": np.full(len(rows), quarter, dtype=np.int16),
            "kind": names,
        }
    )
