"""Whether a rater has become stricter or milder than before, against all others."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from scipy.special import stdtrit

# Fewer evaluations say nothing about a rater.
FEWEST = 5
# A change of less than a quarter of a level is no news, however sure.
SMALLEST = 0.25
# A rater who never changed is taken for one who did so seldom: with many evaluations
# that is three standard errors, with few the further ones of Student's t.
CHANCE = 0.0027


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
    others : float or None
        Middle of the same over the other raters in the period; None where they are too
        few to tell.
    """

    evaluations: int
    total: float
    squares: float
    others: float | None = None


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
        Whether the change is at least a quarter of a level, and so many standard errors
        that chance alone takes 27 in 10,000 as far.
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
    taken off first; so a period in which that is not known is only compared with such
    periods, and one in which it is with those. The unit is the evaluation: answers of
    one evaluation hang together. The thresholds are this platform's own, no standard.
    Source: B. L. Welch, The generalization of Student's problem when several different
    population variances are involved, Biometrika 34 (1947) 28-35.
    """
    *before, last = periods
    alike = [one for one in before if (one.others is None) == (last.others is None)]
    latest, earlier = _spread([last]), _spread(alike)
    if latest is None or earlier is None:
        return NOTHING_KNOWN
    change = latest.mean - earlier.mean
    error = sqrt(latest.square + earlier.square)
    least = max(SMALLEST, _count_errors(latest, earlier) * error)
    return Drift(change, error, is_drift=abs(change) >= least)


@dataclass(frozen=True, slots=True)
class _Spread:
    """A mean beside all others, its squared standard error, and what freedom that has."""

    mean: float
    square: float
    freedom: int


def _count_errors(first: _Spread, second: _Spread) -> float:
    """Return how many standard errors chance exceeds as seldom as is told."""
    both = first.square + second.square
    if not both:
        return 0.0  # Nothing varies: there is no error to exceed.
    share = first.square / both
    freedom = 1 / (share**2 / first.freedom + (1 - share) ** 2 / second.freedom)
    return float(stdtrit(freedom, 1 - CHANCE / 2))


def _spread(periods: Sequence[PeriodMean]) -> _Spread | None:
    """Return the mean beside all others; None of too few evaluations."""
    count = sum(one.evaluations for one in periods)
    if count < FEWEST:
        return None
    total = squares = 0.0
    for one in periods:
        others = one.others or 0.0
        total += one.total - one.evaluations * others
        squares += one.squares - 2 * others * one.total + one.evaluations * others**2
    mean = total / count
    variance = max(squares - count * mean**2, 0.0) / (count - 1)
    return _Spread(mean, variance / count, count - 1)
