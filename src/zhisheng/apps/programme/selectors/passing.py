"""What one act at an office would pass, and what stays: told before it is done."""

from dataclasses import dataclass

from django.db.models import QuerySet

from zhisheng.apps.accounts.models import Unit, User
from zhisheng.apps.programme.models import EntryRemark, ReportingTask, TaskEntry
from zhisheng.apps.programme.selectors.checks import (
    Held,
    count_own_fillings,
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

    waiting: int
    passed: int
    first: tuple[TaskEntry, ...]
    held: Held
    # What the reader filled in for others, of which a colleague has to judge.
    own: int

    @property
    def remarked(self) -> int:
        """Return how many have remarks that were written down and not sent."""
        told = self.passed + self.held.total + self.own
        return max(self.waiting - told, 0)

    @property
    def rest(self) -> int:
        return self.passed - len(self.first)


def preview_passing(
    task: ReportingTask, unit: Unit, actor: User, *, shown: int = SHOWN
) -> Passing:
    """Tell what passes if everything that waits at a unit is passed now."""
    number = count_waiting(task, unit)
    if not number:
        return Passing(waiting=0, passed=0, first=(), held=Held(), own=0)
    waiting = TaskEntry.objects.filter(task=task, waiting_at=unit.code)
    chosen = select_passing(waiting, task, unit, actor)
    return Passing(
        waiting=number,
        passed=chosen.count(),
        first=tuple(chosen.select_related("task").order_by("pk")[:shown]),
        held=count_held(task, unit),
        own=count_own_fillings(task, unit, actor, counts_held=False),
    )


def select_passing(
    waiting: QuerySet[TaskEntry],
    task: ReportingTask,
    unit: Unit,
    actor: User,
    *,
    holds_unchecked: bool = True,
) -> QuerySet[TaskEntry]:
    """Keep of what waits at a unit what one act of the actor passes.

    Not what has remarks that were not sent, nor what the actor filled in for others where
    a colleague can judge it, nor at the last step, unless that is off, what is held.
    """
    remarks = EntryRemark.objects.filter(unit=unit, is_sent=False)
    chosen = waiting.exclude(pk__in=remarks.values("entry"))
    own = select_own_fillings(chosen, actor)
    if own.exists() and has_colleagues(unit, actor):
        chosen = chosen.exclude(pk__in=own.values("pk"))
    if not holds_unchecked or unit.code != task.unit_id:
        return chosen
    held = select_held(TaskEntry.objects.filter(task=task))
    return chosen.exclude(pk__in=held.values("pk"))
