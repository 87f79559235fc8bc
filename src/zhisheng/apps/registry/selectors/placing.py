"""Which of the enterprises that a list shows an officer may give to a unit."""

from django.db.models import Q, QuerySet

from zhisheng.apps.accounts.models import Unit
from zhisheng.apps.accounts.selectors import (
    Actor,
    find_area_above,
    get_scope,
    list_units_for,
    write_unit,
)
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.models.enterprises import (
    build_governed_condition,
    match_region,
)
from zhisheng.apps.registry.permissions import Action, may
from zhisheng.apps.registry.selectors.roster import RosterFilters, select_listed


def may_place(actor: Actor) -> bool:
    """Tell whether the actor has a unit below to give an enterprise to."""
    if not may(actor, Action.PLACE):
        return False
    return len(list_units_for(actor).filter(ended_on=None)[:2]) > 1


def find_unit_for_new(actor: Actor) -> Unit | None:
    """Return the unit of an officer who has no area: what it registers is its own."""
    if get_scope(actor).region_prefixes or not may(actor, Action.REGISTER):
        return None
    return list_units_for(actor).filter(ended_on=None).order_by("path").first()


def select_placeable(
    *, actor: Actor, filters: RosterFilters, unit: Unit | None
) -> QuerySet[Enterprise]:
    """Return the governed enterprises of a list that a unit can be given.

    Those that it has already are left out, and those registered outside the area of the
    office it belongs to; what was merely granted to see is nobody's to give.
    """
    scope = get_scope(actor)
    governed = build_governed_condition(scope, actor)
    found = select_listed(actor, filters).filter(governed)
    if unit is not None:
        return found.filter(match_area(find_area_above(unit))).exclude(unit=unit)
    # Back to the office of the region: only where the actor answers for the region.
    condition = Q(pk__in=[])
    for prefix in scope.region_prefixes:
        condition |= match_area(prefix)
    return found.filter(condition).exclude(unit=None)


def match_area(prefix: str) -> Q:
    return match_region(prefix) if prefix else Q()


def count_listed_for(actor: Actor, filters: RosterFilters) -> int:
    return select_listed(actor, filters).count()


def write_unit_of(enterprise: Enterprise) -> str:
    """Write the unit of an enterprise as the picker does, empty for none."""
    return write_unit(enterprise.unit) if enterprise.unit else ""
