"""Where an order comes from: a gap of an evaluation, a measure of a plan, a problem."""

from collections.abc import Mapping
from dataclasses import dataclass

from zhisheng.apps.accounts.selectors import Actor
from zhisheng.apps.improvement.models import Plan, Problem
from zhisheng.apps.improvement.permissions import Action
from zhisheng.apps.improvement.selectors.plans import list_own_plans_for
from zhisheng.apps.improvement.selectors.problem_gaps import (
    GAPS_SHOWN,
    KnownGap,
    find_gap_for,
    list_gaps_of,
    list_known_gaps_for,
)
from zhisheng.apps.improvement.selectors.problems import list_own_problems_for
from zhisheng.apps.maturity.models import Evaluation
from zhisheng.apps.programme.choices import HelpKind
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.selectors import list_record_ids
from zhisheng.kit.language import is_english, shorten
from zhisheng.reference.help import find_field
from zhisheng.reference.measures import Measure, MeasureKind, load_measures

LONGEST_WORDS = 200


@dataclass(frozen=True, slots=True)
class Origin:
    """What an order starts from; ``words`` are what a person would write of it.

    ``field`` and ``help_kind`` are what fits it, empty where nothing can be told.
    """

    words: str = ""
    field: str = ""
    help_kind: str = ""
    evaluation: Evaluation | None = None
    criterion: str = ""
    plan: Plan | None = None
    measure: str = ""
    problem: Problem | None = None


def find_origin_for(
    *, actor: Actor, enterprise: Enterprise, asked: Mapping[str, str]
) -> Origin:
    """Return what an address names, if it is of this own enterprise; else nothing."""
    records = list_record_ids(enterprise.pk)
    if asked.get("gap"):
        gap = find_gap_for(actor=actor, key=asked["gap"], enterprise=enterprise)
        return _start_from_gap(gap) if gap else Origin()
    if asked.get("problem"):
        problems = list_own_problems_for(actor).filter(enterprise__in=records)
        problem = problems.filter(code=asked["problem"]).first()
        if problem is not None:
            return _start_from_problem(problem)
    if asked.get("measure"):
        code, _, name = asked["measure"].partition(":")
        plans = list_own_plans_for(actor, Action.SEE_OWN_PLANS)
        plan = plans.filter(enterprise__in=records, code=code).first()
        known = {one.code: one for one in load_measures()}
        if plan is not None and name in known:
            return _start_from_measure(plan, known[name])
    return Origin()


def list_other_gaps_for(
    actor: Actor, enterprise: Enterprise, origin: Origin
) -> list[KnownGap]:
    """Return what else an order could start from; nothing beside a problem or measure."""
    if origin.problem or origin.plan:
        return []
    if origin.evaluation is None:
        return list_known_gaps_for(actor, enterprise)
    others = list_gaps_of(origin.evaluation)
    return [one for one in others if one.criterion != origin.criterion][:GAPS_SHOWN]


def _start_from_gap(gap: KnownGap) -> Origin:
    return Origin(
        words=gap.name,
        field=find_field(gap.clauses),
        help_kind=HelpKind.DIAGNOSIS,
        evaluation=gap.evaluation,
        criterion=gap.criterion,
    )


def _start_from_problem(problem: Problem) -> Origin:
    return Origin(
        words=shorten(problem.text, LONGEST_WORDS),
        help_kind=HelpKind.DIAGNOSIS,
        problem=problem,
    )


def _start_from_measure(plan: Plan, measure: Measure) -> Origin:
    """Never fill consultancy in: it bars the helper from certifying, so a person chooses."""
    kinds = {
        MeasureKind.EXPERT_DAY: HelpKind.DIAGNOSIS,
        MeasureKind.TRAINING: HelpKind.INTERPRETATION,
    }
    fields = {
        MeasureKind.TRAINING: "people",
        MeasureKind.CERTIFICATION: "certification",
    }
    return Origin(
        words=measure.english_action if is_english() else measure.action,
        field=fields.get(measure.kind, ""),
        help_kind=kinds.get(measure.kind, ""),
        plan=plan,
        measure=measure.code,
    )
