"""From an evaluation model and the levels of a firm to the problem of its plan."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from zhisheng.methods.maturity.combining import combine_criteria, find_grade
from zhisheng.methods.planning.problem import Problem
from zhisheng.methods.planning.records import (
    Candidate,
    Limits,
    Standing,
    Target,
    Wishes,
)
from zhisheng.reference.maturity import Formula, MaturityModel
from zhisheng.reference.measures import Measure, MeasureKind

# A criterion that serves a goal of the firm counts so many times.
WANTED = 2.0


@dataclass(frozen=True, slots=True)
class Reached:
    """The score and the code of the grade that levels reach."""

    score: float
    grade: str


def prepare_problem(
    model: MaturityModel,
    levels: Mapping[str, float],
    measures: Iterable[Measure],
    goals: Collection[str],
    limits: Limits,
    wishes: Wishes,
) -> Problem:
    """Build the problem of a plan, without a target.

    Parameters
    ----------
    model : MaturityModel
        The version the evaluation was made with.
    levels : Mapping[str, float]
        Level of each criterion that applies; what is not known yet counts least.
    measures : Iterable[Measure]
        What can be taken; the model says which criteria each one lifts.
    goals : Collection[str]
        Codes of the firm's goals.
    limits : Limits
    wishes : Wishes
    """
    return Problem(
        standings=list_standings(model, levels, goals),
        candidates=list_candidates(model, measures),
        limits=limits,
        wishes=wishes,
        top_level=model.top_level,
        weakest_counts=model.across is not Formula.WEIGHTED_MEAN,
        is_whole=model.across is Formula.NO_GAP,
    )


def list_standings(
    model: MaturityModel, levels: Mapping[str, float], goals: Collection[str]
) -> tuple[Standing, ...]:
    """Return where the firm stands; weights are shares of the score that sum to 1.

    Parameters
    ----------
    model : MaturityModel
    levels : Mapping[str, float]
        Level of each criterion that applies.
    goals : Collection[str]
        Codes of the firm's goals.
    """
    parts = [
        (part.weight, [one for one in part.criteria if one.code in levels])
        for part in model.dimensions
    ]
    whole = sum(weight for weight, criteria in parts if criteria)
    return tuple(
        Standing(
            criterion=one.code,
            value=levels[one.code],
            weight=weight / whole * one.weight / sum(each.weight for each in criteria),
            wanted=WANTED if set(one.goals) & set(goals) else 1.0,
        )
        for weight, criteria in parts
        for one in criteria
    )


def list_candidates(
    model: MaturityModel, measures: Iterable[Measure]
) -> tuple[Candidate, ...]:
    """Return the measures with the levels each one lifts in this model.

    Parameters
    ----------
    model : MaturityModel
    measures : Iterable[Measure]
    """
    lifts: dict[str, dict[str, int]] = {}
    for criterion in model.criteria:
        for remedy in criterion.remedies:
            lifts.setdefault(remedy.measure, {})[criterion.code] = remedy.lifts
    return tuple(
        Candidate(
            code=one.code,
            cost_yuan=one.cost_yuan,
            staff_days=one.staff_days,
            duration_days=one.duration_days,
            lifts=lifts.get(one.code, {}),
            prerequisites=one.prerequisites,
        )
        for one in measures
    )


def find_reached(model: MaturityModel, levels: Mapping[str, float]) -> Reached | None:
    """Return the score and grade that levels reach, gates included; None without any.

    Parameters
    ----------
    model : MaturityModel
    levels : Mapping[str, float]
        Level of each criterion that applies.
    """
    values = [levels.get(one.code) for one in model.criteria]
    total = combine_criteria(model, values)[1]
    place = find_grade(model, total, values)
    if total is None or place is None:
        return None
    return Reached(total, model.grades[place].code)


def lift_levels(
    model: MaturityModel, levels: Mapping[str, float], done: Collection[str]
) -> dict[str, float]:
    """Return the levels after measures are done, at most up to the top.

    Parameters
    ----------
    model : MaturityModel
    levels : Mapping[str, float]
        Level of each criterion that applies.
    done : Collection[str]
        Codes of measures.
    """
    lifted = {
        one.code: sum(r.lifts for r in one.remedies if r.measure in done)
        for one in model.criteria
    }
    return {
        code: min(float(model.top_level), value + lifted[code])
        for code, value in levels.items()
    }


def find_next_target(
    model: MaturityModel, levels: Mapping[str, float]
) -> Target | None:
    """Return what the next grade asks for; None at the highest one.

    Parameters
    ----------
    model : MaturityModel
    levels : Mapping[str, float]
        Level of each criterion that applies.
    """
    reached = find_reached(model, levels)
    places = {grade.code: place for place, grade in enumerate(model.grades)}
    if reached is None or (wanted := places[reached.grade] + 1) == len(places):
        return None
    return Target(
        score=model.grades[wanted].threshold,
        least={
            gate.criterion: gate.least
            for gate in sorted(model.gates, key=lambda gate: gate.least)
            if places[gate.highest] < wanted and gate.criterion in levels
        },
    )


def find_last_steps(measures: Collection[Measure]) -> frozenset[str]:
    """Return the steps of certification that no other step waits for.

    Parameters
    ----------
    measures : Collection[Measure]
    """
    steps = [one for one in measures if one.kind is MeasureKind.CERTIFICATION]
    needed = {code for one in steps for code in one.prerequisites}
    return frozenset(one.code for one in steps) - needed
