"""What others were filled in for is not made final over their heads."""

from django.db.models import QuerySet
from django.utils import timezone

from zhisheng.apps.programme.errors import (
    AllHeldError,
    EntryDisputedError,
    UncheckedFinalError,
)
from zhisheng.apps.programme.models import TaskEntry
from zhisheng.apps.programme.selectors.checks import (
    find_check_end,
    is_check_awaited,
    select_held,
)
from zhisheng.ui.formats import format_date


def require_checked(entry: TaskEntry, reason: str) -> None:
    """Refuse to make final what is disputed, and without a reason what is not checked."""
    is_last = entry.waiting_at == entry.task.unit_id
    if is_last and entry.is_disputed:
        raise EntryDisputedError(name=entry.name)
    until = find_check_end(entry)
    if until is not None and is_check_awaited(entry) and not reason.strip():
        day = format_date(timezone.localdate(until))
        raise UncheckedFinalError(name=entry.name, until=day)


def leave_held(chosen: QuerySet[TaskEntry]) -> QuerySet[TaskEntry]:
    """Leave what waits for a check or an answer; refuse where that is all there is."""
    held = select_held(TaskEntry.objects.filter(pk__in=chosen.values("pk")))
    rest = list(chosen.exclude(pk__in=held.values("pk")).values_list("pk", flat=True))
    if rest or not chosen.exists():
        # By number: what has been passed may look held at the next office.
        return TaskEntry.objects.filter(pk__among=rest)
    disputed = chosen.filter(is_disputed=True).count()
    raise AllHeldError(unchecked=chosen.count() - disputed, disputed=disputed)
