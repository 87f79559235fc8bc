"""What offices filled in for others: not checked yet, disputed, begun by oneself."""

from collections.abc import Iterable, Mapping

from django.db.models import Count, Q, QuerySet

from zhisheng.apps.accounts.choices import Role
from zhisheng.apps.accounts.models import Membership, Unit, User
from zhisheng.apps.accounts.selectors import Actor, get_scope
from zhisheng.apps.programme.choices import EntryState, TaskStatus
from zhisheng.apps.programme.models import ReportingTask, TaskEntry


def select_unchecked(entries: QuerySet[TaskEntry]) -> QuerySet[TaskEntry]:
    """Keep what was filled in for somebody who has not said that it is right."""
    unchecked = entries.filter(is_filled_for=True, confirmed_at=None)
    return unchecked.exclude(state=EntryState.UNFILLED)


def count_unchecked(entries: QuerySet[TaskEntry]) -> int:
    return select_unchecked(entries).count()


def count_disputed_by_path(entries: QuerySet[TaskEntry]) -> Mapping[str, int]:
    """Return by the place of entries how many final ones their own people dispute."""
    disputed = select_unchecked(entries).filter(is_final=True, is_disputed=True)
    counted = disputed.values_list("unit_path").annotate(Count("pk")).order_by()
    return dict(counted)


def count_disputed_by_task_for(actor: Actor) -> dict[str, int]:
    """Return by task how many disputed entries lie with the actor's own units."""
    codes = [
        path.rstrip("/").rpartition("/")[2]
        for path in get_scope(actor).officer_unit_paths
    ]
    if not codes:
        return {}
    disputed = select_unchecked(TaskEntry.objects.filter(is_disputed=True)).filter(
        Q(waiting_at__in=codes) | Q(is_final=True, task__unit__in=codes),
        task__status=TaskStatus.OPEN,
    )
    counted = disputed.values_list("task__code").annotate(Count("pk")).order_by()
    return dict(counted)


def select_awaiting_check(own: QuerySet[TaskEntry]) -> QuerySet[TaskEntry]:
    """Keep the own entries that an office filled in and one has not answered about."""
    asked = select_unchecked(own).filter(is_disputed=False)
    return asked.filter(task__status=TaskStatus.OPEN)


def has_own_draft(entry: TaskEntry) -> bool:
    """Tell whether its own people have typed into an entry and not handed it in."""
    return entry.is_own_draft and (bool(entry.answers) or entry.rows.exists())


def has_colleagues(unit: Unit, actor: User) -> bool:
    """Tell whether a unit has another reviewer than the actor."""
    reviewers = Membership.objects.filter(
        organisation__unit=unit, role=Role.OFFICER, ended_at=None, user__is_active=True
    )
    return reviewers.exclude(user=actor).exclude(user__is_machine=True).exists()


def select_own_fillings(
    entries: QuerySet[TaskEntry], actor: User
) -> QuerySet[TaskEntry]:
    """Keep what the actor filled in for others."""
    return entries.filter(is_filled_for=True, filled_by=actor)


def count_own_fillings(task: ReportingTask, unit: Unit, actor: User) -> int:
    """Count what waits at a unit and a colleague of the actor has to review."""
    waiting = TaskEntry.objects.filter(task=task, waiting_at=unit.code)
    number = select_own_fillings(waiting, actor).count()
    return number if number and has_colleagues(unit, actor) else 0


def sum_below(path: str, counts: Mapping[str, int]) -> int:
    below: Iterable[int] = (
        number for one, number in counts.items() if one.startswith(path)
    )
    return sum(below)
