from collections.abc import Collection
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from zhisheng.apps.accounts.choices import KINDS_WITH_AREA, Role
from zhisheng.apps.accounts.models import Membership, Unit, User

Actor = User | AnonymousUser


@dataclass(frozen=True, slots=True)
class Scope:
    """What a person may act for: roles, organisations, units with all below, regions.

    `region_prefixes` are leading digits of region codes; the empty prefix is the nation.
    """

    user_id: int | None
    roles: frozenset[str]
    organisation_ids: frozenset[int]
    officer_unit_paths: tuple[str, ...]
    region_prefixes: tuple[str, ...]
    held: frozenset[tuple[int, str]] = frozenset()

    def holds(self, organisation_id: int | None, roles: Collection[str]) -> bool:
        """Tell whether the person has one of the roles in this very organisation."""
        return any((organisation_id, role) in self.held for role in roles)

    def has_role(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)

    def covers_unit_path(self, path: str) -> bool:
        return any(path.startswith(own) for own in self.officer_unit_paths)

    def covers_region_code(self, code: str) -> bool:
        return any(code.startswith(prefix) for prefix in self.region_prefixes)

    @property
    def is_officer(self) -> bool:
        return Role.OFFICER in self.roles

    @property
    def is_administrator(self) -> bool:
        return Role.ADMINISTRATOR in self.roles


NOBODY = Scope(None, frozenset(), frozenset(), (), ())


def is_platform(actor: Actor) -> bool:
    """Tell whether the platform itself acts, as on the command line.

    Its account never signs in; the accounts of API keys are machines too, but active.
    """
    return isinstance(actor, User) and actor.is_machine and not actor.is_active


def get_scope(actor: Actor) -> Scope:
    """Return what the actor may act for, read at the moment of use."""
    if not isinstance(actor, User) or not actor.is_active:
        return NOBODY
    memberships = list(
        Membership.objects.present()
        .filter(user=actor, organisation__is_active=True)
        .select_related("organisation__unit__region")
    )
    units = [
        membership.organisation.unit
        for membership in memberships
        if membership.role == Role.OFFICER and membership.organisation.unit is not None
    ]
    return Scope(
        user_id=actor.pk,
        roles=frozenset(membership.role for membership in memberships),
        organisation_ids=frozenset(
            membership.organisation_id for membership in memberships
        ),
        officer_unit_paths=tuple(unit.path for unit in units),
        region_prefixes=tuple(
            prefix for unit in units if (prefix := find_area(unit)) is not None
        ),
        held=frozenset(
            (membership.organisation_id, membership.role) for membership in memberships
        ),
    )


def find_area(unit: Unit) -> str | None:
    """Return how the codes of the regions begin that a unit answers for, None for none.

    A station, branch or zone lies in a region and answers for no more of it than for the
    enterprises it was given. Only the national authority covers all without naming one.
    """
    if unit.kind not in KINDS_WITH_AREA:
        return None
    if unit.region is not None:
        return unit.region.prefix
    return None if unit.parent_id else ""
