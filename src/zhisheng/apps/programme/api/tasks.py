"""Reporting tasks: what is asked, how far everybody is; opened, reminded, passed."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated

from django.utils import timezone
from ninja import Query, Router, Status

from zhisheng.apps.accounts.api import BearerToken, TokenRequest
from zhisheng.apps.accounts.choices import TokenScope
from zhisheng.apps.accounts.selectors import Actor
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.forms.tasks import TaskForm
from zhisheng.apps.programme.permissions import require
from zhisheng.apps.programme.schemas.entries_api import (
    ChosenIn,
    EntryPageOut,
    ReturnedOut,
    ReturnManyIn,
    write_entry_page,
)
from zhisheng.apps.programme.schemas.entry_rows import name_form
from zhisheng.apps.programme.schemas.reminders_api import RemindersOut, write_reminders
from zhisheng.apps.programme.schemas.task_plans import pick_form, read_plan
from zhisheng.apps.programme.schemas.tasks_api import (
    EndingIn,
    PassedOut,
    ProgressOut,
    RemindedOut,
    TaskIn,
    TaskOut,
    TaskPageOut,
    write_progress,
    write_task,
)
from zhisheng.apps.programme.selectors.reporting import count_held
from zhisheng.kit.api_fields import OneOf
from zhisheng.kit.errors import FieldsRefusedError, ForbiddenError, NotFoundError
from zhisheng.reference.forms import load_forms

if TYPE_CHECKING:
    from zhisheng.apps.accounts.models import Unit
    from zhisheng.apps.programme.models import ReportingTask

router = Router(tags=["programme"])
View = Annotated[str, OneOf(selectors.ENTRY_VIEWS)]
ReminderView = Annotated[str, OneOf(selectors.REMINDER_VIEWS)]


@dataclass(frozen=True, slots=True)
class Office:
    """A task and the highest own unit that it concerns."""

    task: "ReportingTask"
    unit: "Unit"


def find_office(*, actor: Actor, code: str) -> Office:
    task = selectors.get_task_for(actor=actor, code=code)
    unit = selectors.find_own_unit(actor, task)
    if unit is None:
        raise NotFoundError
    return Office(task, unit)


def require_managing(*, actor: Actor) -> None:
    require(actor, "programme.manage_tasks")


SEES_TASK = BearerToken(TokenScope.READ_TASKS, selectors.get_task_for)
SEES_BELOW = BearerToken(TokenScope.READ_TASKS, find_office)
MANAGES_TASK = BearerToken(TokenScope.MANAGE_TASKS, find_office)


@router.get(
    "/tasks",
    response=TaskPageOut,
    summary="填报任务，新的在前；concerning=true 不列应填 0 份的",
    auth=BearerToken(TokenScope.READ_TASKS),
)
def list_tasks(
    request: TokenRequest, *, after: int | None = None, concerning: bool = False
) -> TaskPageOut:
    """Return the tasks of the own unit, of those above and below, and what is asked.

    ``concerning`` leaves out those above that ask nobody of the own area.
    """
    today = timezone.localdate()
    page = selectors.list_task_page_for(
        request.auth.user, concerns_all=not concerning, after=after
    )
    return TaskPageOut(
        items=[write_task(task, today) for task in page.items],
        next_after=page.next_after,
    )


@router.post(
    "/tasks",
    response={201: TaskOut},
    summary="新建一项填报任务（草稿）；截止日是休息日的，用 due_day 写明要哪一天",
    auth=BearerToken(TokenScope.MANAGE_TASKS, require_managing),
)
def create_task(request: TokenRequest, plan: TaskIn) -> Status[TaskOut]:
    """Make a draft of the key's own unit; nobody is told before it is opened."""
    actor = request.auth
    unit = actor.organisation.unit
    if unit is None:
        raise ForbiddenError
    form = TaskForm(
        {**plan.dict(), "unit": unit.code},
        specs=[(one.code, name_form(one)) for one in load_forms()],
        units=[(unit.code, unit.name)],
        years=[year.year for year in selectors.list_years()],
    )
    if not form.is_valid():
        refused = {name: str(texts[0]) for name, texts in form.errors.items()}
        raise FieldsRefusedError(refused)
    spec = pick_form(plan.form)
    task = services.create_task(
        plan=read_plan(form.cleaned_data), form=spec, unit=unit, actor=actor.user
    )
    return Status(201, write_task(task, timezone.localdate(), spec))


@router.get(
    "/tasks/{code}", response=TaskOut, summary="一项填报任务和它的表", auth=SEES_TASK
)
def show_task(request: TokenRequest, code: str) -> TaskOut:
    return _write(request.found)


@router.get(
    "/tasks/{code}/progress",
    response=ProgressOut,
    summary="各单位进度，只有数目，不排名",
    auth=SEES_BELOW,
)
def show_progress(request: TokenRequest, code: str) -> ProgressOut:
    office = request.found
    return write_progress(selectors.count_by_unit(office.task, office.unit))


@router.get(
    "/tasks/{code}/entries",
    response=EntryPageOut,
    summary="本单位及下级的填报材料；view=missing 是未填的，returned 是退回待改的，outstanding 两者都要",
    auth=SEES_BELOW,
)
def list_entries(
    request: TokenRequest,
    code: str,
    view: View = "",
    q: Annotated[str, Query(max_length=120)] = "",
    unit: str = "",
    after: int | None = None,
) -> EntryPageOut:
    """Return the entries; ``q`` is part of a name or a code, ``unit`` one below the own."""
    office = request.found
    below = selectors.get_unit_of(office.unit, unit) if unit else None
    page = selectors.list_entries_below(
        task=office.task,
        unit=office.unit,
        view=view,
        wanted=selectors.Wanted(text=q, unit=below),
        after=after,
    )
    return write_entry_page(page)


@router.post(
    "/tasks/{code}/open", response=TaskOut, summary="下发任务", auth=MANAGES_TASK
)
def open_task(request: TokenRequest, code: str) -> TaskOut:
    """Queue the opening; the status is ``open`` once everybody has an entry."""
    return _write(
        services.queue_opening(task=request.found.task, actor=request.auth.user)
    )


@router.post(
    "/tasks/{code}/close",
    response=TaskOut,
    summary="结束任务，必须写明理由（reason）",
    auth=MANAGES_TASK,
)
def close_task(request: TokenRequest, code: str, given: EndingIn) -> TaskOut:
    task, reason = request.found.task, given.reason
    return _write(
        services.close_task(task=task, reason=reason, actor=request.auth.user)
    )


@router.post(
    "/tasks/{code}/reopen",
    response=TaskOut,
    summary="重新打开已结束的任务，必须写明理由（reason）",
    auth=MANAGES_TASK,
)
def reopen_task(request: TokenRequest, code: str, given: EndingIn) -> TaskOut:
    task, reason = request.found.task, given.reason
    return _write(
        services.reopen_task(task=task, reason=reason, actor=request.auth.user)
    )


@router.post(
    "/tasks/{code}/remind",
    response=RemindedOut,
    summary="催报：提醒本单位及下级还没有交的，一天一次",
    auth=MANAGES_TASK,
)
def remind_missing(request: TokenRequest, code: str) -> RemindedOut:
    office = request.found
    told = services.remind_missing(
        task=office.task, unit=office.unit, actor=request.auth.user
    )
    return RemindedOut(
        told=told,
        unreachable=selectors.count_unreachable_below(office.task, office.unit),
    )


@router.get(
    "/tasks/{code}/reminders",
    response=RemindersOut,
    summary="催报送达情况：提醒了几人，送达、未送达、没有地址、已读各几人",
    auth=SEES_BELOW,
)
def list_reminders(
    request: TokenRequest,
    code: str,
    day: date | None = None,
    view: ReminderView = "",
    after: int | None = None,
) -> RemindersOut:
    found = selectors.get_reminders_for(
        actor=request.auth.user,
        task=request.found.task,
        day=day,
        view=view,
        after=after,
    )
    return write_reminders(found)


@router.post(
    "/tasks/{code}/pass",
    response=PassedOut,
    summary="通过等本单位审核的材料，几份或全部；代下级审核须写明原因",
    auth=BearerToken(TokenScope.REVIEW_TASKS, find_office),
)
def pass_entries(request: TokenRequest, code: str, chosen: ChosenIn) -> PassedOut:
    """Pass what waits; what was decided meanwhile or has unsent remarks is left out.

    So is, at the last step, what an office filled in or what came by a link that was
    handed over, where its own people call it wrong, have not checked it within fourteen
    days, or could not be asked.
    """
    office = request.found
    passed = services.pass_entries(
        task=office.task,
        unit=office.unit,
        entries=chosen.entries,
        comment=chosen.comment,
        reason=chosen.acting_reason,
        actor=request.auth.user,
    )
    held = count_held(office.task, office.unit)
    return PassedOut(
        passed=passed,
        held_unchecked=held.unchecked,
        held_unasked=held.unasked,
        held_disputed=held.disputed,
    )


@router.post(
    "/tasks/{code}/return",
    response=ReturnedOut,
    summary="退回等本单位审核的几份，带同一条意见或各自的意见；要么全部退回，要么一份也不退",
    auth=BearerToken(TokenScope.REVIEW_TASKS, find_office),
)
def return_entries(
    request: TokenRequest, code: str, given: ReturnManyIn
) -> ReturnedOut:
    """Send entries back, each if it still is what was read."""
    office = request.found
    chosen = {one.number: one.version for one in given.entries}
    returned = services.return_entries(
        task=office.task,
        unit=office.unit,
        chosen=chosen,
        text=given.text,
        own={one.number: one.text for one in given.entries},
        reason=given.acting_reason,
        actor=request.auth.user,
    )
    untold = selectors.count_untold(office.task, chosen)
    return ReturnedOut(returned=returned, untold=untold)


def _write(task: "ReportingTask") -> TaskOut:
    return write_task(task, timezone.localdate(), selectors.get_form(task))
