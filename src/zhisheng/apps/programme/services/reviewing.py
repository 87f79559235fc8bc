"""Reviewing level by level: many entries pass in one act, single ones are returned."""

from collections.abc import Sequence
from datetime import datetime

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
from zhisheng.apps.programme.choices import EntryAct
from zhisheng.apps.programme.errors import (
    EntryChangedError,
    NothingToReviewError,
    OwnFillingError,
    RemarkMissingError,
)
from zhisheng.apps.programme.models import (
    EntryRemark,
    EntryRow,
    EntryStep,
    ReportingTask,
    TaskEntry,
)
from zhisheng.apps.programme.selectors.audiences import level_of
from zhisheng.apps.programme.selectors.checks import (
    count_own_fillings,
    has_colleagues,
    select_own_fillings,
)
from zhisheng.apps.programme.selectors.overtaken import find_overtaking, find_reviewed
from zhisheng.apps.programme.selectors.reporting import (
    get_form,
    select_of_unit,
    select_outstanding,
)
from zhisheng.apps.programme.services.finalising import leave_held, require_checked
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
    seen_at: datetime | None = None,
    holds_unchecked: bool = True,
) -> int:
    """Pass what waits at a unit, all of it or the entries named; return how many.

    What somebody else passed or returned meanwhile no longer waits and is left alone,
    and so is what has remarks that were written down and not sent. What the actor filled
    in for others is left to a colleague; where there is none, it is marked. What came in
    after ``seen_at``, when the list was read, waits to be seen. What others were filled in
    for and have not checked or call wrong is not made final, unless ``holds_unchecked``
    is off.
    """
    require_office(unit, actor)
    require_open(task)
    waiting = TaskEntry.objects.filter(task=task, waiting_at=unit.code)
    if entries is not None:
        waiting = waiting.filter(pk__in=entries)
    if seen_at is not None:
        later = EntryStep.objects.filter(entry=OuterRef("pk"), done_at__gt=seen_at)
        waiting = waiting.filter(~Exists(later))
    chosen = _leave_own_fillings(_lock_unremarked(waiting, unit), unit, actor)
    if holds_unchecked:
        chosen = leave_held(chosen, task)
    rows = EntryRow.objects.filter(entry__in=chosen.values("pk")).exclude(
        since_return=""
    )
    rows.update(since_return="", before={})
    state, is_final = level_of(unit), unit.code == task.unit_id
    _note_many(chosen, EntryAct.PASSED, state, unit, actor, comment)
    passed = _pass(chosen, task, unit, actor, state=state)
    if is_final:
        tell_final(task, chosen, actor)
    else:
        tell_waiting(task, unit.parent_id or "", actor)
    audit.record(
        action="programme.entries_passed",
        subject=task,
        actor=actor,
        new={"unit": unit.code, "state": state},
        counts={"entries": passed},
    )
    return passed


@transaction.atomic
def pass_entry(
    *, entry: TaskEntry, unit: Unit, version: int, actor: User, reason: str = ""
) -> None:
    """Pass the one entry that a reviewer has read, if it still is what was read.

    The ``reason`` says why it is final before who it is of has checked it.
    """
    require_office(unit, actor)
    locked = _lock(entry)
    _require_as_seen(locked, unit, version)
    require_checked(locked, reason)
    pass_entries(
        task=locked.task,
        unit=unit,
        entries=[locked.pk],
        comment=reason,
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
) -> TaskEntry:
    """Send an entry back with what is to be mended; the rest of it stays as it is."""
    require_office(unit, actor)
    locked = _lock(entry)
    require_open(locked.task)
    _require_as_seen(locked, unit, version)
    said = [remark for remark in remarks if remark.text.strip()]
    sent = send_remarks(locked, unit, said, actor)
    if not sent:
        raise RemarkMissingError
    _open_again(locked)
    EntryStep.objects.create(
        entry=locked,
        act=EntryAct.RETURNED,
        state=locked.state,
        comment=sent[0].text,
        remarks=write_history(get_form(locked.task), sent),
        unit=unit,
        done_by=actor,
    )
    tell_returned(locked, actor)
    audit.record(
        action="programme.entry_returned",
        subject=locked.task,
        actor=actor,
        new={"entry": locked.pk, "unit": unit.code},
        counts={"remarks": len(sent)},
    )
    return locked


@transaction.atomic
def reopen_entry(*, entry: TaskEntry, reason: str, actor: User) -> TaskEntry:
    """Take an entry that is final back to the review of the office that closed it."""
    locked = _lock(entry)
    unit = locked.task.unit
    require_office(unit, actor)
    if not reason.strip():
        raise RemarkMissingError
    require_open(locked.task)
    if not locked.is_final:
        raise find_overtaking(locked) or EntryChangedError
    locked.is_final, locked.waiting_at = False, unit.code
    locked.version += 1
    locked.save(update_fields=["is_final", "waiting_at", "version"])
    _note_many(
        TaskEntry.objects.filter(pk=locked.pk),
        EntryAct.REOPENED,
        locked.state,
        unit,
        actor,
        reason,
    )
    tell_reopened(locked, actor)
    tell_waiting(locked.task, unit.code, actor)
    audit.record(
        action="programme.entry_reopened",
        subject=locked.task,
        actor=actor,
        new={"entry": locked.pk, "reason": reason[:300]},
    )
    return locked


@transaction.atomic
def remind_missing(*, task: ReportingTask, unit: Unit, actor: User) -> int:
    """Remind everybody below a unit who has not handed in, at most once a day."""
    require_office(unit, actor)
    require_open(task)
    require_begun(task)
    told = tell_outstanding(task, select_outstanding(select_of_unit(task, unit)), actor)
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


def _open_again(entry: TaskEntry) -> None:
    """Give an entry back; what it says from now on is compared with what it says now."""
    entry.rows.exclude(since_return="").update(since_return="", before={})
    entry.state, entry.waiting_at, entry.is_returned = "unfilled", "", True
    entry.before = entry.answers
    entry.version += 1
    entry.save(
        update_fields=["state", "waiting_at", "is_returned", "before", "version"]
    )


def _require_as_seen(entry: TaskEntry, unit: Unit, version: int) -> None:
    if entry.waiting_at != unit.code or entry.version != version:
        raise find_overtaking(entry) or EntryChangedError


def _lock_unremarked(waiting: QuerySet[TaskEntry], unit: Unit) -> QuerySet[TaskEntry]:
    """Lock what waits and select of it what has no remarks that were not sent.

    Only what was locked is passed: what is handed in meanwhile has been seen by nobody.
    Remarks are asked for afterwards, when nobody can write one any more.
    """
    ids = waiting.select_for_update().order_by("pk").values_list("pk", flat=True)
    remarked = EntryRemark.objects.filter(unit=unit, is_sent=False)
    locked = TaskEntry.objects.filter(pk__among=list(ids))
    return locked.exclude(pk__in=remarked.values("entry"))


def _pass(
    chosen: QuerySet[TaskEntry],
    task: ReportingTask,
    unit: Unit,
    actor: User,
    *,
    state: str,
) -> int:
    """Move entries on; refuse where none is left to be passed by the actor."""
    is_final = unit.code == task.unit_id
    passed = chosen.update(
        state=state,
        is_final=is_final,
        waiting_at="" if is_final else unit.parent_id,
        version=F("version") + 1,
        before={},
        is_self_passed=Case(
            When(is_filled_for=True, filled_by=actor, then=Value(value=True)),
            default=F("is_self_passed"),
        ),
    )
    if not passed and count_own_fillings(task, unit, actor):
        raise OwnFillingError
    if not passed:
        raise find_reviewed(task, unit) or NothingToReviewError
    return passed


def _leave_own_fillings(
    chosen: QuerySet[TaskEntry], unit: Unit, actor: User
) -> QuerySet[TaskEntry]:
    """Leave what the actor filled in for others to a colleague, where there is one."""
    own = select_own_fillings(chosen, actor)
    if not own.exists() or not has_colleagues(unit, actor):
        return chosen
    return chosen.exclude(pk__in=own.values("pk"))


def _note_many(
    entries: QuerySet[TaskEntry],
    act: EntryAct,
    state: str,
    unit: Unit,
    actor: User,
    comment: str,
) -> None:
    texts = {"act": act.value, "state": str(state), "comment": comment.strip()[:300]}
    told = {
        f"noted_{name}": Value(text, output_field=CharField())
        for name, text in (texts | {"unit": unit.code}).items()
    }
    bulk.insert_from(
        EntryStep,
        entries.order_by("pk").annotate(noted_by=Value(actor.pk), **told),
        {
            "entry": "pk",
            "act": "noted_act",
            "state": "noted_state",
            "comment": "noted_comment",
            "unit": "noted_unit",
            "done_by": "noted_by",
        },
    )
