"""Entries made for those a task asks, at its opening or later; each is told once."""

from collections.abc import Callable
from typing import Any

from django.db.models import Max, QuerySet, Value

from zhisheng.apps.accounts.models import User
from zhisheng.apps.programme.models import ReportingTask, TaskEntry
from zhisheng.apps.programme.selectors.audiences import select_new
from zhisheng.apps.programme.selectors.placed import annotate_called
from zhisheng.apps.programme.selectors.recipients import name_subject
from zhisheng.apps.programme.services.noting import note_added
from zhisheng.apps.programme.services.telling import tell_added
from zhisheng.kit import bulk


def make_entries(task: ReportingTask) -> int:
    """Make an entry for everybody the filter names now and who has none yet."""
    return make_entries_for(task, select_new(task))


def make_entries_for(
    task: ReportingTask, found: QuerySet[Any], *, reason: str = ""
) -> int:
    """Make an entry for each of those found, where it stands among the units."""
    marked = found.annotate(of_task=Value(task.pk), why=Value(reason)).order_by("pk")
    return bulk.insert_from(
        TaskEntry,
        annotate_called(marked, task),
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
    is_noted: bool = False,
    actor: User | None,
) -> QuerySet[TaskEntry]:
    """Make entries of a locked task that is out already, and tell whose they are.

    Where it is noted, it stands on record who came in, not only who was put back.
    """
    entries = TaskEntry.objects.filter(task=task)
    last = entries.aggregate(last=Max("pk"))["last"] or 0
    make()
    # Others write entries at the same time, so what was made is looked up afterwards.
    made = entries.filter(pk__gt=last).order_by("pk")
    if not made.exists():
        return made
    note_added(task, made, reason=reason, is_noted=is_noted, actor=actor)
    if task.has_begun:
        tell_added(task, made, actor)
    return made
