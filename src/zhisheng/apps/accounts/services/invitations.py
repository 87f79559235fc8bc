"""Invitation links: a secret that works once, until a day; only its hash is kept."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from zhisheng.apps.accounts.choices import Role
from zhisheng.apps.accounts.errors import (
    InvitationExpiredError,
    InvitationUsedError,
    RoleNotForOrganisationError,
)
from zhisheng.apps.accounts.models import Invitation, Membership, Organisation, User
from zhisheng.apps.accounts.permissions import list_lasting_roles_for_kind
from zhisheng.apps.accounts.selectors import may_invite
from zhisheng.apps.accounts.services.memberships import build_membership
from zhisheng.apps.accounts.services.people import build_person
from zhisheng.kit import audit
from zhisheng.kit.codes import new_code
from zhisheng.kit.errors import ForbiddenError, NotFoundError

LIFETIME = timedelta(days=14)
SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class IssuedInvitation:
    """The invitation with its secret, which is told here and never again."""

    invitation: Invitation
    secret: str


@transaction.atomic
def invite(
    *, organisation: Organisation, role: str, invitee: str = "", actor: User | None
) -> IssuedInvitation:
    """Make a link by which one person can join; without an actor the platform invites."""
    if actor is not None and not may_invite(actor, organisation):
        raise ForbiddenError
    if role not in list_lasting_roles_for_kind(organisation.kind):
        raise RoleNotForOrganisationError(
            organisation=organisation.name, role=Role(role).label
        )
    issued = issue_invitation(
        organisation=organisation, role=role, invitee=invitee, actor=actor
    )
    audit.record(
        action="accounts.invitation_sent",
        subject=organisation,
        actor=actor,
        new={"invitation": issued.invitation.code, "role": role},
    )
    return issued


def issue_invitation(
    *,
    organisation: Organisation,
    role: str,
    invitee: str,
    actor: User | None,
    until: date | None = None,
) -> IssuedInvitation:
    """Save an invitation; the calling service has asked for the right and writes the entry."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    invitation = Invitation.objects.create(
        code=new_code("I"),
        secret_hash=hash_secret(secret),
        organisation=organisation,
        role=role,
        invitee=invitee.strip(),
        invited_by=actor,
        expires_at=_find_end(until),
        until=until,
    )
    return IssuedInvitation(invitation, secret)


def _find_end(until: date | None) -> datetime:
    """Return until when a link is good: no longer than what it opens."""
    end = timezone.now() + LIFETIME
    if until is None:
        return end
    day_after = datetime.combine(until + timedelta(days=1), time.min)
    return min(end, timezone.make_aware(day_after))


def open_invitation(*, code: str, secret: str) -> Invitation:
    """Return the invitation behind a link if it can still be accepted."""
    found = Invitation.objects.select_related("organisation__unit")
    invitation = found.filter(code=code).first()
    known = invitation.secret_hash if invitation else hash_secret("")
    if not hmac.compare_digest(known, hash_secret(secret)) or invitation is None:
        raise NotFoundError
    if invitation.accepted_at is not None:
        raise InvitationUsedError
    is_over = invitation.expires_at <= timezone.now()
    is_withdrawn = invitation.withdrawn_at is not None
    is_past = invitation.until is not None and invitation.until < timezone.localdate()
    if is_over or is_past or is_withdrawn or not invitation.organisation.is_active:
        raise InvitationExpiredError
    return invitation


@transaction.atomic
def accept_invitation(*, code: str, secret: str, actor: User) -> Membership:
    """Join as the person who is signed in."""
    return _accept(open_invitation(code=code, secret=secret), actor)


@transaction.atomic
def register_by_invitation(
    *,
    code: str,
    secret: str,
    username: str,
    password: str,
    name: str,
    mobile: str = "",
) -> User:
    """Create the invited person's account and join with it."""
    invitation = open_invitation(code=code, secret=secret)
    user = build_person(username=username, password=password, name=name, mobile=mobile)
    user.save()
    _accept(invitation, user)
    return user


@transaction.atomic
def register_invited(*, code: str, secret: str, name: str) -> User:
    """Create the invited person without a password: the identity service opens."""
    invitation = open_invitation(code=code, secret=secret)
    user = User(name=name[:60] or invitation.invitee)
    user.username = f"id-{user.code.lower()}"
    user.set_unusable_password()
    user.save()
    _accept(invitation, user)
    return user


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, actor: User) -> Invitation:
    """Make a link useless that nobody has accepted yet."""
    if not may_invite(actor, invitation.organisation):
        raise ForbiddenError
    now = timezone.now()
    waiting = Invitation.objects.filter(pk=invitation.pk, accepted_at=None)
    if not waiting.update(withdrawn_at=now):
        raise InvitationUsedError
    invitation.withdrawn_at = now
    audit.record(
        action="accounts.invitation_withdrawn",
        subject=invitation.organisation,
        actor=actor,
        old={"invitation": invitation.code},
    )
    return invitation


def hash_secret(secret: str) -> str:
    """Digest a secret of 256 random bits; a slow hash would add nothing."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _accept(invitation: Invitation, user: User) -> Membership:
    # Else an officer who opens a partner to its first person could become that person.
    if invitation.invited_by_id == user.pk:
        raise ForbiddenError
    waiting = Invitation.objects.filter(
        pk=invitation.pk, accepted_at=None, withdrawn_at=None
    )
    # Of two people who open the link at once only one finds it waiting.
    if not waiting.update(accepted_at=timezone.now(), accepted_by=user):
        raise InvitationUsedError
    membership = build_membership(
        user=user,
        organisation=invitation.organisation,
        role=invitation.role,
        until=invitation.until,
    )
    audit.record(
        action="accounts.invitation_accepted",
        subject=invitation.organisation,
        actor=user,
        new={"invitation": invitation.code, "person": user.code},
    )
    return membership
