"""Choose the measures that serve a firm's aim best within its limits."""

from collections.abc import Iterator
from time import monotonic

import numpy as np

from zhisheng.methods.planning.choosing import Choice, choose
from zhisheng.methods.planning.loosening import explain_failure
from zhisheng.methods.planning.problem import Problem, find_impossible, leave_done
from zhisheng.methods.planning.programmes import Floats
from zhisheng.methods.planning.reasons import explain_chosen, explain_left_out
from zhisheng.methods.planning.records import (
    Aim,
    Chosen,
    LeftOut,
    Limit,
    NegativeLimitError,
    Plan,
    UnknownMeasureError,
)
from zhisheng.methods.planning.solving import Objective, find_gains

LIMIT_NAMES = {
    Limit.BUDGET: "预算",
    Limit.STAFF_DAYS: "每月人手",
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
    Solved as a mixed-integer linear programme by HiGHS with no gap left. Of choices that
    `find_schedule` finds no room for in the months, a part that finds none is ruled out,
    and the programme is solved again: the plan is the best of all choices without such a
    part.
    """
    _refuse_nonsense(problem)
    left = leave_done(problem)
    deadline = monotonic() + problem.seconds
    choice = choose(left, _list_objectives(left, aim), deadline, aim)
    if choice is None:
        raise explain_failure(left, deadline)
    return _write_plan(problem, left, choice, aim)


def _refuse_nonsense(problem: Problem) -> None:
    for limit in Limit:
        value = getattr(problem.limits, limit.value)
        if value is not None and value < 0:
            raise NegativeLimitError(limit=LIMIT_NAMES[limit], value=value)
    known = {one.code for one in problem.candidates} - problem.wishes.excluded
    for code in sorted((problem.wishes.pinned | problem.aimed_at) - known):
        raise UnknownMeasureError(measure=code)


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


def _write_plan(whole: Problem, problem: Problem, choice: Choice, aim: Aim) -> Plan:
    kept = [one for one in problem.candidates if one.code in choice.codes]
    chosen = np.array([one.code in choice.codes for one in problem.candidates])
    gains = find_gains(problem, chosen)
    before = [standing.value for standing in problem.standings]
    after = [value + float(gain) for value, gain in zip(before, gains, strict=True)]
    return Plan(
        aim=aim,
        chosen=tuple(_list_chosen(problem, choice)),
        left_out=tuple(_list_left_out(whole, problem, choice.codes, aim)),
        cost_yuan=sum(one.cost_yuan for one in kept),
        staff_days=sum(one.staff_days for one in kept),
        days=choice.schedule.last_day,
        months=choice.schedule.months,
        before=_score(problem, before),
        after=_score(problem, after),
        values=dict(
            zip((one.criterion for one in problem.standings), after, strict=True)
        ),
    )


def _list_chosen(problem: Problem, choice: Choice) -> Iterator[Chosen]:
    by_code = {one.code: one for one in problem.candidates}
    for slot in choice.schedule.slots:
        reason = explain_chosen(problem, by_code[slot.code], choice.codes)
        yield Chosen(slot.code, slot.first_day, slot.last_day, reason)


def _list_left_out(
    whole: Problem, problem: Problem, kept: frozenset[str], aim: Aim
) -> Iterator[LeftOut]:
    out = find_impossible(problem)
    for one in whole.candidates:
        if one.code not in kept:
            reason = explain_left_out(whole, problem, one, out, kept, aim)
            yield LeftOut(one.code, reason)


def _score(problem: Problem, values: list[float]) -> float:
    if not values:
        return 0.0
    if problem.weakest_counts:
        return float(np.floor(min(values))) if problem.is_whole else min(values)
    weights = (standing.weight for standing in problem.standings)
    return sum(w * value for w, value in zip(weights, values, strict=True))
