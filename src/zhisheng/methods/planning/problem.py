"""A choice of measures to be made, and what is settled about it before any is made."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from zhisheng.methods.planning.records import (
    Candidate,
    Limit,
    Limits,
    Standing,
    Target,
    Wishes,
)

Floats = NDArray[np.float64]
DAYS_OF_MONTH: Final = 30


@dataclass(frozen=True)
class Problem:
    """A choice of measures to be made.

    Attributes
    ----------
    weakest_counts : bool
        Whether the score is that of the weakest criterion instead of the weighted mean.
    is_whole : bool
        Whether only whole levels of the weakest criterion count.
    clashes : tuple[frozenset[str], ...]
        Measures that find no room in the months together: one of each must be left out.
    seconds : float
        What the solver may take for all it is asked of one plan.
    """

    standings: tuple[Standing, ...]
    candidates: tuple[Candidate, ...]
    limits: Limits
    wishes: Wishes
    top_level: int
    weakest_counts: bool = False
    is_whole: bool = False
    target: Target | None = None
    aimed_at: frozenset[str] = frozenset()
    clashes: tuple[frozenset[str], ...] = ()
    seconds: float = 10.0

    @cached_property
    def finishes(self) -> dict[str, int]:
        """Day on which each measure can be done at the earliest, with what it needs."""
        by_code = {one.code: one for one in self.candidates}
        found: dict[str, int] = {}

        def find(code: str) -> int:
            if code not in found:
                one = by_code[code]
                needs = [n for n in one.prerequisites if n in by_code]
                found[code] = one.duration_days + max(map(find, needs), default=0)
            return found[code]

        return {code: find(code) for code in by_code}

    @cached_property
    def lifts(self) -> Floats:
        """Levels each measure lifts each criterion, shape (criteria, measures)."""
        return np.array(
            [
                [one.lifts.get(standing.criterion, 0) for one in self.candidates]
                for standing in self.standings
            ],
            dtype=np.float64,
        ).reshape(len(self.standings), len(self.candidates))

    @cached_property
    def room(self) -> Floats:
        """Levels up to the top, shape (criteria,)."""
        return np.array([self.top_level - one.value for one in self.standings])

    @cached_property
    def costs(self) -> dict[Limit, Floats]:
        """What each measure takes of money and of the days of the firm's own people."""
        return {
            Limit.BUDGET: np.array([float(c.cost_yuan) for c in self.candidates]),
            Limit.STAFF_DAYS: np.array([float(c.staff_days) for c in self.candidates]),
        }

    def loosen(self, *limits: Limit) -> "Problem":
        """Return the same problem without some of its limits."""
        is_timed = {Limit.STAFF_DAYS, Limit.DAYS}.isdisjoint(limits)
        return replace(
            self,
            limits=replace(self.limits, **{limit.value: None for limit in limits}),
            clashes=self.clashes if is_timed else (),
        )


def find_impossible(problem: Problem) -> dict[str, str | None]:
    """Return the measures that cannot be taken, and what keeps them out.

    Beside each stands the code of the measure it needs and cannot have, or None where
    it is out by itself: excluded, or too slow.
    """
    days = problem.limits.days
    out: dict[str, str | None] = {
        one.code: None
        for one in problem.candidates
        if one.code in problem.wishes.excluded
        or (days is not None and problem.finishes[one.code] > days)
    }
    known = {one.code for one in problem.candidates} | problem.wishes.done
    waiting = [one for one in problem.candidates if one.code not in out]
    while True:
        found = {
            one.code: need
            for one in waiting
            for need in one.prerequisites
            if need in out or need not in known
        }
        if not found:
            return out
        out |= found
        waiting = [one for one in waiting if one.code not in out]


def share_months(days: int) -> tuple[float, ...]:
    """Return which part of each span of 30 days lies within so many days."""
    whole, rest = divmod(days, DAYS_OF_MONTH)
    return (1.0,) * whole + ((rest / DAYS_OF_MONTH,) if rest else ())


def leave_done(problem: Problem) -> Problem:
    """Offer nothing twice; what is done is no prerequisite any more."""
    done = problem.wishes.done
    return replace(
        problem,
        candidates=tuple(
            replace(
                one, prerequisites=tuple(n for n in one.prerequisites if n not in done)
            )
            for one in problem.candidates
            if one.code not in done
        ),
        wishes=replace(problem.wishes, pinned=problem.wishes.pinned - done),
        aimed_at=problem.aimed_at - done,
    )
