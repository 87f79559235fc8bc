"""Plans as the enterprise and the officers of its region see them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from zhisheng.apps.accounts.models import User
from zhisheng.apps.accounts.selectors import Actor, Page, get_page, list_members
from zhisheng.apps.improvement.choices import PlanStatus
from zhisheng.apps.improvement.models import Plan, PlanTask
from zhisheng.apps.improvement.permissions import Action, may
from zhisheng.apps.improvement.selectors.enterprises import select_own_records_for
from zhisheng.apps.maturity.models import Evaluation
from zhisheng.apps.maturity.selectors import list_own_evaluations_for
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.selectors import (
    list_record_ids,
    select_governed_ids,
    select_record_ids,
)
from zhisheng.kit.errors import NotFoundError
from zhisheng.reference.maturity import MaturityModel, get_model

# A plan is made from answers that stand, not from those still being given.
UNSETTLED = ("draft", "returned")
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class TaskCount:
    total: int = 0
    done: int = 0


def list_own_plans_for(
    actor: Actor, action: Action = Action.SEE_OWN_PLANS
) -> QuerySet[Plan]:
    """Return every version of the plans of the actor's enterprises, the latest first."""
    own = select_own_records_for(actor, action)
    return (
        Plan.objects.filter(enterprise__in=own)
        .select_related("enterprise__merged_into", "evaluation")
        .order_by("-number", "-pk")
    )


def list_listed_plans_for(actor: Actor) -> list[Plan]:
    """Return every version, the latest first; of those in use alone the outcome is read."""
    own = (
        list_own_plans_for(actor)
        .select_related(None)
        .select_related("enterprise__merged_into")
    )
    replaced = own.filter(status=PlanStatus.REPLACED).defer("outcome")
    return [*own.exclude(status=PlanStatus.REPLACED), *replaced]


def list_watched_plans_for(actor: Actor) -> QuerySet[Plan]:
    """Return the agreed plans of the enterprises an officer governs, the latest first."""
    if not may(actor, Action.WATCH_PLANS):
        return Plan.objects.none()
    # A grant of some fields of an enterprise opens none of its plans.
    seen = select_governed_ids(actor)
    return (
        Plan.objects.filter(
            status=PlanStatus.AGREED, enterprise__in=select_record_ids(seen)
        )
        .select_related("enterprise", "evaluation")
        .order_by("-pk")
    )


def page_watched_plans_for(actor: Actor, before: int = 0) -> tuple[list[Plan], int]:
    """Return a page of plans, the latest versions first, and where the next begins, or 0."""
    plans = list_watched_plans_for(actor)
    if before:
        plans = plans.filter(pk__lt=before)
    rows = list(plans[: PAGE_SIZE + 1])
    is_last = len(rows) <= PAGE_SIZE
    rows = rows[:PAGE_SIZE]
    return rows, 0 if is_last else rows[-1].pk


def page_plans_for(actor: Actor, after: int = 0) -> Page[Plan]:
    """Return a page of all plans the actor may see, in the order they were made."""
    own = list_own_plans_for(actor).order_by().values("pk")
    watched = list_watched_plans_for(actor).order_by().values("pk")
    plans = Plan.objects.filter(Q(pk__in=own) | Q(pk__in=watched))
    return get_page(plans.select_related("enterprise"), after=after)


def get_plan_for(*, actor: Actor, code: str) -> Plan:
    """Return a plan of the own enterprise, or an agreed one an officer may see."""
    own = list_own_plans_for(actor).filter(code=code).first()
    plan = own or list_watched_plans_for(actor).filter(code=code).first()
    if plan is None:
        raise NotFoundError
    return plan


def get_own_plan_for(
    *, actor: Actor, code: str, action: Action = Action.SEE_OWN_PLANS
) -> Plan:
    plan = list_own_plans_for(actor, action).filter(code=code).first()
    if plan is None:
        raise NotFoundError
    return plan


def get_own_task_for(
    *, actor: Actor, code: str, number: int, action: Action = Action.SEE_OWN_PLANS
) -> PlanTask:
    task = (
        PlanTask.objects.filter(
            plan=get_own_plan_for(actor=actor, code=code, action=action), number=number
        )
        .select_related("plan__enterprise", "responsible")
        .first()
    )
    if task is None:
        raise NotFoundError
    return task


def is_own_for(actor: Actor, plan: Plan, action: Action) -> bool:
    """Tell whether the actor may do this to a plan, not only read it."""
    return list_own_plans_for(actor, action).filter(pk=plan.pk).exists()


def list_plannable_for(
    actor: Actor, action: Action = Action.SEE_OWN_PLANS
) -> QuerySet[Evaluation]:
    """Return the own evaluations a plan can be made from, the latest first."""
    own = select_own_records_for(actor, action)
    return (
        list_own_evaluations_for(actor)
        .filter(enterprise__in=own)
        .exclude(status__in=UNSETTLED)
    )


def get_plannable_for(
    *, actor: Actor, code: str, action: Action = Action.SEE_OWN_PLANS
) -> Evaluation:
    evaluation = list_plannable_for(actor, action).filter(code=code).first()
    if evaluation is None:
        raise NotFoundError
    return evaluation


def select_plans_of(enterprise: Enterprise) -> QuerySet[Plan]:
    """Select the plans of an enterprise with those of records merged into it."""
    return Plan.objects.filter(enterprise__in=list_record_ids(enterprise.surviving.pk))


def find_draft(enterprise: Enterprise) -> Plan | None:
    return select_plans_of(enterprise).filter(status=PlanStatus.DRAFT).first()


def find_agreed(enterprise: Enterprise) -> Plan | None:
    return select_plans_of(enterprise).filter(status=PlanStatus.AGREED).first()


def find_latest(enterprise: Enterprise) -> Plan | None:
    return select_plans_of(enterprise).order_by("-number").first()


def map_done(enterprise: Enterprise) -> dict[str, datetime]:
    """Return when each measure was done last, in whichever version of the plan."""
    plans = select_plans_of(enterprise).order_by().values("pk")
    done = PlanTask.objects.filter(plan__in=plans, done_at__isnull=False)
    return {
        measure: at
        for measure, at in done.order_by("done_at").values_list("measure", "done_at")
        if at is not None
    }


def list_tasks(plan: Plan) -> Sequence[PlanTask]:
    return list(plan.tasks.select_related("responsible").order_by("number"))


def list_people(plan: Plan) -> list[User]:
    """Return the people of the enterprise, who can be responsible for a task."""
    organisation = plan.enterprise.surviving.organisation
    members = list_members(organisation) if organisation else ()
    return list({member.user_id: member.user for member in members}.values())


def get_model_of(plan: Plan) -> MaturityModel:
    return get_model(plan.model_code, plan.model_version)


def count_tasks(plans: Iterable[Plan]) -> dict[int, TaskCount]:
    """Count the tasks of plans, by key of the plan."""
    counts = (
        PlanTask.objects.filter(plan__in=plans)
        .values("plan")
        .annotate(total=Count("pk"), done=Count("pk", filter=Q(done_at__isnull=False)))
    )
    return {one["plan"]: TaskCount(one["total"], one["done"]) for one in counts}
