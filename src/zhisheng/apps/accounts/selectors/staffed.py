"""Which offices below have people: what lies in their area is theirs to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q

from zhisheng.apps.accounts.choices import Role
from zhisheng.apps.accounts.models import Membership, Unit
from zhisheng.apps.accounts.selectors.scope import Scope, find_area
from zhisheng.apps.accounts.selectors.units import match_below


@dataclass(frozen=True, slots=True)
class StaffedOffices:
    """Running offices with somebody, the own and those below, by path and by area."""

    by_path: Mapping[str, Unit] = field(default_factory=dict)
    by_area: Mapping[str, Unit] = field(default_factory=dict)
    own_paths: frozenset[str] = frozenset()

    def find_in_charge(self, region: str | None, path: str | None) -> Unit | None:
        """Return the office in charge of a place, the nearest by unit, else by region."""
        known, key = (self.by_path, path) if path else (self.by_area, region or "")
        starts = (key[:end] for end in range(len(key), 0, -1))
        return next((known[one] for one in starts if one in known), None)

    def find_below(self, region: str | None, path: str | None) -> Unit | None:
        """Return the office in charge of a place where it is none of the own."""
        office = self.find_in_charge(region, path)
        return None if office is None or office.path in self.own_paths else office

    def covers(self, region: str | None, path: str | None) -> bool:
        """Tell whether an office below the own ones is in charge of a place."""
        return self.find_below(region, path) is not None


def find_staffed_offices(scope: Scope) -> StaffedOffices:
    """Find an officer's own offices, and those below that have an officer."""
    if not scope.officer_unit_paths:
        return StaffedOffices()
    below = Q()
    for path in scope.officer_unit_paths:
        below |= match_below(path)
    people = Membership.objects.present().filter(
        role=Role.OFFICER,
        user__is_active=True,
        user__is_machine=False,
        organisation__is_active=True,
        organisation__unit=OuterRef("code"),
    )
    found = list(
        Unit.objects.filter(below, Exists(people), ended_on=None)
        .select_related("region")
        .order_by("-path")
    )
    return StaffedOffices(
        by_path={one.path: one for one in found},
        by_area={area: one for one in found if (area := find_area(one))},
        own_paths=frozenset(scope.officer_unit_paths),
    )
