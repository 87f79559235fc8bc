"""People who sign in."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from allauth.mfa.adapter import get_adapter
from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from zhisheng.apps.accounts.choices import Role
from zhisheng.apps.accounts.models import Membership, Organisation, User
from zhisheng.apps.accounts.permissions import LEADING_ROLES
from zhisheng.kit.errors import NotFoundError

DEMO_PREFIX = "demo-"
LEADING: Mapping[str, Any] = MappingProxyType(
    {
        "ended_at": None,
        "role__in": LEADING_ROLES,
        "user__is_machine": False,
        "user__is_active": True,
    }
)


@dataclass(frozen=True, slots=True)
class DemoUser:
    """One login of the demo programme."""

    username: str
    name: str
    role: str
    role_label: str
    organisation: str


def get_user(code: str) -> User:
    user = User.objects.filter(code=code).first()
    if user is None:
        raise NotFoundError
    return user


def get_user_by_username(username: str) -> User:
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise NotFoundError
    return user


def is_username_taken(username: str) -> bool:
    return User.objects.filter(username__iexact=username).exists()


def list_memberships(user: User) -> QuerySet[Membership]:
    return (
        Membership.objects.present()
        .filter(user=user)
        .select_related("organisation")
        .order_by("created_at", "pk")
    )


def list_last_led(user: User) -> list[Organisation]:
    """Return the organisations nobody else would look after without this person."""
    others = Membership.objects.filter(
        **LEADING, organisation=OuterRef("organisation")
    ).exclude(pk=OuterRef("pk"))
    own = Membership.objects.filter(~Exists(others), **LEADING, user=user)
    led = own.order_by("pk").select_related("organisation")
    return list(dict.fromkeys(one.organisation for one in led))


def has_other_leaders(membership: Membership) -> bool:
    """Tell whether others than this one look after its organisation."""
    leading = Membership.objects.filter(
        **LEADING, organisation=membership.organisation_id
    )
    return leading.exclude(pk=membership.pk).exists()


def is_left_by_all(organisation: Organisation) -> bool:
    """Tell whether somebody looked after an organisation once and nobody does now."""
    leading = Membership.objects.filter(
        organisation=organisation, role__in=LEADING_ROLES, user__is_machine=False
    )
    return leading.exists() and not leading.filter(**LEADING).exists()


def list_demo_users() -> list[DemoUser]:
    """Return each login once, in the order the roles are told; officers all.

    Somebody with two roles is there for the rarer one, which is told later.
    """
    memberships = (
        Membership.objects.present()
        .filter(
            user__username__startswith=DEMO_PREFIX,
            user__is_active=True,
            user__is_machine=False,
        )
        .select_related("user", "organisation")
        .order_by("user__pk", "pk")
    )
    order = {role: position for position, role in enumerate(Role.values)}
    ordered = sorted(memberships, key=lambda one: order[one.role])
    known = {membership.user_id: membership for membership in ordered}
    return [
        DemoUser(
            username=membership.user.username,
            name=membership.user.name,
            role=membership.role,
            role_label=membership.get_role_display(),
            organisation=membership.organisation.name,
        )
        for membership in sorted(known.values(), key=lambda one: order[one.role])
    ]


def is_shut_out(user: User) -> bool:
    """Tell whether it is one of the demo's people, whom everybody knows, outside a demo."""
    return user.username.startswith(DEMO_PREFIX) and not settings.DEMO


def has_second_factor(user: User) -> bool:
    return bool(get_adapter().is_mfa_enabled(user))


def name_organisations_of(user_ids: Collection[int | None]) -> dict[int, str]:
    """Return the name of the organisation each person acts for, the first of several."""
    known = {pk for pk in user_ids if pk is not None}
    memberships = Membership.objects.filter(user__in=known).order_by("-pk")
    rows = memberships.values_list("user_id", "organisation__name", "ended_at")
    # Who has left still acted for the former one.
    ordered = sorted(rows, key=lambda row: row[2] is None)
    return {user_id: name for user_id, name, _ended_at in ordered}


def name_represented(actor: User, organisation_id: int | None) -> str:
    """Return for whom a person acts as a proxy, empty for who acts in an own role."""
    if organisation_id is None:
        return ""
    held = Membership.objects.present().filter(
        user=actor, organisation_id=organisation_id
    )
    found = dict(held.values_list("role", "organisation__name"))
    is_proxy_alone = found.keys() & {Role.PROXY, Role.OWNER} == {Role.PROXY}
    return found[Role.PROXY] if is_proxy_alone else ""
