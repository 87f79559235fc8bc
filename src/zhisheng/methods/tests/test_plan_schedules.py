"""A plan is spread over its months: in order, by the deadline, within a month's days."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

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
    Plan,
    Problem,
    Reason,
    Standing,
    Target,
    TookTooLongError,
    Why,
    Wishes,
    explain_nothing,
    find_last_steps,
    find_next_target,
    find_reached,
    find_schedule,
    lift_levels,
    make_plan,
    prepare_problem,
    programmes,
)
from zhisheng.methods.planning.programmes import Floats, Programme
from zhisheng.reference.maturity import MaturityModel, find_models
from zhisheng.reference.measures import find_measures

ON = date(2026, 11, 27)
MODELS = {model.code: model for model in find_models(ON)}
MEASURES = find_measures(ON)
HOUSEHOLD = MODELS["household"]
BIG = Candidate("big", 0, 4, 20, {"check": 2})
SMALL = Candidate("small", 0, 1, 10, {"check": 1})
COURSE = Candidate("course", 0, 3, 5, {"people": 1}, ("small",))


def build(*candidates: Candidate, days: int, staff_days: int | None = None) -> Problem:
    return Problem(
        standings=(Standing("check", 1, 0.6), Standing("people", 3, 0.4)),
        candidates=candidates,
        limits=Limits(days=days, staff_days=staff_days),
        wishes=Wishes(),
        top_level=5,
    )


def level_all(model: MaturityModel, level: float) -> dict[str, float]:
    return {one.code: level for one in model.criteria}


def prepare(model: MaturityModel, level: float, limits: Limits) -> Problem:
    return prepare_problem(
        model, level_all(model, level), MEASURES, [], limits, Wishes()
    )


def test_what_gains_most_for_a_day_begins_first() -> None:
    plan = make_plan(build(BIG, SMALL, COURSE, days=90, staff_days=4), Aim.BEST)

    # Beside "small" the first month has room for three of the four days of "big".
    assert [(one.code, one.first_day, one.last_day) for one in plan.chosen] == [
        ("small", 1, 10),
        ("big", 16, 35),
        ("course", 31, 35),
    ]
    assert (plan.months, plan.days) == ((4.0, 4.0, 0.0), 35)


def test_what_asks_too_much_of_a_month_goes_on_in_the_next() -> None:
    plan = make_plan(build(BIG, days=60, staff_days=2), Aim.BEST)

    assert [(one.first_day, one.last_day) for one in plan.chosen] == [(21, 40)]
    assert plan.months == (2.0, 2.0)


def test_a_measure_that_no_months_can_hold_is_left_out_with_its_reason() -> None:
    plan = make_plan(build(BIG, SMALL, days=30, staff_days=2), Aim.BEST)

    assert [one.code for one in plan.chosen] == ["small"]
    assert [(one.code, one.reason) for one in plan.left_out] == [
        ("big", Reason(Why.BEYOND_LIMIT, ("check",), limit=Limit.STAFF_DAYS, by=3))
    ]


def test_what_breaks_no_limit_as_a_whole_may_find_no_room() -> None:
    """The course needs the last days, in which there is no work left to give it."""
    course = replace(COURSE, staff_days=4, prerequisites=("long",))
    long = Candidate("long", 0, 0, 50, {"check": 1})

    plan = make_plan(build(long, course, days=60, staff_days=3), Aim.BEST)

    assert [one.code for one in plan.chosen] == ["long"]
    assert plan.left_out[0].reason == Reason(Why.NO_ROOM, ("people",))


def test_where_one_order_finds_no_room_another_may() -> None:
    """What gains most would take the days that what must begin at once needs."""
    late = Candidate("late", 0, 2, 30, {"people": 1}, ("early",))
    early = Candidate("early", 0, 2, 30, {})
    problem = build(replace(BIG, staff_days=2), early, late, days=60, staff_days=3)

    plan = make_plan(problem, Aim.BEST)

    assert {one.code for one in plan.chosen} == {"big", "early", "late"}
    assert plan.months == (3.0, 3.0)


def test_a_plan_of_nothing_has_no_days() -> None:
    plan = make_plan(build(BIG, days=10, staff_days=2), Aim.BEST)

    assert (plan.chosen, plan.months, plan.days) == ((), (0.0,), 0)


LIMITS = st.builds(
    Limits,
    st.sampled_from((0, 2_000, 20_000)),
    st.integers(0, 20),
    st.sampled_from((20, 30, 90, 100, 183, 365)),
)


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(sorted(MODELS)),
    st.integers(1, 4),
    LIMITS,
    st.sampled_from((Aim.BEST, Aim.CHEAPEST)),
)
def test_a_plan_never_exceeds_its_limits(
    code: str, level: int, limits: Limits, aim: Aim
) -> None:
    problem = prepare(MODELS[code], level, limits)
    if aim is Aim.CHEAPEST:
        target = find_next_target(MODELS[code], level_all(MODELS[code], level))
        problem = replace(problem, target=target)
    try:
        plan = make_plan(problem, aim)
    except NoPlanError as error:
        check_advice(problem, aim, error)
        return
    check_limits(problem, plan)
    check_reasons(problem, plan)
    if not plan.chosen and (error := explain_nothing(problem)) is not None:
        check_advice(problem, aim, error)


def check_limits(problem: Problem, plan: Plan) -> None:
    limits = problem.limits
    days, a_month = limits.days or 0, limits.staff_days or 0
    slots = {one.code: one for one in plan.chosen}
    assert plan.cost_yuan <= (limits.budget_yuan or 0)
    assert plan.days <= days
    assert sum(plan.months) == pytest.approx(plan.staff_days, abs=1e-4)
    spans = [min(30, days - 30 * month) for month in range(len(plan.months))]
    for asked, span in zip(plan.months, spans, strict=True):
        assert asked <= a_month * span / 30 + 1e-6
    for one in MEASURES:
        if one.code in slots:
            slot = slots[one.code]
            assert slot.last_day - slot.first_day + 1 >= one.duration_days
            assert all(slots[n].last_day < slot.first_day for n in one.prerequisites)


def check_reasons(problem: Problem, plan: Plan) -> None:
    """See that what is said to have no room beside the plan has none."""
    kept = {one.code for one in plan.chosen}
    by_code = {one.code: one for one in problem.candidates}
    for one in plan.left_out:
        is_of_staff = one.reason.limit is Limit.STAFF_DAYS
        if is_of_staff or one.reason.why is Why.NO_ROOM:
            asked = kept | set(list_needed(by_code, one.code))
            assert find_schedule(problem, asked) is None


def list_needed(by_code: Mapping[str, Candidate], code: str) -> Iterator[str]:
    yield code
    for need in by_code[code].prerequisites:
        yield from list_needed(by_code, need)


def check_advice(problem: Problem, aim: Aim, error: NoPlanError) -> None:
    """See that whoever does what is told gets a plan."""
    ways = [(one,) for one in error.loosenings]
    for way in [*ways, error.together] if error.together else ways:
        looser = {
            one.limit.value: getattr(problem.limits, one.limit.value) + one.by
            for one in way
        }
        limits = replace(problem.limits, **looser)
        told = replace(problem, limits=limits)
        plan = make_plan(told, aim)
        assert plan.chosen
        check_limits(told, plan)


def test_weights_sum_to_one_and_goals_count_double() -> None:
    levels = level_all(HOUSEHOLD, 2.0)
    del levels["gauges"]

    problem = prepare_problem(HOUSEHOLD, levels, MEASURES, ["cost"], Limits(), Wishes())

    assert sum(one.weight for one in problem.standings) == pytest.approx(1)
    assert {one.wanted for one in problem.standings} == {1.0, 2.0}
    assert "gauges" not in {one.criterion for one in problem.standings}
    assert (problem.weakest_counts, problem.is_whole) == (False, False)
    assert prepare(MODELS["readiness-19001"], 2, Limits()).weakest_counts


def test_levels_rise_to_the_top_and_no_further() -> None:
    levels = {"complaints": 1.0, "finished": 4.0}
    done = {"tool-complaint-log", "document-inspection-standards"}

    lifted = lift_levels(HOUSEHOLD, levels, done)

    assert lifted["finished"] == 5.0
    assert lifted["complaints"] > 1.0
    assert lift_levels(HOUSEHOLD, levels, ()) == levels


def test_the_next_grade_with_its_gates() -> None:
    levels = level_all(HOUSEHOLD, 2.5)

    reached = find_reached(HOUSEHOLD, levels)

    assert reached is not None
    assert (reached.score, reached.grade) == (pytest.approx(2.5), "effective")
    assert find_next_target(HOUSEHOLD, levels) == Target(3.4, {"finished": 3})
    assert find_next_target(HOUSEHOLD, level_all(HOUSEHOLD, 5.0)) is None
    assert (find_reached(HOUSEHOLD, {}), find_next_target(HOUSEHOLD, {})) == (
        None,
        None,
    )


def test_the_last_step_of_certification() -> None:
    assert find_last_steps(MEASURES) == {"certification-stage-audits"}


def test_what_the_least_measure_takes_is_told() -> None:
    cheap = replace(SMALL, cost_yuan=100)
    problem = replace(
        build(cheap, days=30), limits=Limits(budget_yuan=0, staff_days=0, days=30)
    )
    assert make_plan(problem, Aim.BEST).chosen == ()

    error = explain_nothing(problem)

    assert error is not None
    assert error.loosenings == ()
    assert error.together == (
        Loosening(Limit.BUDGET, 100),
        Loosening(Limit.STAFF_DAYS, 1),
    )
    free = replace(problem, candidates=(cheap, replace(BIG, code="free")))
    error = explain_nothing(free)
    assert error is not None
    assert error.loosenings == (Loosening(Limit.STAFF_DAYS, 4),)


def test_nothing_to_gain_is_no_matter_of_limits() -> None:
    problem = replace(build(SMALL, days=30), standings=(Standing("check", 5, 1.0),))

    assert explain_nothing(problem) is None


def test_what_the_presolve_took_for_impossible_is_found() -> None:
    """With all rules of its presolve, HiGHS 1.16 finds no plan here."""
    model = MODELS["four-grades"]
    problem = prepare(model, 1, Limits(550, 2, 405))
    target = find_next_target(model, level_all(model, 1))

    plan = make_plan(replace(problem, target=target), Aim.CHEAPEST)

    assert (plan.cost_yuan, max(plan.months)) == (550, 2.0)


def test_rounding_makes_no_plan_impossible() -> None:
    """Here the solver finds nothing feasible beside the gain it has just reached."""
    levels = (
        3, 4.6666667, 4.6666667, 2.3333333, 1.5, 4, 4.6666667, 3, 1, 3, 2, 4, 2.3333333,
        4.6666667, 1.5, 1, 2, 2, 4, 2.3333333, 2.3333333, 4, 1.5, 2, 1, 1.5, 2.3333333,
        4, 3, 2.3333333, 4,
    )  # fmt: skip
    model = MODELS["readiness-19001"]
    known = dict(zip((one.code for one in model.criteria), levels, strict=True))
    problem = prepare_problem(
        model,
        known,
        MEASURES,
        [],
        Limits(4_977, 99, 198),
        Wishes(),
    )

    assert make_plan(problem, Aim.BEST).cost_yuan <= 4_977


def test_all_runs_of_a_plan_share_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing fits: each limit is loosened too, and no run is made twice for nothing."""
    runs: list[Mapping[str, Any]] = []
    run = programmes.run

    def note(
        programme: Programme, start: Floats | None, options: Mapping[str, Any]
    ) -> Floats | None:
        runs.append(options)
        return run(programme, start, options)

    monkeypatch.setattr(programmes, "run", note)
    limits = Limits(0, 0, 1)
    problem = replace(prepare(HOUSEHOLD, 1, limits), target=Target(5.0), seconds=600.0)

    with pytest.raises(NoPlanError):
        make_plan(problem, Aim.CHEAPEST)

    left = [one["time_limit"] for one in runs]
    assert left[0] < 600
    assert all(later < earlier for earlier, later in pairwise(left))
    assert [one["presolve"] for one in runs[:4]] == ["choose", "off"] * 2


def test_a_solver_out_of_time_hands_out_nothing() -> None:
    problem = replace(prepare(HOUSEHOLD, 1, Limits(3_000, 24, 180)), seconds=1e-9)

    with pytest.raises(TookTooLongError):
        make_plan(problem, Aim.BEST)
