"""Figures of bodies with the mix of their cases adjusted: direct standardisation.

Who takes the hard cases looks worse than it is. Each body's mean within a stratum is
weighed by the share of that stratum among all cases: ``sum(w_s * mean_s) / sum(w_s)``
over the strata the body has cases in.
Source: K. J. Rothman, Modern Epidemiology, direct standardisation.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Case:
    """One case: whose it is, of what mix, and what came of it."""

    body: str
    stratum: Hashable
    value: float


@dataclass(frozen=True, slots=True)
class Adjusted:
    """The figure of one body.

    Attributes
    ----------
    raw, adjusted : float
        Mean of its own cases, and as if it had the mix of all.
    base : int
        How many cases it has.
    coverage : float
        Share of all cases that lie in strata where it has any, from 0 to 1.
    """

    body: str
    raw: float
    adjusted: float
    base: int
    coverage: float


def adjust(cases: Iterable[Case], least: int) -> tuple[Adjusted, ...]:
    """Return the adjusted figure of each body with enough cases, by body.

    Parameters
    ----------
    cases : Iterable[Case]
        All cases of all bodies; the weights come from them.
    least : int
        Bodies with fewer cases are left out, so that no cell tells of one enterprise.
    """
    held = list(cases)
    weights: defaultdict[Hashable, int] = defaultdict(int)
    by_body: defaultdict[str, list[Case]] = defaultdict(list)
    for one in held:
        weights[one.stratum] += 1
        by_body[one.body].append(one)
    return tuple(
        _adjust(body, own, weights, len(held))
        for body, own in sorted(by_body.items())
        if len(own) >= least
    )


def _adjust(
    body: str, own: list[Case], weights: dict[Hashable, int], total: int
) -> Adjusted:
    values: defaultdict[Hashable, list[float]] = defaultdict(list)
    for one in own:
        values[one.stratum].append(one.value)
    covered = sum(weights[stratum] for stratum in values)
    weighed = sum(
        weights[stratum] * sum(told) / len(told) for stratum, told in values.items()
    )
    raw = sum(one.value for one in own) / len(own)
    return Adjusted(body, raw, weighed / covered, len(own), covered / total)
