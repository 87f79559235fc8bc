"""What an enterprise has still to hand in goes with it to the unit it was given to."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Q

from zhisheng.apps.programme.models import ReportingTask, TaskEntry
from zhisheng.apps.programme.selectors.placed import group_misplaced, list_open_tasks
from zhisheng.apps.programme.services.filling import find_first_reviewer
from zhisheng.kit import audit


def follow_enterprises(*, unit_code: str) -> int:
    """Put open entries under the unit of their enterprise; repeatable."""
    return sum(_follow(task, unit_code) for task in list_open_tasks())


@transaction.atomic
def _follow(task: ReportingTask, unit_code: str) -> int:
    groups = group_misplaced(task, unit_code)
    moved = sum(_move(task, path, ids) for path, ids in groups.items())
    if moved:
        audit.record(
            action="programme.entries_followed",
            subject=task,
            new={"unit": unit_code},
            counts={"entries": moved},
        )
    return moved


def _move(task: ReportingTask, path: str, ids: Collection[int]) -> int:
    """Move entries; one that waits at a unit it leaves waits at its first reviewer."""
    entries = TaskEntry.objects.filter(
        task=task, enterprise__pk__among=list(ids), is_final=False
    )
    line = path.strip("/").split("/")
    leaving = entries.exclude(Q(waiting_at="") | Q(waiting_at__in=line))
    leaving.update(waiting_at=find_first_reviewer(TaskEntry(task=task, unit_path=path)))
    return entries.update(unit_path=path)
