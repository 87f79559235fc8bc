"""Which limit to loosen, and by how much, so that a plan can be made."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from zhisheng.methods.planning.choosing import choose, fits, list_chain
from zhisheng.methods.planning.problem import Problem, find_impossible, leave_done
from zhisheng.methods.planning.reasons import list_lifted
from zhisheng.methods.planning.records import Aim, Limit, Loosening, NoPlanError
from zhisheng.methods.planning.scheduling import find_least_days, find_least_staff_days
from zhisheng.methods.planning.solving import Objective

Way = tuple[Loosening, ...]


def explain_failure(problem: Problem, deadline: float) -> NoPlanError:
    """Find a limit that would do alone if it were looser; else what would do together.

    Parameters
    ----------
    problem : Problem
        That no choice of measures fits.
    deadline : float
        Until when, by the clock of `time.monotonic`.

    Raises
    ------
    TookTooLongError
        If an answer is not proven by the deadline.

    Notes
    -----
    What is said is enough: with a limit so much looser a plan is made. Of money nothing
    less is enough either; days a month and days to the deadline are those of the choice
    with least work and of the quickest one, whichever asks for less.
    """
    limited = [
        limit for limit in Limit if getattr(problem.limits, limit.value) is not None
    ]
    alone = [
        found
        for limit in limited
        if (found := _loosen_alone(problem, limit, deadline)) is not None
    ]
    if alone:
        return NoPlanError(loosenings=tuple(alone))
    free = problem.loosen(*limited)
    choice = choose(free, [_use_of(free, one) for one in Limit], deadline, Aim.BEST)
    ways = [] if choice is None else list(_list_ways(problem, choice.codes))
    return NoPlanError(together=min(ways, key=_rank, default=()))


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
    problem = leave_done(problem)
    out = find_impossible(problem.loosen(Limit.DAYS))
    ways = [
        way
        for one in problem.candidates
        if one.code not in out and list_lifted(problem, one)
        for way in _list_ways(problem, list_chain(problem, one.code))
    ]
    if not ways:
        return None
    alone = [way[0] for way in ways if len(way) == 1]
    if not alone:
        return NoPlanError(together=min(ways, key=_rank))
    limits = [limit for limit in Limit if limit in {one.limit for one in alone}]
    return NoPlanError(
        tuple(
            Loosening(limit, min(one.by for one in alone if one.limit is limit))
            for limit in limits
        )
    )


def _rank(way: Way) -> tuple[int, list[int]]:
    return len(way), [one.by for one in way]


def _loosen_alone(problem: Problem, limit: Limit, deadline: float) -> Loosening | None:
    """Return by how much one limit is too tight if the others stay; None if it is not it."""
    free = problem.loosen(limit)
    other = Limit.DAYS if limit is Limit.STAFF_DAYS else Limit.STAFF_DAYS
    orders = (
        [(limit, other)] if limit is Limit.BUDGET else [(limit, other), (other, limit)]
    )
    needs = []
    for uses in orders:
        choice = choose(free, [_use_of(free, one) for one in uses], deadline, Aim.BEST)
        if choice is None:
            return None
        needs.append(_count_needed(problem, limit, choice.codes))
    known = [need for need in needs if need is not None]
    if not known:
        return None
    return Loosening(limit, min(known) - getattr(problem.limits, limit.value))


def _use_of(problem: Problem, limit: Limit) -> Objective:
    if limit is Limit.DAYS:
        return Objective(days=1.0)
    return Objective(measures=problem.costs[limit])


def _count_needed(problem: Problem, limit: Limit, codes: Collection[str]) -> int | None:
    """Return what measures take of one limit; None if the others leave them no room."""
    if limit is Limit.BUDGET:
        return sum(one.cost_yuan for one in problem.candidates if one.code in codes)
    if limit is Limit.STAFF_DAYS:
        return find_least_staff_days(problem, codes)
    return find_least_days(problem, codes)


def _list_ways(problem: Problem, codes: Collection[str]) -> Iterator[Way]:
    """Yield the ways to loosen limits so that measures fit: by money, and in time."""
    cost = _count_needed(problem, Limit.BUDGET, codes) or 0
    budget = problem.limits.budget_yuan
    money: Way = ()
    if budget is not None and cost > budget:
        money = (Loosening(Limit.BUDGET, cost - budget),)
    if fits(problem, codes):
        yield money
        return
    times = [
        Loosening(limit, needed - getattr(problem.limits, limit.value))
        for limit in (Limit.STAFF_DAYS, Limit.DAYS)
        if getattr(problem.limits, limit.value) is not None
        and (needed := _count_needed(problem, limit, codes)) is not None
    ]
    yield from ((*money, one) for one in times)
    if not times:
        yield (*money, *_loosen_both(problem, codes))


def _loosen_both(problem: Problem, codes: Collection[str]) -> Way:
    """Return more days to the deadline, and with them as few days a month as will do."""
    least = find_least_days(problem.loosen(Limit.STAFF_DAYS), codes) or 0
    later = replace(problem, limits=replace(problem.limits, days=least))
    needed = find_least_staff_days(later, codes) or 0
    return (
        Loosening(Limit.STAFF_DAYS, needed - (problem.limits.staff_days or 0)),
        Loosening(Limit.DAYS, least - (problem.limits.days or 0)),
    )
