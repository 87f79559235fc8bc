"""Whose plans and problems somebody may read or write."""

from django.db.models import QuerySet

from zhisheng.apps.accounts.selectors import Actor, list_organisations_acted_for
from zhisheng.apps.improvement.permissions import ROLES_BY_ACTION, Action
from zhisheng.apps.registry.models import Enterprise


def list_own_enterprises_for(actor: Actor, action: Action) -> QuerySet[Enterprise]:
    """Return the enterprises for which the actor may do this."""
    own = list_organisations_acted_for(actor, ROLES_BY_ACTION[action])
    return Enterprise.unscoped.filter(
        organisation_id__in=own.values("pk"), merged_into=None
    ).order_by("name")
