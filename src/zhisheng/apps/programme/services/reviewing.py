"""Reviewing level by level: many entries pass in one act, single ones are returned."""

from collections.abc import Sequence
from datetime import datetime
from typing import NoReturn

from django.db import transaction
from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    OuterRef,
    QuerySet,
    Value,
    When,
)

from zhisheng.apps.accounts.models import Unit, User
from zhisheng.apps.accounts.services import Acting
from zhisheng.apps.programme.choices import EntryAct
from zhisheng.apps.programme.errors import (
    EntryChangedError,
    NothingToReviewError,
    OwnFillingError,
    RemarkMissingError,
)
from zhisheng.apps.programme.models import (
    EntryRow,
    EntryStep,
    ReportingTask,
    TaskEntry,
)
from zhisheng.apps.programme.selectors.audiences import level_of
from zhisheng.apps.programme.selectors.checks import (
    count_own_fillings,
)
from zhisheng.apps.programme.selectors.overtaken import find_overtaking, find_reviewed
from zhisheng.apps.programme.selectors.passing import select_passing
from zhisheng.apps.programme.selectors.reporting import get_form, select_remindable
from zhisheng.apps.programme.services.acting import require_acting
from zhisheng.apps.programme.services.finalising import refuse_all_held, require_checked
from zhisheng.apps.programme.services.remarks import (
    Remark,
    send_remarks,
    write_history,
)
from zhisheng.apps.programme.services.reporting import (
    hold_status,
    require_begun,
    require_office,
    require_open,
)
from zhisheng.apps.programme.services.telling import (
    tell_acted_for,
    tell_final,
    tell_outstanding,
    tell_reopened,
    tell_returned,
    tell_waiting,
)
from zhisheng.kit import audit, bulk


@transaction.atomic
def pass_entries(
    *,
    task: ReportingTask,
    unit: Unit,
    actor: User,
    entries: Sequence[int] | None = None,
    comment: str = "",
    reason: str = "",
    seen_at: datetime | None = None,
    holds_unchecked: bool = True,
) -> int:
    """Pass what waits at a unit, all of it or the entries named; return how many.

    What somebody else passed or returned meanwhile no longer waits and is left alone,
    and so is what has remarks that were written down and not sent. What the actor filled
    in for others is left to a colleague; where there is none, it is marked. What came in
    after ``seen_at``, when the list was read, waits to be seen. What others were filled in
    for and have not checked or call wrong is not made final, unless ``holds_unchecked``
    is off. An office above acts for the unit with a ``reason``, once for all.
    """
    acting = require_acting(unit, actor, reason)
    require_open(task)
    locked = _lock_all(_select_waiting(task, unit, entries, seen_at))
    passable = select_passing(
        locked, task, unit, actor, holds_unchecked=holds_unchecked
    )
    # By number: what has been passed may look held at the next office.
    chosen = TaskEntry.objects.filter(pk__among=_number(passable))
    if not chosen.exists():
        _refuse_none(locked, task, unit, actor, holds_unchecked=holds_unchecked)
    rows = EntryRow.objects.filter(entry__in=chosen.values("pk"))
    rows.exclude(since_return="").update(since_return="", before={})
    state, is_final = level_of(unit), unit.code == task.unit_id
    _note_many(chosen, EntryAct.PASSED, state, acting, actor, comment)
    passed = _pass(chosen, task, unit, actor, state=state, acting=acting)
    tell_acted_for(task, acting, chosen, actor)
    if is_final:
        tell_final(task, chosen, actor)
    else:
        tell_waiting(task, unit.parent_id or "", actor)
    audit.record(
        action="programme.entries_passed",
        subject=task,
        actor=actor,
        new={"unit": unit.code, "state": state, **acting.as_audit()},
        counts={"entries": passed},
    )
    return passed


@transaction.atomic
def pass_entry(
    *,
    entry: TaskEntry,
    unit: Unit,
    version: int,
    actor: User,
    comment: str = "",
    reason: str = "",
) -> None:
    """Pass the one entry that a reviewer has read, if it still is what was read.

    The ``comment`` says why it is final before who it is of has checked it, the
    ``reason`` why an office above acts; neither stands for the other.
    """
    require_office(unit, actor)
    locked = _lock(entry)
    _require_as_seen(locked, unit, version)
    require_checked(locked, comment)
    pass_entries(
        task=locked.task,
        unit=unit,
        entries=[locked.pk],
        comment=comment,
        reason=reason,
        holds_unchecked=False,
        actor=actor,
    )


@transaction.atomic
def return_entry(
    *,
    entry: TaskEntry,
    unit: Unit,
    remarks: Sequence[Remark],
    version: int,
    actor: User,
    reason: str = "",
) -> TaskEntry:
    """Send an entry back with what is to be mended; the rest of it stays as it is.

    An office above acts for the unit with a ``reason``, to which it comes back all the
    same.
    """
    require_office(unit, actor)
    locked = _lock(entry)
    require_open(locked.task)
    _require_as_seen(locked, unit, version)
    acting = require_acting(unit, actor, reason)
    said = [remark for remark in remarks if remark.text.strip()]
    sent = send_remarks(locked, unit, said, actor)
    if not sent:
        raise RemarkMissingError
    _open_again(locked, acting)
    EntryStep.objects.create(
        entry=locked,
        act=EntryAct.RETURNED,
        state=locked.state,
        comment=sent[0].text,
        remarks=write_history(get_form(locked.task), sent),
        done_by=actor,
        **acting.as_step(),
    )
    tell_returned(locked, actor)
    tell_acted_for(locked.task, acting, TaskEntry.objects.filter(pk=locked.pk), actor)
    audit.record(
        action="programme.entry_returned",
        subject=locked.task,
        actor=actor,
        new={"entry": locked.pk, "unit": unit.code, **acting.as_audit()},
        counts={"remarks": len(sent)},
    )
    return locked


@transaction.atomic
def reopen_entry(*, entry: TaskEntry, reason: str, actor: User) -> TaskEntry:
    """Take an entry that is final back to the review of the office that closed it.

    An office above does so in its own name, for the same reason.
    """
    locked = _lock(entry)
    unit = locked.task.unit
    require_office(unit, actor)
    if not reason.strip():
        raise RemarkMissingError
    require_open(locked.task)
    if not locked.is_final:
        raise find_overtaking(locked) or EntryChangedError
    acting = require_acting(unit, actor, reason)
    locked.is_final, locked.waiting_at = False, unit.code
    locked.version += 1
    locked.save(update_fields=["is_final", "waiting_at", "version"])
    _note_many(
        TaskEntry.objects.filter(pk=locked.pk),
        EntryAct.REOPENED,
        locked.state,
        acting,
        actor,
        reason,
    )
    tell_reopened(locked, actor)
    tell_acted_for(locked.task, acting, TaskEntry.objects.filter(pk=locked.pk), actor)
    tell_waiting(locked.task, unit.code, actor)
    audit.record(
        action="programme.entry_reopened",
        subject=locked.task,
        actor=actor,
        new={"entry": locked.pk, "reason": reason[:300], **acting.as_audit()},
    )
    return locked


@transaction.atomic
def remind_missing(*, task: ReportingTask, unit: Unit, actor: User) -> int:
    """Remind everybody below a unit who has not handed in, at most once a day."""
    require_office(unit, actor)
    require_open(task)
    require_begun(task)
    told = tell_outstanding(task, select_remindable(task, unit), actor)
    audit.record(
        action="programme.missing_reminded",
        subject=task,
        actor=actor,
        new={"unit": unit.code},
        counts={"people": told},
    )
    return told


def _lock(entry: TaskEntry) -> TaskEntry:
    hold_status(entry.task_id)
    rows = TaskEntry.objects.select_for_update(of=("self",))
    return rows.select_related("task__unit").get(pk=entry.pk)


def _open_again(entry: TaskEntry, acting: Acting) -> None:
    """Give an entry back; what it says from now on is compared with what it says now."""
    entry.rows.exclude(since_return="").update(since_return="", before={})
    entry.state, entry.waiting_at, entry.is_returned = "unfilled", "", True
    entry.before = entry.answers
    entry.is_acted_for |= acting.acted_for is not None
    entry.version += 1
    entry.save(
        update_fields=[
            "state", "waiting_at", "is_returned", "before", "is_acted_for", "version",
        ]
    )  # fmt: skip


def _require_as_seen(entry: TaskEntry, unit: Unit, version: int) -> None:
    if entry.waiting_at != unit.code or entry.version != version:
        raise find_overtaking(entry) or EntryChangedError


def _select_waiting(
    task: ReportingTask,
    unit: Unit,
    entries: Sequence[int] | None,
    seen_at: datetime | None,
) -> QuerySet[TaskEntry]:
    """Keep what waits at a unit, of it those named, and nothing that came in later."""
    waiting = TaskEntry.objects.filter(task=task, waiting_at=unit.code)
    if entries is not None:
        waiting = waiting.filter(pk__in=entries)
    if seen_at is None:
        return waiting
    later = EntryStep.objects.filter(entry=OuterRef("pk"), done_at__gt=seen_at)
    return waiting.filter(~Exists(later))


def _lock_all(waiting: QuerySet[TaskEntry]) -> QuerySet[TaskEntry]:
    """Lock what waits and return it.

    Only what was locked is passed: what is handed in meanwhile has been seen by nobody.
    Remarks are asked for afterwards, when nobody can write one any more.
    """
    return TaskEntry.objects.filter(pk__among=_number(waiting.select_for_update()))


def _number(entries: QuerySet[TaskEntry]) -> list[int]:
    return list(entries.order_by("pk").values_list("pk", flat=True))


def _refuse_none(
    locked: QuerySet[TaskEntry],
    task: ReportingTask,
    unit: Unit,
    actor: User,
    *,
    holds_unchecked: bool,
) -> NoReturn:
    """Tell why nothing of what waits is left to be passed by the actor."""
    if holds_unchecked and unit.code == task.unit_id:
        refuse_all_held(
            select_passing(locked, task, unit, actor, holds_unchecked=False)
        )
    if count_own_fillings(task, unit, actor):
        raise OwnFillingError
    raise find_reviewed(task, unit) or NothingToReviewError


def _pass(
    chosen: QuerySet[TaskEntry],
    task: ReportingTask,
    unit: Unit,
    actor: User,
    *,
    state: str,
    acting: Acting,
) -> int:
    """Move entries on; return how many."""
    is_final = unit.code == task.unit_id
    passed: int = chosen.update(
        state=state,
        is_final=is_final,
        waiting_at="" if is_final else unit.parent_id,
        version=F("version") + 1,
        before={},
        is_self_passed=Case(
            When(is_filled_for=True, filled_by=actor, then=Value(value=True)),
            default=F("is_self_passed"),
        ),
        **({"is_acted_for": True} if acting.acted_for else {}),
    )
    return passed


def _note_many(
    entries: QuerySet[TaskEntry],
    act: EntryAct,
    state: str,
    acting: Acting,
    actor: User,
    comment: str,
) -> None:
    texts = {
        "act": act.value,
        "state": str(state),
        "comment": comment.strip()[:300],
        "unit": acting.office.code,
        "acted_for": acting.acted_for.code if acting.acted_for else None,
        "acting_reason": acting.reason,
    }
    told = {
        f"noted_{name}": Value(text, output_field=CharField())
        for name, text in texts.items()
    }
    noted = entries.order_by("pk").annotate(noted_by=Value(actor.pk), **told)
    columns = {name: f"noted_{name}" for name in texts}
    bulk.insert_from(
        EntryStep, noted, {"entry": "pk", **columns, "done_by": "noted_by"}
    )
