"""Keys of an organisation for the API: scopes, expiry, a limit per minute."""

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from zhisheng.apps.accounts.choices import TokenScope
from zhisheng.apps.accounts.errors import TokenLifetimeError
from zhisheng.apps.accounts.models import ApiToken, Membership, Organisation, User
from zhisheng.apps.accounts.permissions import LEADING_ROLES, list_roles_for_kind
from zhisheng.apps.accounts.selectors import (
    TokenActor,
    may_administer,
    refuse_foreign_scope,
)
from zhisheng.apps.accounts.services.invitations import SECRET_BYTES, hash_secret
from zhisheng.apps.accounts.services.memberships import build_membership
from zhisheng.kit import audit
from zhisheng.kit.codes import new_code
from zhisheng.kit.errors import ConflictError, ForbiddenError, RateLimitedError

LONGEST_LIFETIME_DAYS = 366
WINDOW = timedelta(minutes=1)
MARK = "zs"


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """The key with its text, which is told here and never again."""

    token: ApiToken
    text: str


@transaction.atomic
def create_token(
    *,
    organisation: Organisation,
    name: str,
    scopes: Sequence[str],
    lifetime_days: int,
    requests_per_minute: int = 60,
    actor: User,
) -> IssuedToken:
    """Make a key that acts for this organisation alone, whoever made it."""
    if not may_administer(actor, organisation):
        raise ForbiddenError
    if not 1 <= lifetime_days <= LONGEST_LIFETIME_DAYS:
        raise TokenLifetimeError(longest=LONGEST_LIFETIME_DAYS)
    for scope in scopes:
        refuse_foreign_scope(organisation, scope)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    code = new_code("T")
    token = ApiToken.objects.create(
        code=code,
        secret_hash=hash_secret(secret),
        organisation=organisation,
        acts_as=_create_machine(code, name, organisation),
        name=name.strip(),
        scopes=[TokenScope(scope) for scope in scopes],
        requests_per_minute=requests_per_minute,
        expires_at=timezone.now() + timedelta(days=lifetime_days),
    )
    audit.record(
        action="accounts.token_created",
        subject=token,
        actor=actor,
        new={"organisation": organisation.code, "scopes": list(scopes)},
    )
    return IssuedToken(token, f"{MARK}.{code}.{secret}")


@transaction.atomic
def revoke_token(*, token: ApiToken, actor: User) -> ApiToken:
    """Make a key useless from this moment."""
    if not may_administer(actor, token.organisation):
        raise ForbiddenError
    now = timezone.now()
    if not ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now):
        raise ConflictError
    token.revoked_at = now
    Membership.objects.filter(user=token.acts_as, ended_at=None).update(ended_at=now)
    audit.record(action="accounts.token_revoked", subject=token, actor=actor)
    return token


def use_token(text: str, *, now: datetime | None = None) -> TokenActor | None:
    """Return whom a key acts for and count the call, or None if the key is no good."""
    moment = now or timezone.now()
    token = _find_token(text)
    if token is None or token.revoked_at is not None or token.expires_at <= moment:
        return None
    if not (token.organisation.is_active and token.acts_as.is_active):
        return None
    _count_call(token, moment)
    return TokenActor(
        user=token.acts_as,
        organisation=token.organisation,
        scopes=frozenset(token.scopes),
        token_code=token.code,
    )


def _find_token(text: str) -> ApiToken | None:
    mark, _dot, rest = text.partition(".")
    code, _dot, secret = rest.partition(".")
    found = ApiToken.objects.select_related(
        "organisation__unit", "organisation__region", "acts_as"
    )
    token = found.filter(code=code).first() if mark == MARK else None
    # The comparison is made for unknown codes too, so that time tells nothing.
    known = token.secret_hash if token else hash_secret("")
    return token if hmac.compare_digest(known, hash_secret(secret)) else None


def _count_call(token: ApiToken, now: datetime) -> None:
    """Count within the current minute; one statement, so parallel calls cannot slip by."""
    is_over = Q(window_started_at=None) | Q(window_started_at__lte=now - WINDOW)
    counted = ApiToken.objects.filter(
        is_over | Q(window_count__lt=F("requests_per_minute")), pk=token.pk
    ).update(
        window_count=Case(When(is_over, then=Value(1)), default=F("window_count") + 1),
        window_started_at=Case(
            When(is_over, then=Value(now)), default=F("window_started_at")
        ),
        last_used_at=now,
    )
    if not counted:
        raise RateLimitedError(retry_after_seconds=_seconds_left(token, now))


def _seconds_left(token: ApiToken, now: datetime) -> int:
    started = token.window_started_at or now
    return max(1, int((started + WINDOW - now).total_seconds()) + 1)


def _create_machine(code: str, name: str, organisation: Organisation) -> User:
    machine = User(
        username=f"machine-{code.lower()}",
        name=f"{organisation.name} · {name.strip()}"[:60],
        is_machine=True,
    )
    machine.set_unusable_password()
    machine.save()
    roles = list_roles_for_kind(organisation.kind)
    leading = next(role for role in roles if role in LEADING_ROLES)
    build_membership(user=machine, organisation=organisation, role=leading)
    return machine
