"""Visits that one person cannot have paid: two places at once, or no time to get there.

Source: none, the comparison is this platform's own; the hours of the way are a dated
example of `reference/help`.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import combinations

from zhisheng.methods.referral import measure_distance

SECONDS_PER_HOUR = 3_600


class Why(StrEnum):
    """Why two visits do not go together."""

    OVERLAP = "overlap"
    TOO_FAR = "too_far"


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit as it was written down.

    Attributes
    ----------
    helper, enterprise : str
        Who paid it, and to whom.
    region : str
        Six digits of the county; empty where nobody knows.
    """

    key: str
    helper: str
    enterprise: str
    region: str
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Clash:
    """Two visits of one helper, the earlier first.

    Attributes
    ----------
    hours_between, hours_needed : float
        From the end of the first to the start of the second; negative where they overlap.
    """

    first: str
    second: str
    why: Why
    hours_between: float
    hours_needed: float


def find_clashes(
    visits: Iterable[Visit], travel_hours: Sequence[float]
) -> tuple[Clash, ...]:
    """Return the pairs of visits that one person cannot have paid both.

    Parameters
    ----------
    visits : Iterable[Visit]
        In any order; two visits to one enterprise never clash.
    travel_hours : Sequence[float], length 4
        Hours needed within a county, a city, a province, and beyond.
    """
    by_day: defaultdict[tuple[str, object], list[Visit]] = defaultdict(list)
    for one in visits:
        by_day[one.helper, one.starts.date()].append(one)
    found = []
    for group in by_day.values():
        ordered = sorted(group, key=lambda one: (one.starts, one.key))
        for first, second in combinations(ordered, 2):
            clash = _compare(first, second, travel_hours)
            if clash is not None:
                found.append(clash)
    return tuple(found)


def _compare(
    first: Visit, second: Visit, travel_hours: Sequence[float]
) -> Clash | None:
    if first.enterprise == second.enterprise:
        return None
    between = (second.starts - first.ends).total_seconds() / SECONDS_PER_HOUR
    # Where a place is not known nobody is suspected of the way.
    is_known = bool(first.region and second.region)
    near = measure_distance(first.region, second.region)
    needed = travel_hours[near] if is_known else 0.0
    if between < 0:
        return Clash(first.key, second.key, Why.OVERLAP, between, needed)
    if between < needed:
        return Clash(first.key, second.key, Why.TOO_FAR, between, needed)
    return None
