"""The programme behind a plan: its variables, its rows, one objective after another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from zhisheng.methods.planning.problem import (
    DAYS_OF_MONTH,
    Problem,
    find_impossible,
    share_months,
)
from zhisheng.methods.planning.programmes import Floats, Programme, minimise
from zhisheng.methods.planning.records import Limit

# What a later objective may take from an earlier one: less than any real difference,
# more than the solver's own tolerance, beside which it would find nothing feasible.
SLACK: Final = 1e-6
# What a score may miss a threshold by that it reaches.
ROUNDING: Final = 1e-7


@dataclass(frozen=True, slots=True)
class Objective:
    """A linear function of the variables to be made as small as possible."""

    measures: Floats | None = None
    gains: Floats | None = None
    weakest: float = 0.0
    days: float = 0.0

    @property
    def is_of_gains(self) -> bool:
        """Whether it is the better the more is gained, whatever that takes."""
        return self.measures is None and not self.days


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
    weakest criterion, the day the last measure ends. Where gains come first, a choice
    that lifts everything to the top is looked for at once. Where rounding leaves a later
    objective nothing feasible, what the earlier ones chose stands.
    """
    programme = _write_programme(problem)
    rows = [_write_objective(problem, objective) for objective in objectives]
    leading = objectives[:-1]
    if leading and all(one.is_of_gains for one in leading):
        full = _fill(problem, replace(programme, row=rows[-1]))
        if (found := minimise(full, deadline)) is not None:
            return _read_choice(problem, found)
    chosen: Floats | None = None
    for row in rows:
        programme = replace(programme, row=row)
        if chosen is None or row @ chosen > programme.find_ideal() + ROUNDING:
            found = minimise(programme, deadline, chosen)
            if found is None:
                break  # What was chosen keeps to all: only rounding says otherwise.
            chosen = found
        programme = _keep(problem, programme, float(row @ chosen))
    return None if chosen is None else _read_choice(problem, chosen)


def _read_choice(problem: Problem, values: Floats) -> NDArray[np.bool_]:
    return np.asarray(np.round(values[: len(problem.candidates)]) == 1)


def _fill(problem: Problem, programme: Programme) -> Programme:
    """Let every criterion gain all it can: what gains so much, no choice gains more."""
    low, gains = programme.low.copy(), _place_gains(problem)
    low[gains] = programme.high[gains]
    return replace(programme, low=low)


def _keep(problem: Problem, programme: Programme, best: float) -> Programme:
    """Keep what an objective has reached, and raise the bounds as far as it says.

    Whatever falls short of its upper bound by more than is to spare misses the objective;
    a criterion gains whole levels or all that is left.
    """
    row, high = programme.row, programme.high
    most = best + SLACK * max(1.0, abs(best))
    low, counts = programme.low.copy(), row < 0
    short = (most - programme.find_ideal()) / -row[counts]
    low[counts] = np.maximum(low[counts], high[counts] - short)
    gains = _place_gains(problem)
    values = np.array([standing.value for standing in problem.standings])
    least = np.maximum(low[gains], low[gains.stop] - values)
    low[gains] = np.minimum(high[gains], np.maximum(0, np.ceil(least - SLACK)))
    return programme.keep(most, low)


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


def _place_gains(problem: Problem) -> slice:
    """Return where the gains stand; right behind them stands the weakest level."""
    measures, criteria, _ = _count(problem)
    return slice(measures, measures + criteria)


def _write_programme(problem: Problem) -> Programme:
    measures, criteria, variables = _count(problem)
    rows = _list_rows(problem)
    low, high = _find_bounds(problem)
    is_whole = [True] * measures + [False] * criteria + [problem.is_whole, False]
    return Programme(
        is_whole=np.array(is_whole),
        low=low,
        high=high,
        matrix=np.array([row for row, _ in rows]).reshape(-1, variables),
        most=np.array([most for _, most in rows]),
        row=np.zeros(variables),
    )


def _find_bounds(problem: Problem) -> tuple[Floats, Floats]:
    """Settle what is settled: a measure that is out has 0 as its upper bound."""
    _, criteria, _ = _count(problem)
    out = find_impossible(problem)
    wanted = problem.wishes.pinned | problem.aimed_at
    low = [float(one.code in wanted) for one in problem.candidates]
    high = [float(one.code not in out) for one in problem.candidates]
    latest = np.inf if problem.limits.days is None else float(problem.limits.days)
    return (
        np.array([*low, *np.zeros(criteria), 0.0, 0.0]),
        np.array([*high, *problem.room, float(problem.top_level), latest]),
    )


def _list_rows(problem: Problem) -> list["Row"]:
    return [
        *_budget_rows(problem),
        *_month_rows(problem),
        *_clash_rows(problem),
        *_prerequisite_rows(problem),
        *_gain_rows(problem),
        *_weakest_rows(problem),
        *_day_rows(problem),
        *_target_rows(problem),
    ]


Row = tuple[Floats, float]


def _row(problem: Problem, entries: Mapping[int, float], most: float) -> Row:
    row = np.zeros(_count(problem)[2])
    for place, value in entries.items():
        row[place] = value
    return row, most


def _budget_rows(problem: Problem) -> list[Row]:
    most = problem.limits.budget_yuan
    if most is None:
        return []
    return [_row(problem, dict(enumerate(problem.costs[Limit.BUDGET])), float(most))]


def _month_rows(problem: Problem) -> list[Row]:
    """Let what cannot begin before a month ask no more than there is from then on.

    This keeps most choices out that find no room; the first row is that of all months.
    """
    a_month, days = problem.limits.staff_days, problem.limits.days
    if a_month is None or days is None:
        return []
    shares = share_months(days)
    works = problem.costs[Limit.STAFF_DAYS]
    heads = [problem.finishes[c.code] - c.duration_days for c in problem.candidates]
    rows = []
    for month in range(len(shares)):
        is_late = np.array(heads) >= month * DAYS_OF_MONTH
        most = np.floor(a_month * sum(shares[month:]) + SLACK)
        rows.append(_row(problem, dict(enumerate(works * is_late)), float(most)))
    return rows


def _clash_rows(problem: Problem) -> list[Row]:
    places = {one.code: place for place, one in enumerate(problem.candidates)}
    return [
        _row(problem, {places[code]: 1.0 for code in clash}, len(clash) - 1.0)
        for clash in problem.clashes
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
    """Let no criterion gain more than the chosen measures lift.

    A measure counts no more than what is left to the top. Of a part of a level that is
    left, the last whole level of lifting brings only that part: this second row keeps
    fractions of measures from gaining what no choice can.
    """
    measures, _, _ = _count(problem)
    rows = []
    for place, (lifts, room) in enumerate(
        zip(problem.lifts, problem.room, strict=True), start=measures
    ):
        capped = np.minimum(lifts, room)
        rows.append(_row(problem, {**dict(enumerate(-capped)), place: 1.0}, 0.0))
        whole = np.floor(room)
        part = room - whole
        if SLACK < part < 1 - SLACK:
            shared = -part * np.minimum(lifts, whole + 1)
            most = whole * (1 - part)
            rows.append(_row(problem, {**dict(enumerate(shared)), place: 1.0}, most))
    return rows


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
