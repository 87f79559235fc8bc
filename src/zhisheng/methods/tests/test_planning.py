"""Plans keep to their limits, are the best there are, and say why."""

from dataclasses import replace

import numpy as np
import pytest

from zhisheng.methods.planning import (
    Aim,
    Candidate,
    Chosen,
    LeftOut,
    Limit,
    Limits,
    Loosening,
    NegativeLimitError,
    NoPlanError,
    Plan,
    Problem,
    Reason,
    Standing,
    Target,
    UnknownMeasureError,
    Why,
    Wishes,
    make_plan,
)

TOP = 5
STANDINGS = (Standing("check", 2, 0.6), Standing("people", 3, 0.4))
GAUGES = Candidate("gauges", 3_000, 2, 20, {"check": 2})
SHEETS = Candidate("sheets", 0, 4, 10, {"check": 1})
COURSE = Candidate("course", 800, 3, 5, {"people": 1}, ("sheets",))
CAMERA = Candidate("camera", 25_000, 5, 60, {"check": 2}, ("sheets",))
AWARD = Candidate("award", 0, 1, 30, {})
NO_LIMITS, NO_WISHES = Limits(), Wishes()
OFFERED = (GAUGES, SHEETS, COURSE, CAMERA, AWARD)


def build(
    limits: Limits = NO_LIMITS,
    wishes: Wishes = NO_WISHES,
    target: Target | None = None,
    aimed_at: frozenset[str] = frozenset(),
    *,
    weakest_counts: bool = False,
) -> Problem:
    return Problem(
        standings=STANDINGS,
        candidates=OFFERED,
        limits=limits,
        wishes=wishes,
        top_level=TOP,
        weakest_counts=weakest_counts,
        target=target,
        aimed_at=aimed_at,
    )


def codes(plan: Plan) -> list[str]:
    return [one.code for one in plan.chosen]


def test_the_best_plan_within_a_budget() -> None:
    plan = make_plan(build(Limits(budget_yuan=4_000, staff_days=10, days=30)), Aim.BEST)

    assert plan.chosen == (
        Chosen("gauges", 1, 20, Reason(Why.LIFTS, ("check",))),
        Chosen("sheets", 1, 10, Reason(Why.LIFTS, ("check",))),
        Chosen("course", 11, 15, Reason(Why.LIFTS, ("people",))),
    )
    assert plan.left_out == (
        LeftOut("camera", Reason(Why.TOO_SLOW, limit=Limit.DAYS, by=40)),
        LeftOut("award", Reason(Why.LIFTS_NOTHING)),
    )
    assert (plan.cost_yuan, plan.staff_days, plan.days) == (3_800, 9, 20)
    assert plan.values == {"check": 5, "people": 4}
    assert plan.before == pytest.approx(2.4)
    assert plan.after == pytest.approx(4.6)


def test_a_measure_that_does_not_fit_says_what_is_lacking() -> None:
    plan = make_plan(build(Limits(budget_yuan=2_999)), Aim.BEST)

    assert codes(plan) == ["sheets", "course"]
    reasons = {one.code: one.reason for one in plan.left_out}
    assert reasons["gauges"] == Reason(
        Why.BEYOND_LIMIT, ("check",), limit=Limit.BUDGET, by=801
    )


def test_a_gap_that_is_closed_needs_nothing_more() -> None:
    plan = make_plan(build(), Aim.BEST)

    assert codes(plan) == ["gauges", "sheets", "course"]
    reasons = {one.code: one.reason for one in plan.left_out}
    assert reasons["camera"] == Reason(Why.GAP_IS_CLOSED, ("check",))


def test_the_cheapest_plan_to_a_grade() -> None:
    plan = make_plan(build(target=Target(3.0)), Aim.CHEAPEST)

    assert codes(plan) == ["sheets"]
    assert plan.after == pytest.approx(3.0)
    reasons = {one.code: one.reason.why for one in plan.left_out}
    assert reasons["course"] is Why.NOT_NEEDED


def test_a_gate_of_the_grade_is_opened_as_well() -> None:
    plan = make_plan(build(target=Target(2.5, {"people": 4})), Aim.CHEAPEST)

    assert codes(plan) == ["sheets", "course"]
    assert plan.values["people"] == 4


def test_the_fastest_plan_to_a_measure_takes_what_it_needs() -> None:
    plan = make_plan(build(aimed_at=frozenset({"camera"})), Aim.FASTEST)

    assert codes(plan)[:1] == ["sheets"]
    assert plan.chosen[-1] == Chosen("camera", 11, 70, Reason(Why.AIMED_AT))
    assert plan.days == 70


def test_wishes_are_kept() -> None:
    wishes = Wishes(
        pinned=frozenset({"award"}),
        excluded=frozenset({"gauges"}),
        done=frozenset({"sheets"}),
    )
    plan = make_plan(build(Limits(budget_yuan=1_000), wishes), Aim.BEST)

    assert plan.chosen == (
        Chosen("course", 1, 5, Reason(Why.LIFTS, ("people",))),
        Chosen("award", 1, 30, Reason(Why.PINNED)),
    )
    assert {one.code: one.reason for one in plan.left_out} == {
        "gauges": Reason(Why.EXCLUDED),
        "sheets": Reason(Why.DONE),
        "camera": Reason(Why.BEYOND_LIMIT, ("check",), limit=Limit.BUDGET, by=24_800),
    }


def test_what_a_left_out_measure_needs_is_named() -> None:
    plan = make_plan(build(wishes=Wishes(excluded=frozenset({"sheets"}))), Aim.BEST)

    assert codes(plan) == ["gauges"]
    reasons = {one.code: one.reason for one in plan.left_out}
    assert reasons["course"] == Reason(Why.NEEDS_WHAT_IS_OUT, ("sheets",))


def test_what_only_comes_before_is_said_so() -> None:
    standings = (Standing("people", 3, 1.0),)
    problem = Problem(standings, OFFERED, Limits(), Wishes(), TOP)

    plan = make_plan(problem, Aim.BEST)

    assert plan.chosen[0] == Chosen(
        "sheets", 1, 10, Reason(Why.NEEDED_BEFORE, ("course",))
    )


def test_where_the_weakest_counts_it_is_lifted_first() -> None:
    limits = Limits(budget_yuan=3_000)
    weakest = make_plan(build(limits, weakest_counts=True), Aim.BEST)

    assert (weakest.before, weakest.after) == (2, 3)


def test_a_plan_that_cannot_be_says_which_limit_to_loosen() -> None:
    limits = Limits(budget_yuan=2_000, staff_days=10, days=15)

    with pytest.raises(NoPlanError) as refused:
        make_plan(build(limits, target=Target(4.0)), Aim.CHEAPEST)

    assert refused.value.loosenings == ()
    assert refused.value.together == (
        Loosening(Limit.BUDGET, 1_000),
        Loosening(Limit.DAYS, 5),
    )


def test_one_limit_alone_may_do() -> None:
    limits = Limits(budget_yuan=2_000, staff_days=10, days=20)

    with pytest.raises(NoPlanError) as refused:
        make_plan(build(limits, target=Target(4.0)), Aim.CHEAPEST)

    assert refused.value.loosenings == (Loosening(Limit.BUDGET, 1_000),)


def test_a_limit_is_loosened_no_more_than_the_target_takes() -> None:
    """Although more money would bring everything to the top."""
    standings = (Standing("check", 3, 0.6), Standing("people", 4, 0.4))
    problem = replace(
        build(Limits(budget_yuan=500), target=Target(4.4)), standings=standings
    )

    with pytest.raises(NoPlanError) as refused:
        make_plan(problem, Aim.BEST)

    assert refused.value.loosenings == (Loosening(Limit.BUDGET, 300),)


def test_what_no_measure_reaches_is_said_so() -> None:
    with pytest.raises(NoPlanError) as refused:
        make_plan(build(Limits(days=1), target=Target(5.0)), Aim.CHEAPEST)

    assert (refused.value.loosenings, refused.value.together) == ((), ())


def test_a_negative_limit_is_refused() -> None:
    with pytest.raises(NegativeLimitError) as refused:
        make_plan(build(Limits(budget_yuan=-1)), Aim.BEST)

    assert str(refused.value) == "预算不能是负数：-1。请改成 0 或更大的数。"


@pytest.mark.parametrize(
    "wishes",
    [
        Wishes(pinned=frozenset({"gone"})),
        Wishes(pinned=frozenset({"gauges"}), excluded=frozenset({"gauges"})),
    ],
)
def test_a_pinned_measure_must_be_on_offer(wishes: Wishes) -> None:
    with pytest.raises(UnknownMeasureError):
        make_plan(build(wishes=wishes), Aim.BEST)


def test_no_measures_make_an_empty_plan() -> None:
    plan = make_plan(Problem(STANDINGS, (), Limits(), Wishes(), TOP), Aim.BEST)

    assert plan.chosen == ()
    assert plan.after == pytest.approx(2.4)


def test_a_plan_of_two_hundred_measures_keeps_to_its_limits() -> None:
    rng = np.random.default_rng(7)
    criteria = [f"c{n}" for n in range(30)]
    standings = tuple(
        Standing(code, float(rng.integers(1, 4)), 1 / 30) for code in criteria
    )
    candidates = tuple(
        Candidate(
            f"m{n}",
            int(rng.integers(0, 300)) * 100,
            int(rng.integers(1, 12)),
            int(rng.integers(5, 90)),
            {c: int(rng.integers(1, 3)) for c in rng.choice(criteria, 3)},
            (f"m{n - 7}",) if n % 5 == 0 and n > 7 else (),
        )
        for n in range(200)
    )
    limits = Limits(budget_yuan=60_000, staff_days=13, days=180)
    problem = Problem(standings, candidates, limits, Wishes(), TOP)

    plan = make_plan(problem, Aim.BEST)

    assert plan.cost_yuan <= 60_000
    assert max(plan.months) <= 13
    assert plan.days <= 180
