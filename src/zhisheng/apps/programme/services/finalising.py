"""What is not known to be of who it is of is not made final over their heads."""

from django.db.models import QuerySet
from django.utils import timezone

from zhisheng.apps.programme.errors import (
    AllHeldError,
    EntryDisputedError,
    UnaskedFinalError,
    UncheckedFinalError,
)
from zhisheng.apps.programme.models import TaskEntry
from zhisheng.apps.programme.selectors.checks import (
    find_check_end,
    is_check_awaited,
    sum_held,
)
from zhisheng.ui.formats import format_date


def require_checked(entry: TaskEntry, reason: str) -> None:
    """Refuse to make final what is disputed, and without a reason what is not checked."""
    is_last = entry.waiting_at == entry.task.unit_id
    if is_last and entry.is_disputed:
        raise EntryDisputedError(name=entry.name)
    if reason.strip() or not is_check_awaited(entry):
        return
    until = find_check_end(entry)
    if until is None:
        raise UnaskedFinalError(name=entry.name)
    day = format_date(timezone.localdate(until))
    raise UncheckedFinalError(name=entry.name, until=day)


def refuse_all_held(chosen: QuerySet[TaskEntry]) -> None:
    """Refuse to make final, of those chosen, what waits for a check or an answer."""
    left = sum_held(chosen)
    if left.total:
        raise AllHeldError(
            unchecked=left.unchecked, disputed=left.disputed, unasked=left.unasked
        )
