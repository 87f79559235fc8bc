"""Whose plans and problems somebody may read or write."""

from typing import Any

from django.db.models import QuerySet

from zhisheng.apps.accounts.selectors import Actor
from zhisheng.apps.improvement.permissions import ROLES_BY_ACTION, Action
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.selectors import select_acted_for, select_record_ids


def list_own_enterprises_for(actor: Actor, action: Action) -> QuerySet[Enterprise]:
    """Return the enterprises for which the actor may do this."""
    return select_acted_for(actor, ROLES_BY_ACTION[action])


def select_own_records_for(actor: Actor, action: Action) -> QuerySet[Any, Any]:
    """Return the ids whose rows are theirs: of a merged record those of the former one."""
    return select_record_ids(list_own_enterprises_for(actor, action))
