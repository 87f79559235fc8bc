"""Choose measures that find room in the months: choose, place, rule out, choose again."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from zhisheng.methods.planning.problem import Problem, find_impossible
from zhisheng.methods.planning.reasons import list_missing
from zhisheng.methods.planning.records import Aim
from zhisheng.methods.planning.scheduling import Schedule, find_schedule
from zhisheng.methods.planning.solving import Objective, solve


@dataclass(frozen=True, slots=True)
class Choice:
    """Measures that keep to all limits, the months among them."""

    codes: frozenset[str]
    schedule: Schedule


def choose(
    problem: Problem, objectives: Sequence[Objective], deadline: float, aim: Aim
) -> Choice | None:
    """Return the best choice without a part that finds no room; None if there is none.

    Parameters
    ----------
    problem : Problem
    objectives : Sequence[Objective]
        The first one decides, the next ones among equals.
    deadline : float
        Until when, by the clock of `time.monotonic`.
    aim : Aim
        What is placed first in the months.

    Raises
    ------
    TookTooLongError
        If no choice is proven by the deadline.
    """
    problem = replace(problem, clashes=(*problem.clashes, *_list_crowded(problem)))
    while (chosen := solve(problem, objectives, deadline)) is not None:
        pairs = zip(problem.candidates, chosen, strict=True)
        codes = frozenset(one.code for one, is_chosen in pairs if is_chosen)
        schedule = find_schedule(problem, codes, aim)
        if schedule is not None:
            return Choice(codes, schedule)
        clash = _find_clash(problem, codes, aim)
        problem = replace(problem, clashes=(*problem.clashes, clash))
    return None


def _list_crowded(problem: Problem) -> list[frozenset[str]]:
    """Return each measure that finds no room even with nothing beside what it needs."""
    a_month, days = problem.limits.staff_days, problem.limits.days
    if a_month is None or (a_month > 0 and days is None):
        return []
    out = find_impossible(problem)
    return [
        frozenset({one.code})
        for one in problem.candidates
        if one.code not in out and not fits(problem, list_chain(problem, one.code))
    ]


def list_chain(problem: Problem, code: str) -> list[str]:
    """Return the codes of a measure and of all that it needs."""
    (wanted,) = (one for one in problem.candidates if one.code == code)
    return [one.code for one in list_missing(problem, wanted, ())]


def fits(problem: Problem, codes: Collection[str]) -> bool:
    """Return whether measures find room in the months by the deadline."""
    return find_schedule(problem, codes) is not None


def _find_clash(problem: Problem, codes: Collection[str], aim: Aim) -> frozenset[str]:
    """Leave out of what finds no room whatever can be left out of it, the least work first."""
    by_code = {one.code: one for one in problem.candidates}
    kept = set(codes)
    for code in sorted(codes, key=lambda code: (by_code[code].staff_days, code)):
        if find_schedule(problem, kept - {code}, aim) is None:
            kept.discard(code)
    return frozenset(kept)
