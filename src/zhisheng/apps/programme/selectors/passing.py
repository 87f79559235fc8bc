"""What one act at an office would pass, and what stays: told before it is done."""

from dataclasses import dataclass

from django.db.models import QuerySet

from zhisheng.apps.accounts.models import Unit, User
from zhisheng.apps.programme.models import EntryRemark, ReportingTask, TaskEntry
from zhisheng.apps.programme.selectors.checks import (
    Held,
    has_colleagues,
    select_held,
    select_own_fillings,
)
from zhisheng.apps.programme.selectors.reporting import count_held, count_waiting

# As many names as are read before a button is pressed; the list holds all of them.
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Passing:
    """How many entries pass, the first of them, and how many stay for which reason."""

    passed: int
    first: tuple[TaskEntry, ...]
    held: Held
    # What the reader filled in for others, of which a colleague has to judge.
    own: int
    # What has remarks that were written down and not sent.
    remarked: int

    @property
    def rest(self) -> int:
        return self.passed - len(self.first)


def preview_passing(task: ReportingTask, unit: Unit, actor: User) -> Passing:
    """Tell what passes if everything that waits at a unit is passed now."""
    waiting = TaskEntry.objects.filter(task=task, waiting_at=unit.code)
    remarks = EntryRemark.objects.filter(unit=unit, is_sent=False)
    unremarked = waiting.exclude(pk__in=remarks.values("entry"))
    chosen = _leave_held(unremarked, task, unit)
    own = select_own_fillings(chosen, actor)
    own_number = own.count() if has_colleagues(unit, actor) else 0
    if own_number:
        chosen = chosen.exclude(pk__in=own.values("pk"))
    passed = chosen.count()
    held = count_held(task, unit)
    remarked = count_waiting(task, unit) - passed - held.total - own_number
    first = tuple(chosen.select_related("task").order_by("pk")[:SHOWN])
    return Passing(passed, first, held, own_number, max(remarked, 0))


def _leave_held(
    waiting: QuerySet[TaskEntry], task: ReportingTask, unit: Unit
) -> QuerySet[TaskEntry]:
    if unit.code != task.unit_id:
        return waiting
    held = select_held(TaskEntry.objects.filter(task=task))
    return waiting.exclude(pk__in=held.values("pk"))
