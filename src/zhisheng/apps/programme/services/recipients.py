"""Who an open task asks, changed afterwards: one by one by hand, or all by a filter.

Nothing is taken from whoever has begun. Who is added is told once, who is taken out as
well; it is on record who did it and why.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.models import User
from zhisheng.apps.programme.choices import LONGEST_REASON, Audience, TaskStatus
from zhisheng.apps.programme.errors import (
    AskedAlreadyError,
    EntryBegunError,
    FilterIdleError,
    FilterOvertakenError,
    FilterRunningError,
    NotOfAreaError,
    ReasonMissingError,
    TaskFilterError,
    TaskStateError,
)
from zhisheng.apps.programme.models import (
    RecipientChange,
    ReportingTask,
    TaskEntry,
    TaskLink,
)
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
from zhisheng.apps.programme.services.handing_out import (
    make_entries,
    make_entries_for,
    make_more,
)
from zhisheng.apps.programme.services.noting import note_taken_out
from zhisheng.apps.programme.services.planning import list_outside
from zhisheng.apps.programme.services.reporting import (
    hold_entries,
    lock_open,
    require_time,
)
from zhisheng.apps.programme.services.telling import tell_taken_out
from zhisheng.apps.programme.services.telling_below import (
    list_places,
    tell_offices_of_added,
    tell_offices_of_filter,
    tell_offices_of_taken_out,
)
from zhisheng.apps.programme.services.telling_issuers import (
    tell_issuer_of_added,
    tell_issuer_of_filter,
    tell_issuer_of_taken_out,
)
from zhisheng.kit import audit, jobs
from zhisheng.kit.errors import NotFoundError
from zhisheng.kit.language import join_words

CHANGE_FILTER = "programme.change_filter"


@transaction.atomic
def add_recipients(
    *, task: ReportingTask, codes: Sequence[str], reason: str, actor: User
) -> list[TaskEntry]:
    """Ask enterprises, bodies or units of the own area besides, named by their codes."""
    locked = lock_open(task, actor)
    _require_reason(reason)
    require_time(locked)
    wanted = list(dict.fromkeys(codes))
    found = select_addable(locked).filter(code__in=wanted)
    _require_all(locked, found, wanted)
    _require_new(locked, found)
    why = reason.strip()[:LONGEST_REASON]
    added = list(
        make_more(
            locked,
            lambda: make_entries_for(locked, found, reason=why),
            reason=why,
            is_noted=True,
            actor=actor,
        )
    )
    tell_issuer_of_added(locked, added, actor)
    tell_offices_of_added(locked, added, actor)
    _leave_out(locked, without=found.values_list("pk", flat=True))
    audit.record(
        action="programme.recipients_added",
        subject=locked,
        actor=actor,
        new={"names": [one.name for one in added], "reason": why},
        counts={"entries": len(added)},
    )
    return added


@transaction.atomic
def take_out_recipient(*, entry: TaskEntry, reason: str, actor: User) -> None:
    """Ask somebody no longer who has not begun, and not with all the others again."""
    hold_entries(entry.task)
    locked = lock_open(entry.task, actor)
    _require_reason(reason)
    chosen = TaskEntry.objects.filter(pk=entry.pk, task=locked)
    if not chosen.exists():
        raise NotFoundError
    if not select_untouched(chosen).exists():
        raise EntryBegunError(name=entry.name)
    why = reason.strip()[:LONGEST_REASON]
    if locked.has_begun:
        tell_taken_out(locked, chosen, actor)
    tell_issuer_of_taken_out(locked, entry.name, actor)
    tell_offices_of_taken_out(locked, chosen, entry.name, actor)
    note_taken_out(locked, chosen, reason=why, actor=actor)
    _leave_out(locked, besides=entry.enterprise_id or entry.organisation_id or 0)
    _delete(chosen)
    audit.record(
        action="programme.recipient_taken_out",
        subject=locked,
        actor=actor,
        old={"name": entry.name, "added_reason": entry.added_reason},
        new={"reason": why},
    )


@transaction.atomic
def put_back_recipient(
    *, change: RecipientChange, reason: str, actor: User
) -> TaskEntry:
    """Ask somebody again who was taken out; whoever asked them meanwhile did it first."""
    subject = change.enterprise or change.organisation
    code = subject.code if subject else ""
    (entry,) = add_recipients(
        task=change.task, codes=[code], reason=reason, actor=actor
    )
    return entry


@transaction.atomic
def queue_filter_change(
    *,
    task: ReportingTask,
    wanted: TaskFilter,
    seen: FilterChange | None,
    reason: str = "",
    actor: User,
) -> ReportingTask:
    """Have the worker ask by another filter, if it does what was seen before.

    Nobody is taken out without a word why.
    """
    locked = lock_open(task, actor)
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
    if change.leaves:
        _require_reason(reason)
    if change.adds:
        require_time(locked)
    why = reason.strip()[:LONGEST_REASON]
    payload = {"task": locked.code, "filter": dump_filter(wanted), "reason": why}
    locked.job = jobs.enqueue(name=CHANGE_FILTER, payload=payload, actor=actor)
    locked.save(update_fields=["job"])
    audit.record(
        action="programme.filter_change_queued",
        subject=locked,
        actor=actor,
        old=_tell(locked),
        new=dump_filter(wanted) | {"reason": why},
        counts={"adds": change.adds, "leaves": change.leaves, "begun": change.begun},
    )
    return locked


@transaction.atomic
def change_filter(
    *, task: ReportingTask, wanted: TaskFilter, reason: str = "", actor: User | None
) -> FilterChange:
    """Ask by another filter: all of it or nothing, and nobody is told twice."""
    hold_entries(task)
    locked = ReportingTask.objects.select_for_update(of=("self",)).get(pk=task.pk)
    if locked.status != TaskStatus.OPEN:
        raise TaskStateError(status=locked.get_status_display())
    changed = apply_filter(locked, wanted)
    changed.save(update_fields=["area", "conditions"])
    made = make_more(
        changed,
        lambda: make_entries(changed),
        reason=reason,
        is_noted=True,
        actor=actor,
    )
    out = _find_misfits(changed)
    places = list_places(made) | list_places(out)
    added = made.count()
    left = _take_out(changed, out, reason, actor)
    done = FilterChange(added, left, select_misfits(changed).count())
    if places:
        tell_issuer_of_filter(changed, actor)
        tell_offices_of_filter(changed, places, actor)
    audit.record(
        action="programme.filter_changed",
        subject=changed,
        actor=actor,
        old=_tell(locked),
        new=_tell(changed) | {"reason": reason},
        counts=asdict(done),
    )
    return done


def _find_misfits(task: ReportingTask) -> QuerySet[TaskEntry]:
    ids = select_untouched(select_misfits(task)).values_list("pk", flat=True)
    return TaskEntry.objects.filter(pk__among=list(ids))


def _take_out(
    task: ReportingTask, chosen: QuerySet[TaskEntry], why: str, actor: User | None
) -> int:
    if task.has_begun:
        tell_taken_out(task, chosen, actor)
    note_taken_out(task, chosen, reason=why, actor=actor)
    return _delete(chosen)


def _tell(task: ReportingTask) -> dict[str, object]:
    names = ("industry", "enrolled_year", "level")
    narrowed = {name: task.conditions.get(name) for name in names}
    return {"area": task.area_id or ""} | narrowed


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissingError


def _require_all(
    task: ReportingTask, found: QuerySet[Any], wanted: Sequence[str]
) -> None:
    known = set(found.values_list("code", flat=True))
    missing = [code for code in wanted if code not in known]
    if missing or not wanted:
        raise NotOfAreaError(codes=join_words(missing[:5]), unit=task.unit.name)


def _require_new(task: ReportingTask, found: QuerySet[Any]) -> None:
    asked = TaskEntry.objects.filter(
        **{"task": task, f"{name_subject(task)}__in": found.values("pk")}
    )
    names = list(asked.values_list("name", flat=True)[:5])
    if names:
        raise AskedAlreadyError(names=join_words(names))


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
