"""Enterprises that an open task still asks and its office governs no more."""

from collections.abc import Collection
from dataclasses import dataclass

from zhisheng.apps.accounts.models import Unit
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.models.enterprises import build_condition_of_unit
from zhisheng.apps.registry.selectors import find_first_office


@dataclass(frozen=True, slots=True)
class Moved:
    """Where an enterprise is registered now, and the office to ask; empty for none."""

    region: str
    office: str


def map_moved(unit: Unit, enterprise_ids: Collection[int]) -> dict[int, Moved]:
    """Tell of those that are not the unit's any more where they went, by id."""
    known = Enterprise.unscoped.filter(pk__in=enterprise_ids)
    governed = Enterprise.unscoped.filter(build_condition_of_unit(unit))
    gone = known.exclude(pk__in=governed.values("pk"))
    places: dict[tuple[str | None, str | None], Moved] = {}
    found = {}
    for one in gone.select_related("region", "unit"):
        place = (one.region_id, one.unit_id)
        if place not in places:
            places[place] = _describe(one)
        found[one.pk] = places[place]
    return found


def _describe(enterprise: Enterprise) -> Moved:
    office = find_first_office(enterprise)
    region = enterprise.region
    return Moved(region.full_name if region else "", office.name if office else "")
