"""Who acts for which organisation in which role."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from zhisheng.apps.accounts.choices import Role
from zhisheng.apps.accounts.errors import (
    AlreadyMemberError,
    LastLeaderError,
    RoleNotForOrganisationError,
)
from zhisheng.apps.accounts.models import Membership, Organisation, User
from zhisheng.apps.accounts.permissions import (
    LEADING_ROLES,
    ROLES_WITH_END,
    list_roles_for_kind,
)
from zhisheng.apps.accounts.selectors import (
    has_other_leaders,
    may_administer,
    may_invite,
)
from zhisheng.kit import audit
from zhisheng.kit.errors import ConflictError, ForbiddenError


@transaction.atomic
def add_membership(
    *, user: User, organisation: Organisation, role: str, actor: User | None
) -> Membership:
    """Let a person act for an organisation; without an actor the platform itself adds."""
    if actor is not None and not _may_add(user, organisation, actor):
        raise ForbiddenError
    if role in ROLES_WITH_END:
        raise ForbiddenError
    membership = build_membership(user=user, organisation=organisation, role=role)
    audit.record(
        action="accounts.membership_added",
        subject=organisation,
        actor=actor,
        new={"person": user.code, "role": role},
    )
    return membership


@transaction.atomic
def end_membership(*, membership: Membership, actor: User) -> Membership:
    """Take a person out of an organisation; anyone may leave by themselves."""
    is_own = membership.user_id == actor.pk
    if not is_own and not may_administer(actor, membership.organisation):
        raise ForbiddenError
    refuse_last_leader(membership)
    now = timezone.now()
    ended = Membership.objects.filter(pk=membership.pk, ended_at=None)
    if not ended.update(ended_at=now):
        raise ConflictError
    membership.ended_at = now
    audit.record(
        action="accounts.membership_ended",
        subject=membership.organisation,
        actor=actor,
        old={"person": membership.user.code, "role": membership.role},
    )
    return membership


def _may_add(user: User, organisation: Organisation, actor: User) -> bool:
    """Tell whether the actor may; who only invites into it never adds one's own person."""
    if user.pk == actor.pk:
        return may_administer(actor, organisation)
    return may_invite(actor, organisation)


def build_membership(
    *, user: User, organisation: Organisation, role: str, until: date | None = None
) -> Membership:
    """Save a membership after its rules; the calling service writes the audit entry."""
    if role not in list_roles_for_kind(organisation.kind):
        raise RoleNotForOrganisationError(
            organisation=organisation.name, role=Role(role).label
        )
    known = Membership.objects.filter(
        user=user, organisation=organisation, role=role, ended_at=None
    )
    known.filter(until__lt=timezone.localdate()).update(ended_at=timezone.now())
    membership, is_new = Membership.objects.get_or_create(
        user=user,
        organisation=organisation,
        role=role,
        ended_at=None,
        defaults={"until": until},
    )
    if not is_new:
        raise AlreadyMemberError(person=str(user), organisation=organisation.name)
    return membership


def refuse_last_leader(membership: Membership) -> None:
    """Raise if nobody would be left to look after the organisation's members."""
    if membership.role not in LEADING_ROLES:
        return
    # Two leaders who leave at the same moment wait for each other here.
    organisation = Organisation.objects.select_for_update().get(
        pk=membership.organisation_id
    )
    if not has_other_leaders(membership):
        raise LastLeaderError(organisation=organisation.name)
