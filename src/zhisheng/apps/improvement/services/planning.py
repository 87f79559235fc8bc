"""What the solver says to the terms of a plan, written so that it can be kept."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from zhisheng.apps.improvement import errors, selectors
from zhisheng.apps.improvement.choices import PlanAim
from zhisheng.apps.maturity.models import Evaluation
from zhisheng.methods.planning import (
    Aim,
    Limits,
    Problem,
    Reason,
    Wishes,
    explain_nothing,
    find_last_steps,
    find_next_target,
    find_reached,
    lift_levels,
    make_plan,
    prepare_problem,
)
from zhisheng.methods.planning import Plan as Solution
from zhisheng.reference.maturity import MaturityModel, get_model
from zhisheng.reference.measures import find_measures


@dataclass(frozen=True, slots=True)
class Terms:
    """What the firm says of the plan it wants."""

    budget_yuan: int
    staff_days_a_month: int
    starts_on: date
    ends_on: date
    aim: PlanAim = PlanAim.BEST
    goals: tuple[str, ...] = ()
    pinned: frozenset[str] = frozenset()
    excluded: frozenset[str] = frozenset()

    @property
    def days(self) -> int:
        """Days of the plan, the first and the last one included."""
        return (self.ends_on - self.starts_on).days + 1

    @property
    def limits(self) -> Limits:
        return Limits(self.budget_yuan, self.staff_days_a_month, self.days)


@dataclass(frozen=True, slots=True)
class Ground:
    """What a plan is made from: the levels of an evaluation and what was done since.

    ``done`` is all the firm has done of earlier plans, ``done_since`` what of it the
    evaluation cannot know yet.
    """

    model: MaturityModel
    levels: Mapping[str, float]
    done: frozenset[str] = frozenset()
    done_since: frozenset[str] = frozenset()


def read_ground(evaluation: Evaluation) -> Ground:
    """Read where the firm stands: what is not known yet counts as its lowest level."""
    spans = evaluation.standing_result["criteria"]
    done = selectors.map_done(evaluation.enterprise)
    since = evaluation.submitted_at or evaluation.opened_at
    return Ground(
        model=get_model(evaluation.model_code, evaluation.model_version),
        levels={code: low for code, (low, _) in spans.items() if low is not None},
        done=frozenset(done),
        done_since=frozenset(code for code, at in done.items() if at > since),
    )


def solve_plan(ground: Ground, terms: Terms) -> dict[str, Any]:
    """Choose and time the measures.

    Raises
    ------
    NoPlanError
        If no measure or no wanted choice fits; it says which limit to loosen.
    """
    levels = lift_levels(ground.model, ground.levels, ground.done_since)
    problem = _state_problem(ground, levels, terms)
    solution = make_plan(problem, Aim(terms.aim))
    if not solution.chosen:
        raise explain_nothing(problem) or errors.NothingToGainError
    return _write(ground, levels, problem, solution)


def _state_problem(
    ground: Ground, levels: Mapping[str, float], terms: Terms
) -> Problem:
    measures = find_measures(terms.starts_on)
    wishes = Wishes(
        pinned=terms.pinned & {one.code for one in measures},
        excluded=terms.excluded,
        done=ground.done,
    )
    problem = prepare_problem(
        ground.model, levels, measures, terms.goals, terms.limits, wishes
    )
    if terms.aim == PlanAim.CHEAPEST:
        target = find_next_target(ground.model, levels)
        if target is None:
            raise errors.TopGradeError
        return replace(problem, target=target)
    if terms.aim == PlanAim.FASTEST:
        steps = find_last_steps(measures)
        _refuse_aimless(steps, terms.excluded, ground.done)
        return replace(problem, aimed_at=steps)
    return problem


def _refuse_aimless(
    steps: frozenset[str], excluded: Collection[str], done: Collection[str]
) -> None:
    if steps <= set(done):
        raise errors.CertificationDoneError
    if steps & set(excluded):
        raise errors.CertificationExcludedError


def _write(
    ground: Ground,
    levels: Mapping[str, float],
    problem: Problem,
    solution: Solution,
) -> dict[str, Any]:
    before = find_reached(ground.model, levels)
    after = find_reached(ground.model, solution.values)
    return {
        "score_before": before.score if before else None,
        "grade_before": before.grade if before else None,
        "score_after": after.score if after else None,
        "grade_after": after.grade if after else None,
        "levels_before": dict(levels),
        "levels_after": solution.values,
        "cost_yuan": solution.cost_yuan,
        "staff_days": solution.staff_days,
        "days": solution.days,
        "months": list(solution.months),
        "done": sorted(ground.done),
        "chosen": _write_chosen(problem, solution),
        "left_out": [
            {"measure": one.code, **_write_reason(one.reason)}
            for one in solution.left_out
        ],
    }


def _write_chosen(problem: Problem, solution: Solution) -> list[dict[str, Any]]:
    """Write the measures in the order they begin."""
    offered = {one.code: one for one in problem.candidates}
    return [
        {
            "measure": one.code,
            "first_day": one.first_day,
            "last_day": one.last_day,
            "cost_yuan": offered[one.code].cost_yuan,
            "staff_days": offered[one.code].staff_days,
            **_write_reason(one.reason),
        }
        for one in solution.chosen
    ]


def _write_reason(reason: Reason) -> dict[str, Any]:
    return {
        "why": reason.why.value,
        "about": list(reason.about),
        "limit": reason.limit.value if reason.limit else None,
        "by": reason.by,
    }
