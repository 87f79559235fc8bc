"""No choice of a few measures is better than the one that is made: all are tried."""

from dataclasses import dataclass, replace
from itertools import product
from math import floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhisheng.methods.planning import (
    Aim,
    Candidate,
    Limit,
    Limits,
    Loosening,
    NoPlanError,
    Problem,
    Standing,
    Target,
    Wishes,
    find_schedule,
    make_plan,
)

TOP = 5
# Levels are means of several questions: what is left to the top may be any part.
LEVELS = (1, 1.5, 2, 7 / 3, 3, 3.75, 4, 4.6, 5)


@st.composite
def offers(draw: st.DrawFn, criteria: list[str]) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(
            code=f"m{number}",
            cost_yuan=draw(st.integers(0, 9)) * 100,
            staff_days=draw(st.integers(0, 5)),
            duration_days=draw(st.integers(1, 30)),
            lifts={code: draw(st.integers(0, 2)) for code in criteria},
            prerequisites=tuple(
                f"m{n}" for n in range(number) if draw(st.integers(0, 4)) == 0
            ),
        )
        for number in range(draw(st.integers(1, 7)))
    )


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    criteria = ["a", "b", "c"][: draw(st.integers(1, 3))]
    standings = tuple(
        Standing(
            code,
            draw(st.sampled_from(LEVELS)),
            1 / len(criteria),
            draw(st.sampled_from((1.0, 2.0))),
        )
        for code in criteria
    )
    limits = Limits(
        budget_yuan=draw(st.none() | st.integers(0, 20).map(lambda n: n * 100)),
        staff_days=draw(st.none() | st.integers(0, 8)),
        days=draw(st.none() | st.integers(0, 60)),
    )
    weakest_counts = draw(st.booleans())
    return Problem(
        standings,
        draw(offers(criteria)),
        limits,
        Wishes(),
        TOP,
        weakest_counts=weakest_counts,
        is_whole=weakest_counts and draw(st.booleans()),
    )


@dataclass(frozen=True)
class Choice:
    """A choice within the limits: its score, what it gains and what it takes."""

    codes: frozenset[str]
    score: float
    gain: float
    cost: int
    staff: int
    days: int


def list_feasible(problem: Problem) -> list[Choice]:
    """Return all choices there are within the limits."""
    found = []
    for choice in product([False, True], repeat=len(problem.candidates)):
        kept = [c for c, is_in in zip(problem.candidates, choice, strict=True) if is_in]
        names = {one.code for one in kept}
        ends: dict[str, int] = {}
        for one in kept:
            start = max((ends.get(n, 0) for n in one.prerequisites), default=0)
            ends[one.code] = start + one.duration_days
        if not all(need in names for one in kept for need in one.prerequisites):
            continue
        one_choice = weigh(problem, kept, max(ends.values(), default=0))
        limits = problem.limits
        if (
            (limits.budget_yuan is None or one_choice.cost <= limits.budget_yuan)
            and (limits.days is None or one_choice.days <= limits.days)
            and find_schedule(problem, names) is not None
        ):
            found.append(one_choice)
    return found


def weigh(problem: Problem, kept: list[Candidate], days: int) -> Choice:
    gains = [
        min(TOP - s.value, sum(one.lifts[s.criterion] for one in kept))
        for s in problem.standings
    ]
    pairs = list(zip(problem.standings, gains, strict=True))
    score = sum(s.weight * (s.value + gain) for s, gain in pairs)
    if problem.weakest_counts:
        score = min(s.value + gain for s, gain in pairs)
        score = float(floor(score)) if problem.is_whole else score
    return Choice(
        frozenset(one.code for one in kept),
        score,
        sum(s.weight * s.wanted * gain for s, gain in pairs),
        sum(one.cost_yuan for one in kept),
        sum(one.staff_days for one in kept),
        days,
    )


@settings(max_examples=120, deadline=None)
@given(problems())
def test_trying_every_choice_finds_none_better(problem: Problem) -> None:
    plan = make_plan(problem, Aim.BEST)

    def rank(one: Choice) -> tuple[float, float, int, int]:
        first = -one.score if problem.weakest_counts else 0.0
        return round(first, 9), round(-one.gain, 9), one.cost, one.staff

    feasible = {one.codes: one for one in list_feasible(problem)}
    made = feasible[frozenset(one.code for one in plan.chosen)]
    assert rank(made) == min(map(rank, feasible.values()))
    assert plan.after == pytest.approx(made.score)
    assert (plan.cost_yuan, plan.staff_days) == (made.cost, made.staff)
    assert (
        plan.days >= made.days if problem.limits.staff_days else plan.days == made.days
    )


def loosen(problem: Problem, ways: tuple[Loosening, ...]) -> Problem:
    looser = {
        one.limit.value: getattr(problem.limits, one.limit.value) + one.by
        for one in ways
    }
    return replace(problem, limits=replace(problem.limits, **looser))


@settings(max_examples=60, deadline=None)
@given(problems(), st.sampled_from((Aim.CHEAPEST, Aim.FASTEST)), st.floats(1, 5))
def test_no_plan_to_a_score_is_cheaper_or_faster(
    problem: Problem, aim: Aim, score: float
) -> None:
    aimed = replace(problem, target=Target(score))
    reaching = [one for one in list_feasible(problem) if one.score >= score - 1e-9]

    if not reaching:
        with pytest.raises(NoPlanError) as refused:
            make_plan(aimed, aim)
        check_advice(aimed, aim, refused.value)
        return
    plan = make_plan(aimed, aim)
    assert plan.after >= score - 1e-6
    if aim is Aim.CHEAPEST:
        assert plan.cost_yuan == min(one.cost for one in reaching)
    elif problem.limits.staff_days is None:
        days = min(one.days for one in reaching)
        costs = [one.cost for one in reaching if one.days == days]
        assert (plan.days, plan.cost_yuan) == (days, min(costs))


def check_advice(problem: Problem, aim: Aim, error: NoPlanError) -> None:
    """See that each way told makes a plan, and that where none is told none would do."""
    ways = [(one,) for one in error.loosenings]
    ways += [error.together] if error.together else []
    for way in ways:
        assert all(one.by > 0 for one in way)
        assert make_plan(loosen(problem, way), aim).after >= 1
    for one in error.loosenings:
        if one.limit is Limit.BUDGET:
            with pytest.raises(NoPlanError):
                make_plan(loosen(problem, (replace(one, by=one.by - 1),)), aim)
    if not ways:
        with pytest.raises(NoPlanError):
            make_plan(problem.loosen(*Limit), aim)
