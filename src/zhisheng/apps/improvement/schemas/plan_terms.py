"""From the three questions to the terms of a plan."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from zhisheng.apps.improvement.choices import PlanAim, PlanStatus
from zhisheng.apps.improvement.models import Plan
from zhisheng.apps.improvement.services import Terms
from zhisheng.apps.maturity.models import Evaluation
from zhisheng.reference.maturity import get_model

HOUSEHOLD = "household"
# Yuan, days a month, days until the end: what the questions show at first.
OF_HOUSEHOLD = (3_000, 4, 182)
OF_OTHERS = (20_000, 10, 365)


def suggest_limits(
    evaluation: Evaluation, latest: Plan | None, today: date
) -> dict[str, object]:
    """Return what the questions show at first: what was answered last, else a start."""
    model = get_model(evaluation.model_code, evaluation.model_version)
    first = OF_HOUSEHOLD if model.audience == HOUSEHOLD else OF_OTHERS
    budget, staff_days, days = first
    ends_on = today + timedelta(days=days)
    if latest is None:
        return {"budget": budget, "staff_days": staff_days, "ends_on": ends_on}
    return {
        "budget": latest.budget_yuan,
        "staff_days": latest.staff_days_a_month,
        "ends_on": latest.ends_on if latest.ends_on > today else ends_on,
        "goals": latest.goals,
    }


def make_terms(
    answers: Mapping[str, Any],
    evaluation: Evaluation,
    latest: Plan | None,
    today: date,
) -> Terms:
    """Return the terms; wishes of the draft stay, of an older version what is unwanted."""
    draft = latest if latest and latest.status == PlanStatus.DRAFT else None
    is_same = draft is not None and draft.evaluation_id == evaluation.pk
    return Terms(
        budget_yuan=answers["budget"],
        staff_days_a_month=answers["staff_days"],
        starts_on=today,
        ends_on=answers["ends_on"],
        aim=PlanAim(draft.aim) if draft and is_same else PlanAim.BEST,
        goals=tuple(answers["goals"]),
        pinned=frozenset(draft.pinned) if draft else frozenset(),
        excluded=frozenset(latest.excluded) if latest else frozenset(),
    )
