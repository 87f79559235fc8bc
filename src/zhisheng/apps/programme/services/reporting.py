"""Tasks: opened for everybody the filter names, told of, closed and opened again."""

import logging
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from zhisheng.apps.accounts.models import Unit, User
from zhisheng.apps.accounts.selectors import get_scope
from zhisheng.apps.programme.choices import LONGEST_REASON, TaskStatus
from zhisheng.apps.programme.errors import (
    EntryEarlyError,
    EntryLockedError,
    NobodyAskedError,
    ReasonMissingError,
    TaskOverError,
    TaskStateError,
)
from zhisheng.apps.programme.models import ReportingTask
from zhisheng.apps.programme.permissions import require
from zhisheng.apps.programme.selectors.audiences import (
    count_asked,
    find_opening_problem,
)
from zhisheng.apps.programme.selectors.deadlines import find_last_day
from zhisheng.apps.programme.selectors.progress import count_by_unit
from zhisheng.apps.programme.selectors.reporting import (
    get_form,
    has_stopped_opening,
)
from zhisheng.apps.programme.services.handing_out import make_entries
from zhisheng.apps.programme.services.telling import tell_opened
from zhisheng.kit import audit, bulk, jobs
from zhisheng.kit.boundary import Boundary
from zhisheng.kit.errors import ForbiddenError
from zhisheng.kit.forms import FormClosedError, FormNotYetOpenError
from zhisheng.reference.forms import FormSpec
from zhisheng.ui.formats import format_date

logger = logging.getLogger(__name__)
OPEN = "programme.open_task"
ENDING = ["status", "closed_at", "closing_reason"]


@transaction.atomic
def queue_opening(*, task: ReportingTask, actor: User) -> ReportingTask:
    """Have the worker give the task to everybody it is for.

    An opening that stopped without an outcome has made nothing and is queued anew.
    """
    locked = lock_task(task, actor)
    if locked.status != TaskStatus.DRAFT and not has_stopped_opening(locked):
        raise TaskStateError(status=locked.get_status_display())
    if problem := find_opening_problem(locked, asked=count_asked(locked)):
        raise problem
    locked.status = TaskStatus.OPENING
    locked.job = jobs.enqueue(name=OPEN, payload={"task": locked.code}, actor=actor)
    locked.save(update_fields=["status", "job"])
    audit.record(action="programme.task_opening", subject=locked, actor=actor)
    return locked


@transaction.atomic
def recall_task(*, task: ReportingTask, actor: User) -> ReportingTask:
    """Take a task whose opening stopped back to a draft, which can be changed."""
    locked = lock_task(task, actor)
    if not has_stopped_opening(locked):
        raise TaskStateError(status=locked.get_status_display())
    locked.status, locked.job = TaskStatus.DRAFT, None
    locked.save(update_fields=["status", "job"])
    audit.record(action="programme.task_recalled", subject=locked, actor=actor)
    return locked


@transaction.atomic
def open_task(*, task: ReportingTask, actor: User | None) -> int:
    """Make an entry for everybody the filter names now; return how many there are.

    A worker killed before the end comes here again and finds the task as it was.
    """
    locked = ReportingTask.objects.select_for_update().get(pk=task.pk)
    if locked.status != TaskStatus.OPENING:
        return locked.entries.count()
    made = make_entries(locked)
    if not made:
        raise NobodyAskedError(who=locked.get_audience_display())
    locked.status, locked.opened_at = TaskStatus.OPEN, timezone.now()
    locked.told_at = locked.opened_at if locked.has_begun else None
    locked.save(update_fields=["status", "opened_at", "told_at"])
    if locked.has_begun:
        tell_opened(locked, actor)
    audit.record(
        action="programme.task_opened",
        subject=locked,
        actor=actor,
        counts={"entries": made},
    )
    return made


def tell_begun_tasks() -> int:
    """Tell of tasks that were handed out before their day, once it has come.

    Each by itself: one that fails is told the next time, the others now.
    """
    begun = _select_begun().order_by("pk").values_list("pk", flat=True)
    told = 0
    for pk in list(begun):
        with Boundary() as attempt:
            told += _tell_begun(pk)
        if error := attempt.error:
            logger.error("task %s has begun, telling of it failed", pk, exc_info=error)
    return told


def _select_begun() -> QuerySet[ReportingTask]:
    return ReportingTask.objects.filter(
        status=TaskStatus.OPEN, told_at=None, opens_on__lte=timezone.localdate()
    )


@transaction.atomic
def _tell_begun(pk: int) -> bool:
    """Tell of one task, unless another worker does or has done."""
    waiting = _select_begun().select_for_update(skip_locked=True, of=("self",))
    task = waiting.filter(pk=pk).first()
    if task is None:
        return False
    tell_opened(task, None)
    task.told_at = timezone.now()
    task.save(update_fields=["told_at"])
    audit.record(action="programme.task_begun", subject=task)
    return True


@transaction.atomic
def close_task(*, task: ReportingTask, reason: str, actor: User) -> ReportingTask:
    """End the task: nothing is filled in or reviewed any more."""
    locked = _lock_for_a_reason(task, actor, TaskStatus.OPEN, reason)
    locked.status, locked.closed_at = TaskStatus.CLOSED, timezone.now()
    locked.closing_reason = reason.strip()[:LONGEST_REASON]
    locked.save(update_fields=ENDING)
    whole = count_by_unit(locked, locked.unit)[0]
    audit.record(
        action="programme.task_closed",
        subject=locked,
        actor=actor,
        new={"reason": locked.closing_reason},
        counts={
            "missing": whole.missing,
            "returned": whole.returned,
            "taken_back": whole.taken_back,
            "under_review": whole.under_review,
        },
    )
    return locked


@transaction.atomic
def reopen_task(*, task: ReportingTask, reason: str, actor: User) -> ReportingTask:
    """Let an ended task be filled in and reviewed again, as far as its form may ask."""
    locked = _lock_for_a_reason(task, actor, TaskStatus.CLOSED, reason)
    require_form_valid(get_form(locked), timezone.localdate())
    old = locked.closing_reason
    locked.status, locked.closed_at = TaskStatus.OPEN, None
    locked.closing_reason = ""
    locked.save(update_fields=ENDING)
    audit.record(
        action="programme.task_reopened",
        subject=locked,
        actor=actor,
        old={"reason": old},
        new={"reason": reason.strip()[:LONGEST_REASON]},
    )
    return locked


def require_form_valid(form: FormSpec, on: date) -> None:
    """Refuse a form that may not ask yet, or no longer."""
    if form.is_open(on):
        return
    first = form.valid_from.isoformat()
    if form.valid_to is None or on < form.valid_from:
        raise FormNotYetOpenError(form=form.name, first=first)
    raise FormClosedError(form=form.name, first=first, last=form.valid_to.isoformat())


def _lock_for_a_reason(
    task: ReportingTask, actor: User, status: TaskStatus, reason: str
) -> ReportingTask:
    hold_entries(task)
    locked = lock_task(task, actor)
    if locked.status != status:
        raise TaskStateError(status=locked.get_status_display())
    if not reason.strip():
        raise ReasonMissingError
    return locked


def lock_task(task: ReportingTask, actor: User) -> ReportingTask:
    locked = ReportingTask.objects.select_for_update(of=("self",)).get(pk=task.pk)
    require_office(locked.unit, actor)
    return locked


def lock_open(task: ReportingTask, actor: User) -> ReportingTask:
    locked = lock_task(task, actor)
    if locked.status != TaskStatus.OPEN:
        raise TaskStateError(status=locked.get_status_display())
    return locked


def require_time(task: ReportingTask) -> None:
    """Refuse to ask anybody for what was due already; put the deadline off first."""
    if find_last_day(task) < timezone.localdate():
        raise TaskOverError


def require_office(unit: Unit, actor: User) -> None:
    require(actor, "programme.manage_tasks")
    if not get_scope(actor).covers_unit_path(unit.path):
        raise ForbiddenError


def hold_entries(task: ReportingTask) -> None:
    """Let nobody fill in or review before what is being done to the task is done."""
    bulk.hold_lock(_name_lock(task.pk))


def hold_status(task_id: int) -> None:
    """Let nobody end or reopen a task before what is being done in it is done.

    Taken before any entry is locked, so that nobody waits for each other.
    """
    bulk.hold_lock(_name_lock(task_id), is_shared=True)


def _name_lock(task_id: int) -> str:
    return f"programme.status_of_task:{task_id}"


def require_open(task: ReportingTask) -> None:
    """Refuse a task that is closed by now, whatever it was when the caller read it."""
    hold_status(task.pk)
    if not ReportingTask.objects.filter(pk=task.pk, status=TaskStatus.OPEN).exists():
        raise EntryLockedError(task=task.name)


def require_begun(task: ReportingTask) -> None:
    """Refuse what can be done only from the day on that the task opens on."""
    if not task.has_begun:
        raise EntryEarlyError(task=task.name, day=format_date(task.opens_on))
