"""Who has to fill in a task: what its filter names as the roster stands now."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from zhisheng.apps.accounts.choices import KINDS_WITH_AREA, OrganisationKind, UnitKind
from zhisheng.apps.accounts.models import Organisation, Unit
from zhisheng.apps.accounts.selectors import find_area, list_units_below
from zhisheng.apps.places.selectors import get_region_prefix, match_industry_subtree
from zhisheng.apps.programme.choices import Audience, EntryState
from zhisheng.apps.programme.errors import NobodyAskedError, TaskOverError
from zhisheng.apps.programme.models import Engagement, ReportingTask, TaskEntry
from zhisheng.apps.programme.selectors.deadlines import find_last_day
from zhisheng.apps.programme.selectors.ledger_lines import find_year
from zhisheng.apps.registry.choices import EnterpriseStatus
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.models.enterprises import (
    build_condition_of_unit,
    match_region,
)
from zhisheng.kit.errors import DomainError

# In place of a level: units that are asked one by one may be of any.
EVERY_LEVEL = "every"


@dataclass(frozen=True, slots=True)
class AskedUnit:
    """A unit that has to fill in, and the organisation its people belong to."""

    unit: Unit
    organisation_id: int


def list_left_out(task: ReportingTask) -> list[int]:
    """Return who was taken out by hand, so that nobody adds them with all the others."""
    return list(task.conditions.get("left_out", ()))


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


def count_asked(task: ReportingTask) -> int:
    """Count who would have to fill in if the task were handed out now."""
    if task.audience == Audience.UNITS:
        return len(list_asked_units(task))
    if task.audience == Audience.BODIES:
        return select_asked_bodies(task).count()
    return select_asked_enterprises(task).count()


def find_opening_problem(task: ReportingTask, *, asked: int) -> DomainError | None:
    """Return why a task that asks so many cannot be handed out as it is now."""
    if find_last_day(task) < timezone.localdate():
        return TaskOverError()
    if not asked:
        return NobodyAskedError(who=task.get_audience_display())
    return None


def count_new(task: ReportingTask) -> int:
    """Count who fits the filter by now and was not asked when it was handed out."""
    if task.audience == Audience.UNITS:
        return len(leave_out_asked_units(task))
    return select_new(task).count()


def select_new(task: ReportingTask) -> QuerySet[Any]:
    """Keep who fits the filter and has no entry yet: enterprises or organisations."""
    if task.audience == Audience.UNITS:
        ids = [one.organisation_id for one in leave_out_asked_units(task)]
        return Organisation.objects.filter(pk__among=ids)
    if task.audience == Audience.BODIES:
        return leave_out_asked(select_asked_bodies(task), task, "organisation")
    return leave_out_asked(select_asked_enterprises(task), task, "enterprise")


def leave_out_asked(
    found: QuerySet[Any], task: ReportingTask, name: str
) -> QuerySet[Any]:
    """Leave out who has an entry of the task already."""
    asked = TaskEntry.objects.filter(**{"task": task, name: OuterRef("pk")})
    return found.filter(~Exists(asked))


def leave_out_asked_units(task: ReportingTask) -> list[AskedUnit]:
    asked = set(task.entries.values_list("organisation_id", flat=True))
    return [one for one in list_asked_units(task) if one.organisation_id not in asked]


def select_asked_enterprises(task: ReportingTask) -> QuerySet[Enterprise]:
    found = select_audience(
        unit=task.unit, area_code=task.area_id, conditions=task.conditions
    )
    return found.exclude(pk__in=list_left_out(task))


def select_audience(
    *, unit: Unit, area_code: str | None, conditions: Mapping[str, Any]
) -> QuerySet[Enterprise]:
    """Select the enterprises an office answers for, narrowed by area and conditions."""
    found = Enterprise.unscoped.filter(
        merged_into=None,
        status__in=[EnterpriseStatus.ACTIVE, EnterpriseStatus.UNVERIFIED],
    )
    # Without an area of its own an office answers for what its units hold.
    area = find_area(unit)
    own = match_region(area) if area else build_condition_of_unit(unit)
    found = found.filter(own, match_code(area_code))
    if industry := conditions.get("industry"):
        found = found.filter(match_industry_subtree(industry))
    if year := conditions.get("enrolled_year"):
        found = found.filter(enrolments__year=year)
    if size_class := conditions.get("size_class"):
        found = found.filter(size_class=size_class)
    return found


def select_asked_bodies(task: ReportingTask) -> QuerySet[Organisation]:
    """Keep the bodies of the area: by seat, or by whom they helped this year or last."""
    bodies = Organisation.objects.filter(
        kind=OrganisationKind.CERTIFICATION_BODY, is_active=True
    ).exclude(pk__in=list_left_out(task))
    if task.area_id is None and answers_for_all(task.unit):
        return bodies
    year = find_year(task.period) or task.opens_on.year
    enterprises = Enterprise.unscoped.filter(
        build_condition_of_unit(task.unit), match_code(task.area_id)
    )
    helps = Engagement.objects.filter(
        helper=OuterRef("pk"),
        year__in=[year - 1, year],
        enterprise__in=enterprises.values("pk"),
    )
    has_area = task.unit.kind in KINDS_WITH_AREA
    seat = match_code(task.area_id or task.unit.region_id) if has_area else Q()
    return bodies.filter(seat | Exists(helps) if seat else Exists(helps))


def list_asked_units(task: ReportingTask) -> list[AskedUnit]:
    """Return the units of the level, in their order, whose people can be told."""
    level = task.conditions.get("level")
    units = [
        unit
        for unit in _iterate_units(task)
        if level == EVERY_LEVEL or level_of(unit) == level
    ]
    organisations = Organisation.objects.filter(
        kind=OrganisationKind.UNIT,
        unit__in=[unit.code for unit in units],
        is_active=True,
    ).exclude(pk__in=list_left_out(task))
    ids = dict(organisations.values_list("unit__code", "pk"))
    return [AskedUnit(unit, ids[unit.code]) for unit in units if unit.code in ids]


def match_code(code: str | None) -> Q:
    """Match a region and all below it; without a code, everything."""
    return match_region(get_region_prefix(code)) if code else Q()


def answers_for_all(unit: Unit) -> bool:
    """Only the national authority answers for every region without naming one."""
    return unit.region_id is None and unit.parent_id is None


def find_area_prefix(unit: Unit) -> str:
    """Return how the codes of an office's area begin, empty where none is drawn.

    An office without a region lies in that of the nearest one above it.
    """
    line = Unit.objects.filter(code__in=unit.path.strip("/").split("/"))
    codes = line.exclude(region=None).order_by("-path").values_list("region__code")
    found = codes.first()
    return get_region_prefix(found[0]) if found else ""


def map_governed_codes(unit: Unit, codes: Collection[str]) -> dict[str, bool]:
    """Tell of the codes that are on record whether the unit answers for the enterprise."""
    known = Enterprise.unscoped.filter(uscc__among=set(codes))
    own = known.filter(build_condition_of_unit(unit)).values_list("uscc", flat=True)
    found = dict.fromkeys(known.values_list("uscc", flat=True), False)
    return found | dict.fromkeys(own, True)


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
