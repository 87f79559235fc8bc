"""Entries made for those a task asks, at its opening or later; each is told once."""

from collections.abc import Callable
from typing import Any

from django.db.models import F, Max, QuerySet, Value

from zhisheng.apps.accounts.models import Organisation, User
from zhisheng.apps.programme.choices import Audience
from zhisheng.apps.programme.models import ReportingTask, TaskEntry
from zhisheng.apps.programme.selectors.audiences import (
    leave_out_asked,
    leave_out_asked_units,
    select_asked_bodies,
    select_asked_enterprises,
)
from zhisheng.apps.programme.selectors.placed import annotate_placed
from zhisheng.apps.programme.selectors.recipients import name_subject
from zhisheng.apps.programme.services.noting import note_added
from zhisheng.apps.programme.services.telling import tell_added
from zhisheng.kit import bulk


def make_entries(task: ReportingTask) -> int:
    """Make an entry for everybody the filter names now and who has none yet."""
    return make_entries_for(task, _SELECTORS[Audience(task.audience)](task))


def make_entries_for(
    task: ReportingTask, found: QuerySet[Any], *, reason: str = ""
) -> int:
    """Make an entry for each of those found, where it stands among the units."""
    marked = found.annotate(of_task=Value(task.pk), why=Value(reason)).order_by("pk")
    return bulk.insert_from(
        TaskEntry,
        _place(marked, task),
        {
            "task": "of_task",
            name_subject(task): "pk",
            "name": "called",
            "unit_path": "placed",
            "added_reason": "why",
        },
    )


def make_more(
    task: ReportingTask,
    make: Callable[[], int],
    *,
    reason: str = "",
    actor: User | None,
) -> QuerySet[TaskEntry]:
    """Make entries of a locked task that is out already, and tell whose they are."""
    entries = TaskEntry.objects.filter(task=task)
    last = entries.aggregate(last=Max("pk"))["last"] or 0
    make()
    # Others write entries at the same time, so what was made is looked up afterwards.
    made = entries.filter(pk__gt=last).order_by("pk")
    if not made.exists():
        return made
    note_added(task, made, reason=reason, actor=actor)
    if task.has_begun:
        tell_added(task, made, actor)
    return made


def _place(found: QuerySet[Any], task: ReportingTask) -> QuerySet[Any]:
    if task.audience == Audience.ENTERPRISES:
        return annotate_placed(found.annotate(called=F("name")), task)
    is_of_bodies = task.audience == Audience.BODIES
    placed: QuerySet[Any] = found.annotate(
        called=F("name") if is_of_bodies else F("unit__name"),
        placed=Value(task.unit.path) if is_of_bodies else F("unit__path"),
    )
    return placed


def _select_enterprises(task: ReportingTask) -> QuerySet[Any]:
    return leave_out_asked(select_asked_enterprises(task), task, "enterprise")


def _select_bodies(task: ReportingTask) -> QuerySet[Any]:
    return leave_out_asked(select_asked_bodies(task), task, "organisation")


def _select_units(task: ReportingTask) -> QuerySet[Any]:
    ids = [one.organisation_id for one in leave_out_asked_units(task)]
    return Organisation.objects.filter(pk__among=ids)


_SELECTORS: dict[Audience, Callable[[ReportingTask], QuerySet[Any]]] = {
    Audience.ENTERPRISES: _select_enterprises,
    Audience.BODIES: _select_bodies,
    Audience.UNITS: _select_units,
}
