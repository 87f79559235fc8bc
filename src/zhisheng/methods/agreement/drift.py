"""Whether a rater has become stricter or milder than before, against all others."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

# Fewer evaluations say nothing about a rater.
FEWEST = 5
# A change of less than a quarter of a level is no news, however sure.
SMALLEST = 0.25
# As far as chance takes one in some three hundred.
ERRORS = 3.0


@dataclass(frozen=True, slots=True)
class PeriodMean:
    """One rater in one period.

    Attributes
    ----------
    evaluations : int
        How many evaluations were rated.
    total, squares : float
        Sum, and sum of squares, over the evaluations of the mean difference to the
        enterprise's own answers, in levels.
    others : float
        Middle of the same over the other raters in the period; 0 where there are few.
    """

    evaluations: int
    total: float
    squares: float
    others: float = 0.0


@dataclass(frozen=True, slots=True)
class Drift:
    """What changed from the earlier periods to the latest one.

    Attributes
    ----------
    change : float or None
        In levels, milder above 0; None with fewer than 5 evaluations on either side.
    error : float or None
        Standard error of the change.
    is_drift : bool
        Whether the change is at least a quarter of a level and three standard errors.
    """

    change: float | None
    error: float | None
    is_drift: bool


NOTHING_KNOWN = Drift(None, None, is_drift=False)


def find_drift(periods: Sequence[PeriodMean]) -> Drift:
    """Compare a rater's latest period with all earlier ones.

    Parameters
    ----------
    periods : Sequence[PeriodMean]
        In the order of time, at least one.

    Notes
    -----
    What all raters do alike in a period, because the enterprises that asked differ, is
    taken off first. The unit is the evaluation: answers of one evaluation hang together.
    The thresholds are this platform's own, no standard.
    """
    latest, earlier = _spread(periods[-1:]), _spread(periods[:-1])
    if latest is None or earlier is None:
        return NOTHING_KNOWN
    change = latest[0] - earlier[0]
    error = sqrt(latest[1] + earlier[1])
    is_drift = abs(change) >= SMALLEST and abs(change) >= ERRORS * error
    return Drift(change, error, is_drift)


def _spread(periods: Sequence[PeriodMean]) -> tuple[float, float] | None:
    """Return the mean beside all others, and the squared standard error of the mean."""
    count = sum(one.evaluations for one in periods)
    if count < FEWEST:
        return None
    total = sum(one.total - one.evaluations * one.others for one in periods)
    squares = sum(
        one.squares - 2 * one.others * one.total + one.evaluations * one.others**2
        for one in periods
    )
    mean = total / count
    variance = max(squares - count * mean**2, 0.0) / (count - 1)
    return mean, variance / count
