"""Who an open task asks, changed afterwards: one by one by hand, or all by a filter.

Nothing is taken from whoever has begun. Who is added is told once, who is taken out as
well; it is on record who did it and why.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Max, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.models import User
from zhisheng.apps.programme.choices import Audience, TaskStatus
from zhisheng.apps.programme.errors import (
    AskedAlreadyError,
    EntryBegunError,
    FilterIdleError,
    FilterOvertakenError,
    FilterRunningError,
    NotOfAreaError,
    ReasonMissingError,
    TaskFilterError,
    TaskOverError,
    TaskStateError,
)
from zhisheng.apps.programme.models import ReportingTask, TaskEntry, TaskLink
from zhisheng.apps.programme.selectors.deadlines import find_last_day
from zhisheng.apps.programme.selectors.placed import annotate_placed
from zhisheng.apps.programme.selectors.recipients import (
    FilterChange,
    TaskFilter,
    apply_filter,
    count_change,
    dump_filter,
    name_subject,
    select_addable,
    select_misfits,
    select_untouched,
)
from zhisheng.apps.programme.services.planning import list_outside
from zhisheng.apps.programme.services.reporting import (
    FILLERS,
    LONGEST_REASON,
    hold_entries,
    lock_task,
)
from zhisheng.apps.programme.services.telling import tell_added, tell_taken_out
from zhisheng.kit import audit, bulk, jobs

CHANGE_FILTER = "programme.change_filter"
Report = Callable[[int, int], None]


@transaction.atomic
def add_recipients(
    *, task: ReportingTask, codes: Sequence[str], reason: str, actor: User
) -> list[TaskEntry]:
    """Ask enterprises, bodies or units of the own area besides, named by their codes."""
    locked = _lock_open(task, actor)
    _require_reason(reason)
    _require_time(locked)
    name, wanted = name_subject(locked), list(dict.fromkeys(codes))
    found = select_addable(locked).filter(code__in=wanted)
    _require_all(locked, found, wanted)
    _require_new(locked, found)
    first = _find_next(locked)
    bulk.insert_from(
        TaskEntry,
        _place(found, locked).annotate(why=Value(reason.strip()[:LONGEST_REASON])),
        {"task": "of_task", name: "pk", "name": "name", "unit_path": "placed"}
        | {"added_reason": "why"},
    )
    _leave_out(locked, without=found.values_list("pk", flat=True))
    if locked.has_begun:
        tell_added(locked, first, actor)
    added = list(locked.entries.filter(pk__gte=first).order_by("pk"))
    audit.record(
        action="programme.recipients_added",
        subject=locked,
        actor=actor,
        new={"names": [one.name for one in added], "reason": reason.strip()},
        counts={"entries": len(added)},
    )
    return added


@transaction.atomic
def take_out_recipient(*, entry: TaskEntry, reason: str, actor: User) -> None:
    """Ask somebody no longer who has not begun, and not with all the others again."""
    hold_entries(entry.task)
    locked = _lock_open(entry.task, actor)
    _require_reason(reason)
    chosen = TaskEntry.objects.filter(pk=entry.pk, task=locked)
    if not select_untouched(chosen).exists():
        raise EntryBegunError(name=entry.name)
    if locked.has_begun:
        tell_taken_out(locked, chosen, actor)
    _leave_out(locked, besides=entry.enterprise_id or entry.organisation_id or 0)
    _delete(chosen)
    audit.record(
        action="programme.recipient_taken_out",
        subject=locked,
        actor=actor,
        old={"name": entry.name, "added_reason": entry.added_reason},
        new={"reason": reason.strip()[:LONGEST_REASON]},
    )


@transaction.atomic
def queue_filter_change(
    *,
    task: ReportingTask,
    wanted: TaskFilter,
    seen: FilterChange | None,
    actor: User,
) -> ReportingTask:
    """Have the worker ask by another filter, if it does what was seen before."""
    locked = _lock_open(task, actor)
    if locked.job is not None and not locked.job.is_finished:
        raise FilterRunningError
    if refusals := list_outside(wanted.area, locked.unit):
        raise TaskFilterError(refusals)
    if locked.audience == Audience.UNITS and not wanted.level:
        raise TaskFilterError({"level": _("请选定由哪一级单位填报。")})
    change = count_change(locked, wanted)
    if change != seen:
        raise FilterOvertakenError
    if change.is_idle:
        raise FilterIdleError
    if change.adds:
        _require_time(locked)
    payload = {"task": locked.code, "filter": dump_filter(wanted)}
    locked.job = jobs.enqueue(name=CHANGE_FILTER, payload=payload, actor=actor)
    locked.save(update_fields=["job"])
    audit.record(
        action="programme.filter_change_queued",
        subject=locked,
        actor=actor,
        old=_tell(locked),
        new=dump_filter(wanted),
        counts={"adds": change.adds, "leaves": change.leaves, "begun": change.begun},
    )
    return locked


def change_filter(
    *,
    task: ReportingTask,
    wanted: TaskFilter,
    actor: User | None,
    report: Report = lambda _done, _of: None,
) -> FilterChange:
    """Ask by another filter; killed, it goes on, and nobody is told twice."""
    change = count_change(task, wanted)
    total = change.adds + change.leaves
    report(0, total)
    added = _add_fitting(task, wanted, actor)
    report(added, total)
    left = _take_out_misfits(task, actor)
    report(added + left, total)
    return FilterChange(added, left, change.begun)


@transaction.atomic
def _add_fitting(task: ReportingTask, wanted: TaskFilter, actor: User | None) -> int:
    locked = ReportingTask.objects.select_for_update(of=("self",)).get(pk=task.pk)
    if locked.status != TaskStatus.OPEN:
        raise TaskStateError(status=locked.get_status_display())
    changed = apply_filter(locked, wanted)
    changed.save(update_fields=["area", "conditions"])
    first = _find_next(changed)
    added = FILLERS[Audience(changed.audience)](changed)
    if added and changed.has_begun:
        tell_added(changed, first, actor)
    audit.record(
        action="programme.filter_changed",
        subject=changed,
        actor=actor,
        old=_tell(locked),
        new=_tell(changed),
        counts={"entries": added},
    )
    return added


@transaction.atomic
def _take_out_misfits(task: ReportingTask, actor: User | None) -> int:
    hold_entries(task)
    locked = ReportingTask.objects.select_for_update(of=("self",)).get(pk=task.pk)
    ids = select_untouched(select_misfits(locked)).values_list("pk", flat=True)
    chosen = TaskEntry.objects.filter(pk__among=list(ids))
    if locked.has_begun:
        tell_taken_out(locked, chosen, actor)
    left = _delete(chosen)
    audit.record(
        action="programme.misfits_taken_out",
        subject=locked,
        actor=actor,
        counts={"entries": left},
    )
    return left


def _tell(task: ReportingTask) -> dict[str, object]:
    names = ("industry", "enrolled_year", "level")
    narrowed = {name: task.conditions.get(name) for name in names}
    return {"area": task.area_id or ""} | narrowed


def _lock_open(task: ReportingTask, actor: User) -> ReportingTask:
    locked = lock_task(task, actor)
    if locked.status != TaskStatus.OPEN:
        raise TaskStateError(status=locked.get_status_display())
    return locked


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissingError


def _require_time(task: ReportingTask) -> None:
    """Refuse to ask anybody for what was due already; put the deadline off first."""
    if find_last_day(task) < timezone.localdate():
        raise TaskOverError


def _require_all(
    task: ReportingTask, found: QuerySet[Any], wanted: Sequence[str]
) -> None:
    known = set(found.values_list("code", flat=True))
    missing = [code for code in wanted if code not in known]
    if missing or not wanted:
        raise NotOfAreaError(codes="、".join(missing[:5]), unit=task.unit.name)


def _require_new(task: ReportingTask, found: QuerySet[Any]) -> None:
    asked = TaskEntry.objects.filter(
        **{"task": task, f"{name_subject(task)}__in": found.values("pk")}
    )
    names = list(asked.values_list("name", flat=True)[:5])
    if names:
        raise AskedAlreadyError(names="、".join(names))


def _find_next(task: ReportingTask) -> int:
    """Return a number that no entry of the task has reached yet."""
    last = TaskEntry.objects.filter(task=task).aggregate(last=Max("pk"))["last"]
    return (last or 0) + 1


def _place(found: QuerySet[Any], task: ReportingTask) -> QuerySet[Any]:
    """Tell of each subject where its entry stands among the units."""
    marked = found.order_by("pk").annotate(of_task=Value(task.pk))
    if task.audience == Audience.ENTERPRISES:
        return annotate_placed(marked, task)
    is_of_bodies = task.audience == Audience.BODIES
    place = Value(task.unit.path) if is_of_bodies else F("unit__path")
    placed: QuerySet[Any] = marked.annotate(placed=place)
    return placed


def _leave_out(
    task: ReportingTask, *, besides: int = 0, without: Iterable[int] = ()
) -> None:
    """Note whom the filter is not to add again, or may once more."""
    left_out = set(task.conditions.get("left_out", ()))
    now = (left_out | ({besides} if besides else set())) - set(without)
    if now != left_out:
        task.conditions = task.conditions | {"left_out": sorted(now)}
        task.save(update_fields=["conditions"])


def _delete(entries: QuerySet[TaskEntry]) -> int:
    """Delete entries nobody put anything into, with their links, in two statements."""
    TaskLink.objects.filter(entry__in=entries.values("pk")).delete()
    # Nothing else hangs on them, and looking for it row by row would take minutes.
    return int(entries._raw_delete(entries.db))
