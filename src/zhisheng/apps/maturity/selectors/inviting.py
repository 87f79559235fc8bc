"""Whom an office may ask to look at its own enterprise."""

from django.db.models import QuerySet

from zhisheng.apps.accounts.choices import Role
from zhisheng.apps.accounts.models import Membership, User
from zhisheng.apps.accounts.selectors import Actor, get_scope
from zhisheng.apps.maturity.permissions import Action, require
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.models.enterprises import build_governed_condition
from zhisheng.kit.errors import NotFoundError


def get_governed_enterprise_for(*, actor: Actor, code: str) -> Enterprise:
    """Return an enterprise to the officers of its area."""
    require(actor, Action.INVITE)
    governed = build_governed_condition(get_scope(actor), actor)
    found = Enterprise.unscoped.filter(governed, merged_into=None, code=code).first()
    if found is None:
        raise NotFoundError
    return found


def list_owners(enterprise: Enterprise) -> QuerySet[User]:
    """Return who answers for an enterprise and can be told something."""
    owners = Membership.objects.present().filter(
        organisation=enterprise.organisation_id, role=Role.OWNER
    )
    people = User.objects.filter(is_active=True, is_machine=False)
    return people.filter(pk__in=owners.values("user"))
