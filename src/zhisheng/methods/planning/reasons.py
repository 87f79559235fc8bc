"""Why a measure is in a plan, and why another one is not."""

from collections.abc import Collection, Mapping

from zhisheng.methods.planning.problem import DAYS_OF_MONTH, Problem
from zhisheng.methods.planning.records import Aim, Candidate, Limit, Reason, Why


def explain_chosen(problem: Problem, one: Candidate, kept: Collection[str]) -> Reason:
    """Say what a measure of the plan is good for."""
    if one.code in problem.aimed_at:
        return Reason(Why.AIMED_AT)
    lifted = list_lifted(problem, one)
    if lifted:
        return Reason(Why.LIFTS, lifted)
    after = tuple(
        other.code
        for other in problem.candidates
        if other.code in kept and one.code in other.prerequisites
    )
    return Reason(Why.NEEDED_BEFORE, after) if after else Reason(Why.PINNED)


def explain_left_out(
    whole: Problem,
    problem: Problem,
    one: Candidate,
    out: Mapping[str, str | None],
    kept: Collection[str],
    aim: Aim,
) -> Reason:
    """Say what keeps a measure out; ``whole`` still holds what the firm has done.

    ``out`` is what cannot be taken, as `find_impossible` says.
    """
    if one.code in whole.wishes.done:
        return Reason(Why.DONE)
    if one.code in whole.wishes.excluded:
        return Reason(Why.EXCLUDED)
    lifted = list_lifted(problem, one)
    if not lifted:
        return Reason(Why.LIFTS_NOTHING)
    if one.code in out:
        return _explain_impossible(problem, one, out[one.code])
    open_gaps = _list_open(problem, lifted, kept)
    if not open_gaps:
        return Reason(Why.GAP_IS_CLOSED, lifted)
    return _explain_unfit(problem, one, kept, open_gaps, aim)


def list_lifted(problem: Problem, one: Candidate) -> tuple[str, ...]:
    """Return the criteria below the top that a measure lifts."""
    return tuple(
        standing.criterion
        for standing, room in zip(problem.standings, problem.room, strict=True)
        if room > 0 and one.lifts.get(standing.criterion, 0) > 0
    )


def _explain_impossible(problem: Problem, one: Candidate, need: str | None) -> Reason:
    if need is not None:
        return Reason(Why.NEEDS_WHAT_IS_OUT, (need,))
    late = problem.finishes[one.code] - (problem.limits.days or 0)
    return Reason(Why.TOO_SLOW, limit=Limit.DAYS, by=late)


def _list_open(
    problem: Problem, criteria: tuple[str, ...], kept: Collection[str]
) -> tuple[str, ...]:
    """Return the criteria that are not at the top with the plan."""
    lifted = {
        criterion: sum(
            other.lifts.get(criterion, 0)
            for other in problem.candidates
            if other.code in kept
        )
        for criterion in criteria
    }
    room = {
        standing.criterion: float(left)
        for standing, left in zip(problem.standings, problem.room, strict=True)
    }
    return tuple(one for one in criteria if lifted[one] < room[one])


def _explain_unfit(
    problem: Problem,
    one: Candidate,
    kept: Collection[str],
    open_gaps: tuple[str, ...],
    aim: Aim,
) -> Reason:
    """Say which limit it would break beside the plan, with all that it needs.

    The best plan takes all that gains and has room: what breaks no limit as a whole, and
    is not taken all the same, finds no room in the months.
    """
    beside = [other for other in problem.candidates if other.code in kept]
    asked = [*beside, *list_missing(problem, one, kept)]
    for limit, needed in (
        (Limit.BUDGET, sum(other.cost_yuan for other in asked)),
        (Limit.STAFF_DAYS, _count_staff_days(problem, asked)),
    ):
        most = getattr(problem.limits, limit.value)
        if most is not None and needed > most:
            return Reason(Why.BEYOND_LIMIT, open_gaps, limit=limit, by=needed - most)
    is_timed = problem.limits.staff_days is not None and problem.limits.days is not None
    if aim is Aim.BEST and is_timed:
        return Reason(Why.NO_ROOM, open_gaps)
    return Reason(Why.NOT_NEEDED, open_gaps)


def _count_staff_days(problem: Problem, measures: Collection[Candidate]) -> int:
    """Return how many days a month all of it takes at least, by the deadline."""
    days = problem.limits.days
    work = sum(one.staff_days for one in measures)
    return -(-work * DAYS_OF_MONTH // days) if days else 0


def list_missing(
    problem: Problem, one: Candidate, kept: Collection[str]
) -> list[Candidate]:
    """Return the measure and what must come before it and is not in the plan."""
    by_code = {other.code: other for other in problem.candidates}
    found: dict[str, Candidate] = {}
    waiting = [one.code]
    while waiting:
        code = waiting.pop()
        if code in by_code and code not in kept and code not in found:
            found[code] = by_code[code]
            waiting += by_code[code].prerequisites
    return list(found.values())
