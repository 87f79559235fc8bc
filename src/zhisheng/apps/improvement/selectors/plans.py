"""Plans as the enterprise and the officers of its region see them."""

from django.db.models import Q, QuerySet

from zhisheng.apps.accounts.selectors import Actor
from zhisheng.apps.improvement.choices import PlanStatus
from zhisheng.apps.improvement.models import Plan
from zhisheng.apps.improvement.permissions import Action, may
from zhisheng.apps.improvement.selectors.enterprises import list_own_enterprises_for
from zhisheng.apps.registry.models import Enterprise
from zhisheng.kit.errors import NotFoundError


def list_own_plans_for(
    actor: Actor, action: Action = Action.SEE_OWN_PLANS
) -> QuerySet[Plan]:
    """Return every version of the plans of the actor's enterprises, the latest first."""
    own = list_own_enterprises_for(actor, action)
    return (
        Plan.objects.filter(enterprise__in=own)
        .select_related("enterprise", "evaluation")
        .order_by("-number", "-pk")
    )


def list_watched_plans_for(actor: Actor) -> QuerySet[Plan]:
    """Return the agreed plans of the enterprises an officer governs, the latest first."""
    if not may(actor, Action.WATCH_PLANS):
        return Plan.objects.none()
    seen = Enterprise.objects.visible_to(actor)
    return (
        Plan.objects.filter(status=PlanStatus.AGREED, enterprise__in=seen)
        .select_related("enterprise", "evaluation")
        .order_by("-agreed_at", "-pk")
    )


def get_plan_for(*, actor: Actor, code: str) -> Plan:
    """Return a plan of the own enterprise, or an agreed one an officer may see."""
    own = list_own_plans_for(actor).order_by().values("pk")
    watched = list_watched_plans_for(actor).order_by().values("pk")
    plan = (
        Plan.objects.filter(Q(pk__in=own) | Q(pk__in=watched), code=code)
        .select_related("enterprise", "evaluation")
        .first()
    )
    if plan is None:
        raise NotFoundError
    return plan
