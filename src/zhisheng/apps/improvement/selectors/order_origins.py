"""Where an order comes from: a gap of an evaluation, a measure of a plan, a problem."""

from collections.abc import Mapping
from dataclasses import dataclass

from zhisheng.apps.accounts.selectors import Actor
from zhisheng.apps.improvement.models import Plan, Problem
from zhisheng.apps.improvement.permissions import Action
from zhisheng.apps.improvement.selectors.plans import list_own_plans_for
from zhisheng.apps.improvement.selectors.problem_gaps import find_gap_for
from zhisheng.apps.improvement.selectors.problems import list_own_problems_for
from zhisheng.apps.maturity.models import Evaluation
from zhisheng.apps.registry.models import Enterprise
from zhisheng.kit.language import is_english, shorten
from zhisheng.reference.measures import load_measures

LONGEST_WORDS = 200


@dataclass(frozen=True, slots=True)
class Origin:
    """What an order starts from; ``words`` are what a person would write of it."""

    words: str = ""
    evaluation: Evaluation | None = None
    criterion: str = ""
    plan: Plan | None = None
    measure: str = ""
    problem: Problem | None = None


def find_origin_for(
    *, actor: Actor, enterprise: Enterprise, asked: Mapping[str, str]
) -> Origin:
    """Return what an address names, if it is of this own enterprise; else nothing."""
    if asked.get("gap"):
        gap = find_gap_for(actor=actor, key=asked["gap"], enterprise=enterprise)
        return Origin(gap.name, gap.evaluation, gap.criterion) if gap else Origin()
    if asked.get("problem"):
        problems = list_own_problems_for(actor).filter(enterprise=enterprise)
        problem = problems.filter(code=asked["problem"]).first()
        if problem is not None:
            return Origin(shorten(problem.text, LONGEST_WORDS), problem=problem)
    if asked.get("measure"):
        code, _, name = asked["measure"].partition(":")
        plans = list_own_plans_for(actor, Action.SEE_OWN_PLANS)
        plan = plans.filter(enterprise=enterprise, code=code).first()
        known = {one.code: one for one in load_measures()}
        if plan is not None and name in known:
            one = known[name]
            words = one.english_action if is_english() else one.action
            return Origin(words, plan=plan, measure=name)
    return Origin()
