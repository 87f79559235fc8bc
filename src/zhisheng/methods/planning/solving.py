"""The mixed-integer programme behind a plan, solved to proven optimality by HiGHS."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from time import monotonic
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from zhisheng.methods.planning.records import (
    Candidate,
    Limit,
    Limits,
    Standing,
    Target,
    TookTooLongError,
    Wishes,
)

Floats = NDArray[np.float64]

# What a later objective may take from an earlier one: less than any real difference,
# more than the solver's own tolerance, beside which it would find nothing feasible.
SLACK: Final = 1e-6
# What a score may miss a threshold by that it reaches.
ROUNDING: Final = 1e-7
# What `milp` says when its time is over.
OUT_OF_TIME: Final = 1


@dataclass(frozen=True)
class Problem:
    """A choice of measures to be made.

    Attributes
    ----------
    weakest_counts : bool
        Whether the score is that of the weakest criterion instead of the weighted mean.
    is_whole : bool
        Whether only whole levels of the weakest criterion count.
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
        """What each measure takes of each limit that adds up."""
        return {
            Limit.BUDGET: np.array([float(c.cost_yuan) for c in self.candidates]),
            Limit.STAFF_DAYS: np.array([float(c.staff_days) for c in self.candidates]),
        }

    def loosen(self, *limits: Limit) -> "Problem":
        """Return the same problem without some of its limits."""
        return replace(
            self, limits=replace(self.limits, **{limit.value: None for limit in limits})
        )


@dataclass(frozen=True, slots=True)
class Objective:
    """A linear function of the variables to be made as small as possible."""

    measures: Floats | None = None
    gains: Floats | None = None
    weakest: float = 0.0
    days: float = 0.0


def solve(
    problem: Problem, objectives: Sequence[Objective], deadline: float
) -> NDArray[np.bool_] | None:
    """Choose measures: the first objective decides, the next ones among equals.

    Parameters
    ----------
    problem : Problem
    objectives : Sequence[Objective]
    deadline : float
        Until when, by the clock of `time.monotonic`: it never changes what is chosen,
        only whether anything is.

    Returns
    -------
    NDArray[np.bool_], shape (measures,), or None
        Which measures are chosen; None if no choice is possible.

    Raises
    ------
    TookTooLongError
        If the optimum is not proven by the deadline.

    Notes
    -----
    Variables: a measure is taken or not, levels gained per criterion, the level of the
    weakest criterion, the day the last measure ends. Where rounding leaves a later
    objective nothing feasible, what the earlier ones chose stands.
    """
    constraints = _list_constraints(problem)
    chosen: Floats | None = None
    bounds = _find_bounds(problem)
    for objective in objectives:
        row = _write_objective(problem, objective)
        found = _minimise(
            _Programme(row, _list_integrality(problem), bounds, constraints),
            deadline,
            is_narrowed=chosen is not None,
        )
        if found is None:
            break  # What was chosen keeps to all of them: only rounding says otherwise.
        chosen = found
        best = float(row @ found)
        constraints.append(
            LinearConstraint(row, -np.inf, best + SLACK * max(1.0, abs(best)))
        )
    return None if chosen is None else np.round(chosen[: len(problem.candidates)]) == 1


@dataclass(frozen=True, slots=True)
class _Programme:
    """What the solver is given."""

    row: Floats
    integrality: NDArray[np.int64]
    bounds: Bounds
    constraints: Sequence[LinearConstraint]


def _minimise(
    programme: _Programme, deadline: float, *, is_narrowed: bool
) -> Floats | None:
    """Run the solver; where rounding may mislead its presolve, once more without it.

    It may beside what an earlier objective has reached; without that, nothing feasible
    is nothing feasible.
    """
    for presolve in (True, False) if is_narrowed else (True,):
        left = deadline - monotonic()
        if left <= 0:
            raise TookTooLongError
        result = milp(
            programme.row,
            integrality=programme.integrality,
            bounds=programme.bounds,
            constraints=programme.constraints,
            options={"mip_rel_gap": 0.0, "time_limit": left, "presolve": presolve},
        )
        if result.status == OUT_OF_TIME:
            raise TookTooLongError
        if result.x is not None:
            return np.asarray(result.x, dtype=np.float64)
    return None


def find_gains(problem: Problem, chosen: NDArray[np.bool_]) -> Floats:
    """Return the levels a choice gains in each criterion, at most up to the top."""
    return np.minimum(problem.room, problem.lifts @ chosen)


def _count(problem: Problem) -> tuple[int, int, int]:
    measures, criteria = len(problem.candidates), len(problem.standings)
    return measures, criteria, measures + criteria + 2


def _write_objective(problem: Problem, objective: Objective) -> Floats:
    measures, criteria, _ = _count(problem)
    none = np.zeros
    return np.concatenate(
        [
            none(measures) if objective.measures is None else objective.measures,
            none(criteria) if objective.gains is None else objective.gains,
            [objective.weakest, objective.days],
        ]
    )


def _list_integrality(problem: Problem) -> NDArray[np.int64]:
    measures, criteria, _ = _count(problem)
    is_whole = [1] * measures + [0] * criteria + [int(problem.is_whole), 0]
    return np.array(is_whole, dtype=np.int64)


def _find_bounds(problem: Problem) -> Bounds:
    """Settle what is settled: a measure that is out has 0 as its upper bound."""
    _, criteria, _ = _count(problem)
    out = find_impossible(problem)
    wanted = problem.wishes.pinned | problem.aimed_at
    low = [float(one.code in wanted) for one in problem.candidates]
    high = [float(one.code not in out) for one in problem.candidates]
    latest = np.inf if problem.limits.days is None else float(problem.limits.days)
    return Bounds(
        np.array([*low, *np.zeros(criteria), 0.0, 0.0]),
        np.array([*high, *problem.room, float(problem.top_level), latest]),
        keep_feasible=False,
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


def _list_constraints(problem: Problem) -> list[LinearConstraint]:
    rows = [
        *_limit_rows(problem),
        *_prerequisite_rows(problem),
        *_gain_rows(problem),
        *_weakest_rows(problem),
        *_day_rows(problem),
        *_target_rows(problem),
    ]
    matrix = np.array([row for row, _ in rows])
    return [LinearConstraint(matrix, -np.inf, np.array([most for _, most in rows]))]


Row = tuple[Floats, float]


def _row(problem: Problem, entries: Mapping[int, float], most: float) -> Row:
    row = np.zeros(_count(problem)[2])
    for place, value in entries.items():
        row[place] = value
    return row, most


def _limit_rows(problem: Problem) -> list[Row]:
    return [
        _row(problem, dict(enumerate(costs)), float(most))
        for limit, costs in problem.costs.items()
        if (most := getattr(problem.limits, limit.value)) is not None
    ]


def _prerequisite_rows(problem: Problem) -> list[Row]:
    places = {one.code: place for place, one in enumerate(problem.candidates)}
    return [
        _row(problem, {places[one.code]: 1.0, places[need]: -1.0}, 0.0)
        for one in problem.candidates
        for need in one.prerequisites
        if need in places
    ]


def _gain_rows(problem: Problem) -> list[Row]:
    """Let no criterion gain more than the chosen measures lift."""
    measures, _, _ = _count(problem)
    return [
        _row(problem, {**dict(enumerate(-lifts)), measures + place: 1.0}, 0.0)
        for place, lifts in enumerate(problem.lifts)
    ]


def _weakest_rows(problem: Problem) -> list[Row]:
    measures, criteria, _ = _count(problem)
    return [
        _row(
            problem, {measures + criteria: 1.0, measures + place: -1.0}, standing.value
        )
        for place, standing in enumerate(problem.standings)
    ]


def _day_rows(problem: Problem) -> list[Row]:
    last = _count(problem)[2] - 1
    return [
        _row(problem, {place: float(problem.finishes[one.code]), last: -1.0}, 0.0)
        for place, one in enumerate(problem.candidates)
    ]


def _target_rows(problem: Problem) -> list[Row]:
    if problem.target is None:
        return []
    measures, criteria, _ = _count(problem)
    least = problem.target.least
    gates = [
        _row(problem, {measures + place: -1.0}, one.value - least[one.criterion])
        for place, one in enumerate(problem.standings)
        if one.criterion in least
    ]
    if problem.weakest_counts:
        return [
            *gates,
            _row(problem, {measures + criteria: -1.0}, -problem.target.score),
        ]
    weights = {measures + p: -one.weight for p, one in enumerate(problem.standings)}
    before = sum(one.weight * one.value for one in problem.standings)
    # A score that sums to a threshold reaches it, as in `methods.maturity`.
    return [*gates, _row(problem, weights, before - problem.target.score + ROUNDING)]
