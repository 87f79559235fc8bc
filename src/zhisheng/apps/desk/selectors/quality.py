"""What waits for a person in evaluations, plans and quality problems."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from zhisheng.apps.accounts.models import User
from zhisheng.apps.improvement.choices import PlanStatus, ProblemState
from zhisheng.apps.improvement.models import PlanTask, Problem
from zhisheng.apps.improvement.permissions import Action as ImprovementAction
from zhisheng.apps.improvement.selectors import (
    list_own_plans_for,
    list_own_problems_for,
)
from zhisheng.apps.maturity.choices import OPEN_STATUSES, ReviewStatus
from zhisheng.apps.maturity.models import Evaluation
from zhisheng.apps.maturity.permissions import Action, may
from zhisheng.apps.maturity.selectors import (
    list_own_evaluations_for,
    list_reviews_for,
    list_to_restate_for,
)
from zhisheng.apps.registry import permissions as registry
from zhisheng.apps.registry.models import Enterprise
from zhisheng.reference.statements import Topic

SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class QualityDesk:
    """``tasks`` and ``problems`` are those due within a week, the earliest first."""

    evaluation: Evaluation | None = None
    reviews: int = 0
    tasks: tuple[PlanTask, ...] = ()
    problems: tuple[Problem, ...] = ()
    # Of which enterprise what was said too long ago to count.
    restated: tuple[tuple[Enterprise, list[Topic]], ...] = ()


def get_quality_desk(actor: User, on: date) -> QualityDesk:
    """Gather what the person's roles have to do; what none of them may is not asked."""
    is_own = may(actor, Action.EVALUATE)
    may_speak = registry.may(actor, registry.Action.STATE)
    return QualityDesk(
        evaluation=_find_open(actor) if is_own else None,
        reviews=_count_reviews(actor) if may(actor, Action.REVIEW) else 0,
        tasks=_list_tasks(actor, on) if is_own else (),
        problems=_list_problems(actor, on) if is_own else (),
        restated=tuple(list_to_restate_for(actor, on)) if may_speak else (),
    )


def _find_open(actor: User) -> Evaluation | None:
    return list_own_evaluations_for(actor).filter(status__in=OPEN_STATUSES).first()


def _count_reviews(actor: User) -> int:
    """Count those that wait for the expert: not those returned to the enterprise."""
    waiting = (ReviewStatus.RATING, ReviewStatus.COMPARING)
    found = list_reviews_for(actor).filter(status__in=waiting)
    return found.exclude(evaluation__status__in=OPEN_STATUSES).count()


def _list_tasks(actor: User, on: date) -> tuple[PlanTask, ...]:
    """List what is due of the agreed plans; others' tasks are theirs."""
    plans = list_own_plans_for(actor, ImprovementAction.TICK_TASK)
    mine = Q(responsible=actor) | Q(responsible=None)
    due = PlanTask.objects.filter(
        mine,
        plan__in=plans.filter(status=PlanStatus.AGREED).order_by(),
        done_at=None,
        due_on__lte=on + SOON,
    )
    return tuple(due.select_related("plan").order_by("due_on", "number"))


def _list_problems(actor: User, on: date) -> tuple[Problem, ...]:
    """List whose action is the person's and due, and whose effect can be verified."""
    acting = Q(state=ProblemState.PLANNED, responsible=actor, due_on__lte=on + SOON)
    checking = Q(state=ProblemState.DONE, verify_from__lte=on) & ~Q(done_by=actor)
    found = list_own_problems_for(actor, ImprovementAction.WORK_ON_PROBLEM)
    return tuple(found.filter(acting | checking))
