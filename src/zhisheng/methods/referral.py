"""Who could help: candidates in an order that explains itself, and who is left out why.

Points are a sum of parts that are shown one by one; nothing hidden weighs in. A few
reviews are drawn to the mean of all, so that one five does not beat twenty fours:
``(k * prior + sum) / (k + n)``, the mean of a normal prior worth ``k`` reviews.
Source: Efron, Morris (1975), Data analysis using Stein's estimator; the weights are ours.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum

PRIOR_REVIEWS = 5
PRIOR_MEAN = 4.0
BEST, WORST = 5.0, 1.0
# What each part can give at most; together 100.
FIELD, DISTANCE, LOAD, REVIEWS, LANGUAGE = 30.0, 25.0, 20.0, 15.0, 10.0


class Near(IntEnum):
    """How far the place of a candidate is, by the regions both lie in."""

    COUNTY = 0
    CITY = 1
    PROVINCE = 2
    NATION = 3


class Part(StrEnum):
    """What counts for a candidate."""

    FIELD = "field"
    DISTANCE = "distance"
    LOAD = "load"
    REVIEWS = "reviews"
    LANGUAGE = "language"


class Bar(StrEnum):
    """What leaves a candidate out."""

    CONFLICT = "conflict"
    ABSENT = "absent"
    FULL = "full"
    UNQUALIFIED = "unqualified"
    OTHER_FIELD = "other_field"
    OUT_OF_REACH = "out_of_reach"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an enterprise asks for.

    Attributes
    ----------
    region : str
        Six digits of the county of the works; empty where nobody knows.
    on : date
        When help is wanted.
    languages : frozenset[str]
        What is spoken there; empty for no matter.
    """

    field: str
    region: str
    on: date
    languages: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody of the register as it stands.

    Attributes
    ----------
    regions : frozenset[str]
        Region codes served; a province or city serves all below it.
    home : str
        Region code of where the candidate comes from; empty counts as far.
    load, capacity : int
        Open orders and how many may be open at once.
    absences : tuple[tuple[date, date], ...]
        First and last days of absence.
    is_qualified : bool
        Whether what it takes is held and not expired.
    has_conflict : bool
        Whether the guard of impartiality refuses.
    review_sum, review_count : float, int
        Sum and number of the marks from 1 to 5.
    """

    code: str
    fields: frozenset[str]
    regions: frozenset[str]
    home: str = ""
    languages: frozenset[str] = frozenset()
    load: int = 0
    capacity: int = 1
    absences: tuple[tuple[date, date], ...] = ()
    is_qualified: bool = True
    has_conflict: bool = False
    review_sum: float = 0.0
    review_count: int = 0


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with the points of each part.

    Attributes
    ----------
    mark : float
        The mean mark, drawn to that of all where there are few.
    """

    code: str
    points: float
    parts: tuple[tuple[Part, float], ...]
    near: Near
    load: int
    capacity: int
    mark: float
    review_count: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A candidate that is not named, and why."""

    code: str
    bar: Bar


@dataclass(frozen=True, slots=True)
class Ranking:
    """Who could help, the best first, and who could not; every candidate once."""

    ranked: tuple[Ranked, ...]
    left_out: tuple[LeftOut, ...]


def rank(wanted: Wanted, candidates: Iterable[Candidate]) -> Ranking:
    """Order those who could help and tell of the others why not.

    Parameters
    ----------
    wanted : Wanted
        What is asked for.
    candidates : Iterable[Candidate]
        The register, in any order; the ranking does not depend on it.
    """
    ranked, left_out = [], []
    for one in candidates:
        bar = find_bar(wanted, one)
        if bar is None:
            ranked.append(_weigh(wanted, one))
        else:
            left_out.append(LeftOut(one.code, bar))
    return Ranking(
        tuple(sorted(ranked, key=lambda one: (-one.points, one.code))),
        tuple(sorted(left_out, key=lambda one: one.code)),
    )


def find_bar(wanted: Wanted, one: Candidate) -> Bar | None:
    """Return what leaves a candidate out, the gravest first; None for nothing.

    Parameters
    ----------
    wanted : Wanted
    one : Candidate
    """
    is_away = any(first <= wanted.on <= last for first, last in one.absences)
    bars = {
        Bar.CONFLICT: one.has_conflict,
        Bar.OTHER_FIELD: wanted.field not in one.fields,
        Bar.OUT_OF_REACH: not _serves(one.regions, wanted.region),
        Bar.UNQUALIFIED: not one.is_qualified,
        Bar.ABSENT: is_away,
        Bar.FULL: one.load >= one.capacity,
    }
    return next((bar for bar, holds in bars.items() if holds), None)


def measure_distance(home: str, region: str) -> Near:
    """Tell how far two places are apart by the digits their codes share.

    Parameters
    ----------
    home, region : str
        Six digits; nothing is beyond the province, as is what lies in another.
    """
    if not home or home[:2] != region[:2]:
        return Near.NATION
    if home == region:
        return Near.COUNTY
    is_same_city = home[:4] == region[:4] and not home.endswith("0000")
    return Near.CITY if is_same_city else Near.PROVINCE


def shrink_mark(total: float, count: int) -> float:
    """Return the mean mark as if five middling reviews stood before it.

    Parameters
    ----------
    total : float
        Sum of the marks, each from 1 to 5.
    count : int
        How many there are.

    Notes
    -----
    Source: B. Efron and C. Morris, Data analysis using Stein's estimator and its
    generalizations, JASA 70 (1975) 311-319; the prior is this platform's own.
    """
    return (PRIOR_REVIEWS * PRIOR_MEAN + total) / (PRIOR_REVIEWS + count)


def _weigh(wanted: Wanted, one: Candidate) -> Ranked:
    near = measure_distance(one.home, wanted.region)
    mark = shrink_mark(one.review_sum, one.review_count)
    speaks = not wanted.languages or bool(wanted.languages & one.languages)
    parts = (
        # Who does few things is a little ahead of who does everything.
        (Part.FIELD, FIELD / len(one.fields) ** 0.25),
        (Part.DISTANCE, DISTANCE * (1 - near / Near.NATION)),
        (Part.LOAD, LOAD * (1 - one.load / one.capacity)),
        (Part.REVIEWS, REVIEWS * (mark - WORST) / (BEST - WORST)),
        (Part.LANGUAGE, LANGUAGE if speaks else 0.0),
    )
    points = sum(value for _, value in parts)
    return Ranked(
        one.code, points, parts, near, one.load, one.capacity, mark, one.review_count
    )


def _serves(regions: frozenset[str], region: str) -> bool:
    """Tell whether a place lies in one of the regions; where is unknown, all serve."""
    return not region or any(region.startswith(_prefix(one)) for one in regions)


def _prefix(region: str) -> str:
    """Return how all below a region begin; 000000 is the nation."""
    if region.endswith("0000"):
        return region[:2].replace("00", "")
    return region[:4] if region.endswith("00") else region
