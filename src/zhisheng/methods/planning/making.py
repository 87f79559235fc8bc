"""Choose the measures that serve a firm's aim best within its limits."""

from collections.abc import Iterable
from dataclasses import replace
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from zhisheng.methods.planning.programmes import Floats
from zhisheng.methods.planning.reasons import (
    explain_chosen,
    explain_left_out,
    list_lifted,
    list_missing,
)
from zhisheng.methods.planning.records import (
    Aim,
    Candidate,
    Chosen,
    LeftOut,
    Limit,
    Loosening,
    NegativeLimitError,
    NoPlanError,
    Plan,
    UnknownMeasureError,
)
from zhisheng.methods.planning.solving import (
    Objective,
    Problem,
    find_gains,
    find_impossible,
    solve,
)

LIMIT_NAMES = {
    Limit.BUDGET: "预算",
    Limit.STAFF_DAYS: "投入人天",
    Limit.DAYS: "期限天数",
}


def make_plan(problem: Problem, aim: Aim) -> Plan:
    """Choose measures; the optimum is proven.

    Parameters
    ----------
    problem : Problem
        Where the firm stands, what may be done, its limits and wishes. The cheapest
        and the fastest plan need a target or measures to aim at.
    aim : Aim
        The best plan gains most of what the firm wants; among equals the cheaper one,
        then the one with less work, is taken.

    Raises
    ------
    NegativeLimitError, UnknownMeasureError
        If what is asked makes no sense.
    NoPlanError
        If no choice keeps to the limits; it says which one to loosen, and by how much.
    TookTooLongError
        If the optimum, or what to loosen, is not proven in ``problem.seconds``.

    Notes
    -----
    Solved as a mixed-integer linear programme by HiGHS with no gap left.
    """
    _refuse_nonsense(problem)
    left = _leave_done(problem)
    deadline = monotonic() + problem.seconds
    chosen = solve(left, _list_objectives(left, aim), deadline)
    if chosen is None:
        raise _explain_failure(left, deadline)
    return _write_plan(problem, left, chosen, aim)


def explain_nothing(problem: Problem) -> NoPlanError | None:
    """Say which limit to loosen, and by how much, so that anything at all can be chosen.

    Parameters
    ----------
    problem : Problem
        Whose best plan holds no measure.

    Returns
    -------
    NoPlanError or None
        None if no measure would gain anything, whatever the limits.
    """
    left = _leave_done(problem)
    out = find_impossible(replace(left, limits=replace(left.limits, days=None)))
    overs = [
        _count_over(left, list_missing(left, one, ()))
        for one in left.candidates
        if one.code not in out and list_lifted(left, one)
    ]
    if not overs:
        return None
    alone = [over[0] for over in overs if len(over) == 1]
    if alone:
        limits = [limit for limit in Limit if limit in {one.limit for one in alone}]
        return NoPlanError(
            tuple(
                Loosening(limit, min(one.by for one in alone if one.limit is limit))
                for limit in limits
            )
        )
    return NoPlanError(
        together=min(overs, key=lambda over: (len(over), [one.by for one in over]))
    )


def _count_over(problem: Problem, wanted: list[Candidate]) -> tuple[Loosening, ...]:
    """Return by how much each limit is too tight for a measure with all it needs."""
    codes = {one.code for one in wanted}
    chosen = np.array([one.code in codes for one in problem.candidates])
    needed = _measure(problem, chosen)
    return tuple(
        Loosening(limit, needed[limit] - most)
        for limit in Limit
        if (most := getattr(problem.limits, limit.value)) is not None
        and needed[limit] > most
    )


def _refuse_nonsense(problem: Problem) -> None:
    for limit in Limit:
        value = getattr(problem.limits, limit.value)
        if value is not None and value < 0:
            raise NegativeLimitError(limit=LIMIT_NAMES[limit], value=value)
    known = {one.code for one in problem.candidates} - problem.wishes.excluded
    for code in sorted((problem.wishes.pinned | problem.aimed_at) - known):
        raise UnknownMeasureError(measure=code)


def _leave_done(problem: Problem) -> Problem:
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


def _list_objectives(problem: Problem, aim: Aim) -> list[Objective]:
    gain = [
        Objective(gains=np.array([-s.weight * s.wanted for s in problem.standings]))
    ]
    if problem.weakest_counts:
        gain = [Objective(weakest=-1.0), *gain]
    # Among equals the plan with less work and fewer measures.
    costs, works = problem.costs[Limit.BUDGET], problem.costs[Limit.STAFF_DAYS] + 1e-3
    cost, work = Objective(measures=costs), Objective(measures=works)
    return {
        Aim.BEST: [*gain, _put_behind(costs, works)],
        Aim.CHEAPEST: [cost, *gain, work],
        Aim.FASTEST: [Objective(days=1.0), cost, *gain, work],
    }[aim]


def _put_behind(first: Floats, second: Floats) -> Objective:
    """Make one objective of two: all of the second weighs less than a step of the first.

    The first counts whole yuan. Proving one optimum takes half the time of two.
    """
    step = float(np.gcd.reduce(first.astype(np.int64), initial=0)) or 1.0
    weight = 0.5 / max(1.0, float(second.sum()))
    return Objective(measures=first / step + weight * second)


def _explain_failure(problem: Problem, deadline: float) -> NoPlanError:
    """Find which limit to loosen, and by how much; together where none alone will do."""
    limited = [
        limit for limit in Limit if getattr(problem.limits, limit.value) is not None
    ]
    alone = [
        found for limit in limited for found in _loosen(problem, [limit], deadline)
    ]
    if alone:
        return NoPlanError(loosenings=tuple(alone))
    return NoPlanError(together=_loosen(problem, limited, deadline))


def _loosen(
    problem: Problem, limits: list[Limit], deadline: float
) -> tuple[Loosening, ...]:
    """Return by how much limits are too tight if the others stay; empty if none helps."""
    uses = [_use_of(problem, limit) for limit in limits]
    chosen = solve(problem.loosen(*limits), uses, deadline)
    if chosen is None:
        return ()
    needed = _measure(problem, chosen)
    over = [
        Loosening(limit, needed[limit] - getattr(problem.limits, limit.value))
        for limit in limits
    ]
    return tuple(one for one in over if one.by > 0)


def _use_of(problem: Problem, limit: Limit) -> Objective:
    if limit is Limit.DAYS:
        return Objective(days=1.0)
    return Objective(measures=problem.costs[limit])


def _measure(problem: Problem, chosen: NDArray[np.bool_]) -> dict[Limit, int]:
    """Return what a choice takes of each limit."""
    added = {limit: int(cost @ chosen) for limit, cost in problem.costs.items()}
    ends = [problem.finishes[one.code] for one in _keep(problem, chosen)]
    return {**added, Limit.DAYS: max(ends, default=0)}


def _keep(problem: Problem, chosen: NDArray[np.bool_]) -> list[Candidate]:
    pairs = zip(problem.candidates, chosen, strict=True)
    return [one for one, is_chosen in pairs if is_chosen]


def _write_plan(
    whole: Problem, problem: Problem, chosen: NDArray[np.bool_], aim: Aim
) -> Plan:
    gains = find_gains(problem, chosen)
    before = [standing.value for standing in problem.standings]
    after = [value + float(gain) for value, gain in zip(before, gains, strict=True)]
    used = _measure(problem, chosen)
    kept = {one.code for one in _keep(problem, chosen)}
    out = find_impossible(problem)
    return Plan(
        aim=aim,
        chosen=tuple(sorted(_list_chosen(problem, kept), key=_order)),
        left_out=tuple(
            LeftOut(one.code, explain_left_out(whole, problem, one, out, kept, used))
            for one in whole.candidates
            if one.code not in kept
        ),
        cost_yuan=used[Limit.BUDGET],
        staff_days=used[Limit.STAFF_DAYS],
        days=used[Limit.DAYS],
        before=_score(problem, before),
        after=_score(problem, after),
        values=dict(
            zip((one.criterion for one in problem.standings), after, strict=True)
        ),
    )


def _list_chosen(problem: Problem, kept: set[str]) -> Iterable[Chosen]:
    for one in problem.candidates:
        if one.code in kept:
            last = problem.finishes[one.code]
            first = last - one.duration_days + 1
            yield Chosen(one.code, first, last, explain_chosen(problem, one, kept))


def _order(chosen: Chosen) -> tuple[int, int]:
    return chosen.first_day, chosen.last_day


def _score(problem: Problem, values: list[float]) -> float:
    if not values:
        return 0.0
    if problem.weakest_counts:
        return float(np.floor(min(values))) if problem.is_whole else min(values)
    weights = (standing.weight for standing in problem.standings)
    return sum(w * value for w, value in zip(weights, values, strict=True))
