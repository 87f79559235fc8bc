"""Who has to fill in a task: what its filter names as the roster stands now."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from zhisheng.apps.accounts.choices import OrganisationKind, UnitKind
from zhisheng.apps.accounts.models import Organisation, Unit
from zhisheng.apps.accounts.selectors import list_units_below
from zhisheng.apps.places.selectors import get_region_prefix, match_industry_subtree
from zhisheng.apps.programme.choices import EntryState
from zhisheng.apps.programme.models import ReportingTask
from zhisheng.apps.registry.choices import EnterpriseStatus
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.models.enterprises import match_region


@dataclass(frozen=True, slots=True)
class AskedUnit:
    """A unit that has to fill in, and the organisation its people belong to."""

    unit: Unit
    organisation_id: int


def level_of(unit: Unit) -> EntryState:
    """Return the level an entry has passed once this unit has passed it."""
    if unit.kind in {UnitKind.STATION, UnitKind.BRANCH}:
        return EntryState.STATION
    if unit.kind == UnitKind.AUTHORITY:
        return EntryState.NATION
    if unit.kind == UnitKind.CORPS or (unit.region_id or "").endswith("0000"):
        return EntryState.PROVINCE
    if (unit.region_id or "").endswith("00"):
        return EntryState.CITY
    return EntryState.COUNTY


def select_asked_enterprises(task: ReportingTask) -> QuerySet[Enterprise]:
    found = Enterprise.unscoped.filter(
        merged_into=None,
        status__in=[EnterpriseStatus.ACTIVE, EnterpriseStatus.UNVERIFIED],
    )
    for code in (task.unit.region_id, task.area_id):
        if code:
            found = found.filter(match_region(get_region_prefix(code)))
    if industry := task.conditions.get("industry"):
        found = found.filter(match_industry_subtree(industry))
    if year := task.conditions.get("enrolled_year"):
        found = found.filter(enrolments__year=year)
    return found


def select_asked_bodies(task: ReportingTask) -> QuerySet[Organisation]:
    bodies = Organisation.objects.filter(
        kind=OrganisationKind.CERTIFICATION_BODY, is_active=True
    )
    if task.area_id:
        bodies = bodies.filter(match_region(get_region_prefix(task.area_id)))
    return bodies


def list_asked_units(task: ReportingTask) -> list[AskedUnit]:
    """Return the units of the level, in their order, whose people can be told."""
    level = task.conditions.get("level")
    units = [unit for unit in _iterate_units(task) if level_of(unit) == level]
    organisations = Organisation.objects.filter(
        kind=OrganisationKind.UNIT, unit__in=[unit.code for unit in units]
    )
    ids = dict(organisations.values_list("unit__code", "pk"))
    return [AskedUnit(unit, ids[unit.code]) for unit in units if unit.code in ids]


def _iterate_units(task: ReportingTask) -> Iterator[Unit]:
    """Yield the units below the task's own that lie in its area.

    One without a region of its own lies where the unit above it does.
    """
    prefix = get_region_prefix(task.area_id) if task.area_id else ""
    regions: dict[str, str] = {}
    for unit in list_units_below(task.unit).order_by("path"):
        above = regions.get(unit.parent_id or "", "")
        regions[unit.code] = unit.region_id or above
        if unit.pk != task.unit.pk and regions[unit.code].startswith(prefix):
            yield unit
