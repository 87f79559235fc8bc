"""Which offices below have people: what lies in their area is theirs to do."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from zhisheng.apps.accounts.choices import Role
from zhisheng.apps.accounts.models import Membership, Unit
from zhisheng.apps.accounts.selectors.scope import Scope, find_area
from zhisheng.apps.accounts.selectors.units import match_below


@dataclass(frozen=True, slots=True)
class StaffedOffices:
    """Running offices below the own ones that have somebody, by path and by area."""

    paths: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()

    def covers(self, region: str | None, path: str | None) -> bool:
        """Tell whether one of them is in charge of a place: by unit, else by region."""
        if path:
            return any(path.startswith(one) for one in self.paths)
        code = region or ""
        return any(code[:end] in self.areas for end in range(1, len(code) + 1))


def find_staffed_offices(scope: Scope) -> StaffedOffices:
    """Find the offices below an officer's own that have an officer of their own."""
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
        .exclude(path__in=scope.officer_unit_paths)
        .select_related("region")
    )
    areas = {area for one in found if (area := find_area(one))}
    return StaffedOffices(frozenset(one.path for one in found), frozenset(areas))
