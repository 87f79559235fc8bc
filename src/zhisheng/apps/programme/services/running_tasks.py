"""What can still be changed of a task that is handed out: nothing is taken from anybody.

The deadline moves later, the name and the explanation can be mended, and who fits the
filter by now is added. Everybody concerned is told.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from zhisheng.apps.accounts.models import User
from zhisheng.apps.programme.errors import (
    NobodyNewError,
    TaskFilterError,
    TaskSoonerError,
)
from zhisheng.apps.programme.models import ReportingTask
from zhisheng.apps.programme.services.handing_out import make_entries, make_more
from zhisheng.apps.programme.services.planning import list_strangers
from zhisheng.apps.programme.services.reporting import lock_open, require_time
from zhisheng.apps.programme.services.task_terms import require_term
from zhisheng.apps.programme.services.telling import tell_explained, tell_later
from zhisheng.kit import audit
from zhisheng.ui.formats import format_date


@dataclass(frozen=True, slots=True)
class RunningChange:
    """What a task that is handed out says from now on."""

    name: str
    instructions: str
    due_on: date
    responsible: User | None = None
    office_phone: str = ""
    keeps_day_off: bool = False


@transaction.atomic
def change_running_task(
    *, task: ReportingTask, change: RunningChange, actor: User
) -> ReportingTask:
    """Change what an open task says; the same again changes nothing and tells nobody."""
    locked = lock_open(task, actor)
    if change.due_on != locked.due_on:
        _require_later(locked, change)
        locked.keeps_day_off = change.keeps_day_off
    strangers = list_strangers(change.responsible, locked.unit, actor)
    if strangers:
        raise TaskFilterError(strangers)
    old = _describe(locked)
    locked.name, locked.due_on = change.name.strip(), change.due_on
    locked.instructions = change.instructions.strip()
    locked.responsible = change.responsible or locked.responsible
    locked.office_phone = change.office_phone.strip()
    new = _describe(locked)
    if new == old:
        return locked
    locked.save()
    _tell(locked, old, new, actor)
    audit.record(
        action="programme.running_task_changed",
        subject=locked,
        actor=actor,
        old={key: text for key, text in old.items() if text != new[key]},
        new={key: text for key, text in new.items() if text != old[key]},
    )
    return locked


@transaction.atomic
def add_asked(*, task: ReportingTask, actor: User) -> int:
    """Ask who fits the filter by now and was not there when the task was handed out."""
    locked = lock_open(task, actor)
    require_time(locked)
    added = make_more(locked, lambda: make_entries(locked), actor=actor).count()
    if not added:
        raise NobodyNewError
    audit.record(
        action="programme.task_extended",
        subject=locked,
        actor=actor,
        counts={"entries": added},
    )
    return added


def _require_later(task: ReportingTask, change: RunningChange) -> None:
    if change.due_on < task.due_on:
        raise TaskSoonerError(day=format_date(task.due_on))
    require_term(task.opens_on, change.due_on, keeps_day_off=change.keeps_day_off)


def _describe(task: ReportingTask) -> dict[str, str]:
    return {
        "name": task.name,
        "instructions": task.instructions,
        "due_on": task.due_on.isoformat(),
        "responsible": task.responsible.name if task.responsible else "",
        "office_phone": task.office_phone,
    }


def _tell(
    task: ReportingTask, old: dict[str, str], new: dict[str, str], actor: User
) -> None:
    """Tell of what matters to who fills in; nobody before the task has begun."""
    if not task.has_begun:
        return
    if new["due_on"] != old["due_on"]:
        tell_later(task, actor)
    if any(new[key] != old[key] for key in ("name", "instructions")):
        tell_explained(task, actor)
