"""Who is asked by an open task besides, or no longer: found, counted, told apart."""

import copy
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhisheng.apps.accounts.models import Organisation
from zhisheng.apps.places.models import Region
from zhisheng.apps.places.selectors import get_region
from zhisheng.apps.programme.choices import Audience, EntryState
from zhisheng.apps.programme.models import (
    EntryRow,
    EntryStep,
    ReportingTask,
    TaskEntry,
)
from zhisheng.apps.programme.selectors.audiences import (
    EVERY_LEVEL,
    count_new,
    leave_out_asked,
    list_asked_units,
    select_asked_bodies,
    select_asked_enterprises,
)
from zhisheng.apps.programme.selectors.finding import (
    match_enterprise_code,
    match_organisation_code,
)
from zhisheng.kit.sheets.texts import narrow

MOST_FOUND = 20
MOST_ADDED = 200


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """What narrows the audience of a task."""

    area: Region | None = None
    industry: str = ""
    enrolled_year: int | None = None
    level: str = ""


@dataclass(frozen=True, slots=True)
class FilterChange:
    """What another filter would do: add, take out, and leave who has begun."""

    adds: int
    leaves: int
    begun: int

    @property
    def is_idle(self) -> bool:
        return not self.adds and not self.leaves


def name_subject(task: ReportingTask) -> str:
    is_of_enterprises = task.audience == Audience.ENTERPRISES
    return "enterprise" if is_of_enterprises else "organisation"


def apply_filter(task: ReportingTask, wanted: TaskFilter) -> ReportingTask:
    """Return the task as it would ask with another filter; nothing is written."""
    changed = copy.copy(task)
    changed.area = wanted.area
    changed.conditions = task.conditions | {
        "industry": wanted.industry,
        "enrolled_year": wanted.enrolled_year,
        "level": wanted.level or task.conditions.get("level"),
    }
    return changed


def load_filter(told: dict[str, object]) -> TaskFilter:
    """Read a filter as a job keeps it."""
    area, year = told.get("area"), told.get("enrolled_year")
    return TaskFilter(
        area=get_region(str(area)) if area else None,
        industry=str(told.get("industry") or ""),
        enrolled_year=int(str(year)) if year else None,
        level=str(told.get("level") or ""),
    )


def dump_filter(wanted: TaskFilter) -> dict[str, object]:
    return {
        "area": wanted.area.code if wanted.area else "",
        "industry": wanted.industry,
        "enrolled_year": wanted.enrolled_year,
        "level": wanted.level,
    }


def count_change(task: ReportingTask, wanted: TaskFilter) -> FilterChange:
    changed = apply_filter(task, wanted)
    misfits = select_misfits(changed)
    total, untouched = misfits.count(), select_untouched(misfits).count()
    return FilterChange(count_new(changed), untouched, total - untouched)


def select_misfits(task: ReportingTask) -> QuerySet[TaskEntry]:
    """Keep the entries of whom the filter does not name; added by hand, they stay."""
    name = name_subject(task)
    fits = _select_fitting(task).filter(pk=OuterRef(f"{name}_id"))
    return TaskEntry.objects.filter(~Exists(fits), task=task, added_reason="")


def select_untouched(entries: QuerySet[TaskEntry]) -> QuerySet[TaskEntry]:
    """Keep the entries into which nobody has put anything."""
    rows = EntryRow.every.filter(entry=OuterRef("pk"))
    steps = EntryStep.objects.filter(entry=OuterRef("pk"))
    return entries.filter(
        ~Exists(rows),
        ~Exists(steps),
        state=EntryState.UNFILLED,
        is_returned=False,
        typed_at=None,
        answers={},
        own_answers={},
    )


def is_untouched(entry: TaskEntry) -> bool:
    return select_untouched(TaskEntry.objects.filter(pk=entry.pk)).exists()


def list_addable(task: ReportingTask, text: str) -> list[Any]:
    """Return whom the office may add by hand, by part of a name or by code."""
    wanted = narrow(text).strip()
    if not wanted:
        return []
    match = (
        match_enterprise_code
        if task.audience == Audience.ENTERPRISES
        else match_organisation_code
    )
    called = Q(name__icontains=wanted) | match(wanted.upper())
    found = leave_out_asked(select_addable(task), task, name_subject(task))
    return list(found.filter(called).order_by("name", "pk")[:MOST_FOUND])


def select_addable(task: ReportingTask) -> QuerySet[Any]:
    """Keep everybody of the office's own area, whatever the filter of the task says."""
    everybody = copy.copy(task)
    everybody.area, everybody.area_id = None, None
    everybody.conditions = {"level": EVERY_LEVEL}
    return _select_fitting(everybody)


def list_added(task: ReportingTask) -> list[TaskEntry]:
    """Return who was added by hand, the latest first."""
    added = task.entries.exclude(added_reason="").select_related("task")
    return list(added.order_by("-id")[:MOST_ADDED])


def _select_fitting(task: ReportingTask) -> QuerySet[Any]:
    if task.audience == Audience.ENTERPRISES:
        return select_asked_enterprises(task)
    if task.audience == Audience.BODIES:
        return select_asked_bodies(task)
    units = [one.organisation_id for one in list_asked_units(task)]
    return Organisation.objects.filter(pk__in=units)
