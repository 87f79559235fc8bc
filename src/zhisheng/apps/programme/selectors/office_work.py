"""What of reporting tasks lies with an office: to review, to settle, to ask for."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from zhisheng.apps.accounts.selectors import Actor, get_scope, match_below
from zhisheng.apps.programme.choices import EntryAct, EntryState, TaskStatus
from zhisheng.apps.programme.models import EntryStep, ReportingTask, TaskEntry
from zhisheng.apps.programme.selectors.checks import (
    CHECK_TERM,
    match_settled,
    select_held,
    sum_disputed_for,
)

# How long what was handed in may lie with an office before it is told: our own choice,
# as no rule prescribes it.
REVIEW_TERM = timedelta(days=7)
# How long before the deadline an office is shown first of all who has not handed in. For
# its own task it is not shown before; for one from above it is, after all else.
ASKED_AHEAD = timedelta(days=14)
# What brings an entry to the office whose turn it is.
ARRIVALS = (
    EntryAct.SUBMITTED, EntryAct.FILLED_FOR, EntryAct.TAKEN_OVER, EntryAct.PASSED,
    EntryAct.REOPENED, EntryAct.SETTLED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OfficeTask:
    """How much of one open task lies with the actor's own offices.

    ``waiting`` is to be reviewed, ``lying`` of it for longer than the term, ``unasked``
    of it by telephone first, as nobody could be asked. ``unchecked`` waits for the word of
    who it is of, so nobody reviews it yet. ``disputed`` lies here,
    ``disputed_elsewhere`` was filled in here and lies with another office.
    ``outstanding`` is not handed in below, ``returned`` of it is to be mended.
    """

    task: ReportingTask
    waiting: int = 0
    lying: int = 0
    unasked: int = 0
    unchecked: int = 0
    disputed: int = 0
    disputed_elsewhere: int = 0
    outstanding: int = 0
    returned: int = 0


def list_office_tasks_for(actor: Actor) -> tuple[OfficeTask, ...]:
    """Return the tasks of which something lies with the actor, the first due on top."""
    codes = _list_own_codes(actor)
    if not codes:
        return ()
    waiting, disputed = select_to_review(codes), sum_disputed_for(actor)
    counts: dict[str, Mapping[str, int]] = {
        "waiting": _count_by_task(waiting),
        "disputed": disputed.lying,
        "disputed_elsewhere": disputed.elsewhere,
        **_count_outstanding(actor),
    }
    if counts["waiting"]:
        counts["lying"] = _count_by_task(select_lying(waiting))
        held = select_held(_select_waiting(codes)).filter(is_disputed=False)
        counts["unasked"] = _count_by_task(held.filter(check_asked_at=None))
        counts["unchecked"] = _count_by_task(held.exclude(check_asked_at=None))
    found = ReportingTask.objects.filter(
        code__in={code for one in counts.values() for code in one}
    )
    return tuple(
        OfficeTask(
            task, **{name: one.get(task.code, 0) for name, one in counts.items()}
        )
        for task in found.select_related("unit").order_by("due_on", "id")
    )


def count_waiting_by_task_for(actor: Actor) -> dict[str, int]:
    """Return by task how many entries are to be reviewed by the actor's own units."""
    codes = _list_own_codes(actor)
    return _count_by_task(select_to_review(codes)) if codes else {}


def select_to_review(codes: Iterable[str] | None = None) -> QuerySet[TaskEntry]:
    """Keep what waits for a review, at these units.

    Who was asked for a check is waited for; where nobody could be asked, it waits for the
    office alone.
    """
    waiting = _select_waiting(codes)
    held = select_held(waiting).exclude(check_asked_at=None)
    return waiting.filter(is_disputed=False).exclude(pk__in=held.values("pk"))


def select_lying(entries: QuerySet[TaskEntry]) -> QuerySet[TaskEntry]:
    """Keep what came to the office whose turn it is longer ago than the term."""
    since = timezone.now() - REVIEW_TERM
    arrived = EntryStep.objects.filter(
        entry=OuterRef("pk"), act__in=ARRIVALS, done_at__gt=since
    )
    lying = entries.filter(~Exists(arrived), submitted_at__lte=since)
    return lying.exclude(_match_held_until(since))


def count_lying_by_office() -> list[tuple[int, str, int]]:
    """Return task, unit and how many entries lie there for longer than the term."""
    lying = select_lying(select_to_review()).filter(
        task__opens_on__lte=timezone.localdate()
    )
    counted = lying.values_list("task", "waiting_at").annotate(Count("pk"))
    return list(counted.order_by("task", "waiting_at"))


def _match_held_until(since: datetime) -> Q:
    """Match what was held later than that: the office was not to decide before."""
    was_waited_for = Q(confirmed_at=None, check_asked_at__gt=since - CHECK_TERM)
    was_freed = Q(confirmed_at__gt=since, check_asked_at__isnull=False)
    is_last = Q(needs_check=True, waiting_at=F("task__unit"))
    return is_last & ((was_waited_for & ~match_settled()) | was_freed)


def _list_own_codes(actor: Actor) -> list[str]:
    return [_read_code(path) for path in get_scope(actor).officer_unit_paths]


def _read_code(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


def _select_waiting(codes: Iterable[str] | None) -> QuerySet[TaskEntry]:
    waiting = TaskEntry.objects.filter(task__status=TaskStatus.OPEN)
    if codes is None:
        return waiting.exclude(waiting_at="")
    return waiting.filter(waiting_at__in=list(codes))


def _count_by_task(entries: QuerySet[TaskEntry]) -> dict[str, int]:
    counted = entries.values_list("task__code").annotate(Count("pk"))
    return dict(counted.order_by())


def _count_outstanding(actor: Actor) -> Mapping[str, dict[str, int]]:
    """Count what was not handed in below; one's own is on a card of its own."""
    today, scope = timezone.localdate(), get_scope(actor)
    own = _list_own_codes(actor)
    above = {
        code for path in scope.officer_unit_paths for code in path.strip("/").split("/")
    }
    wanted = Q(task__unit__in=above - set(own)) | Q(
        task__unit__in=own, task__due_on__lte=today + ASKED_AHEAD
    )
    below = Q()
    for path in scope.officer_unit_paths:
        below |= match_below(path, "unit_path")
    missing = TaskEntry.objects.filter(
        wanted,
        below,
        state=EntryState.UNFILLED,
        task__status=TaskStatus.OPEN,
        task__opens_on__lte=today,
    ).exclude(organisation__in=scope.organisation_ids)
    counted = missing.values_list("task__code", "is_returned").annotate(Count("pk"))
    outstanding: Counter[str] = Counter()
    returned: Counter[str] = Counter()
    for code, is_returned, number in counted.order_by():
        outstanding[code] += number
        returned[code] += number if is_returned else 0
    return {"outstanding": outstanding, "returned": returned}
