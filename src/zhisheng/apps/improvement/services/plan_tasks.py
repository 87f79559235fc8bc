"""Who does a measure until when, and that it is done; people are reminded in time."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from zhisheng.apps.accounts.models import User
from zhisheng.apps.accounts.selectors import name_represented
from zhisheng.apps.accounts.services import Notice, send_notice
from zhisheng.apps.improvement import errors, selectors
from zhisheng.apps.improvement.choices import PlanStatus
from zhisheng.apps.improvement.models import Plan, PlanTask
from zhisheng.apps.improvement.permissions import ANSWERING, Action, require
from zhisheng.kit import audit
from zhisheng.kit.errors import FieldsRefusedError, NotFoundError

# People are reminded so long before a task is due, and so often once it is overdue.
AHEAD = timedelta(days=3)
AGAIN = timedelta(days=7)
# So far from its plan a task may lie: something begun before, something put off.
EARLIEST, LATEST = timedelta(days=365), timedelta(days=3 * 365)


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who does a task, by account or by name, and from when until when."""

    starts_on: date
    due_on: date
    responsible: str = ""
    responsible_name: str = ""


@transaction.atomic
def assign_task(*, task: PlanTask, assignment: Assignment, actor: User) -> PlanTask:
    """Settle who does a task of the agreed plan, and when."""
    locked = _lock_task(task, actor, Action.MAKE_PLAN)
    _refuse_days(locked.plan, assignment)
    old = _write(locked)
    locked.responsible = _find_person(locked.plan, assignment.responsible)
    locked.responsible_name = (
        "" if locked.responsible else assignment.responsible_name.strip()
    )
    if locked.due_on != assignment.due_on:
        locked.reminded_on = None
    locked.starts_on, locked.due_on = assignment.starts_on, assignment.due_on
    locked.save()
    _record("improvement.task_assigned", locked, actor, old=old, new=_write(locked))
    return locked


@transaction.atomic
def tick_task(*, task: PlanTask, is_done: bool, actor: User) -> PlanTask:
    """Mark a task as done, or as not done after all; again the same changes nothing."""
    locked = _lock_task(task, actor, Action.TICK_TASK)
    if (locked.done_at is not None) == is_done:
        return locked
    locked.done_at = timezone.now() if is_done else None
    locked.done_by = actor if is_done else None
    locked.save(update_fields=["done_at", "done_by"])
    action = "improvement.task_done" if is_done else "improvement.task_reopened"
    _record(action, locked, actor, new={"measure": locked.measure})
    return locked


def remind_tasks(*, today: date) -> int:
    """Remind of tasks due soon or overdue, one message a plan and person; return how many.

    Each plan is its own transaction, and asked again under its locks: the job may run
    twice at once and stop anywhere.
    """
    plans = _select_due(today).order_by("plan").values_list("plan", flat=True)
    return sum(_remind_plan(pk, today) for pk in list(plans.distinct()))


@transaction.atomic
def _remind_plan(pk: int, today: date) -> int:
    due = _select_due(today).filter(plan=pk).select_related("plan__enterprise")
    tasks = list(due.select_for_update(of=("self",)).order_by("pk"))
    if tasks:
        _remind(tasks[0].plan, tasks, today)
        told = PlanTask.objects.filter(pk__in=[one.pk for one in tasks])
        told.update(reminded_on=today)
        audit.record(
            action="improvement.tasks_reminded",
            subject=tasks[0].plan,
            counts={"tasks": len(tasks)},
        )
    return len(tasks)


def _select_due(today: date) -> QuerySet[PlanTask]:
    """Return open tasks nobody was reminded of, or not since they went overdue."""
    is_new = Q(reminded_on=None, due_on__lte=today + AHEAD)
    is_overdue = Q(due_on__lt=today) & (
        Q(reminded_on__lte=F("due_on")) | Q(reminded_on__lte=today - AGAIN)
    )
    return PlanTask.objects.filter(
        is_new | is_overdue, done_at=None, plan__status=PlanStatus.AGREED
    )


def _remind(plan: Plan, tasks: Sequence[PlanTask], today: date) -> None:
    """Tell who is responsible; where nobody with an account is, who answers for the firm."""
    by_person: dict[int | None, int] = defaultdict(int)
    for task in tasks:
        by_person[task.responsible_id] += 1
    for person, count in by_person.items():
        notice = Notice(
            template="todo",
            title=_("提升计划里有 {count} 件事快到期或者已经过期，请看一看。"),
            key=f"plan:{plan.code}:{today.isoformat()}",
            link=reverse("improvement:plan", args=[plan.code]),
            data={"count": str(count)},
        )
        send_notice(
            notice=notice, recipients=_select_reminded(plan, person), actor=None
        )


def _select_reminded(plan: Plan, person: int | None) -> QuerySet[User]:
    today = timezone.localdate()
    is_running = Q(memberships__until=None) | Q(memberships__until__gte=today)
    members = User.objects.filter(
        is_running,
        is_active=True,
        is_machine=False,
        memberships__ended_at=None,
        memberships__organisation=plan.enterprise.surviving.organisation_id,
    )
    own = members.filter(pk=person) if person else members.none()
    found = own if own.exists() else members.filter(memberships__role__in=ANSWERING)
    return User.objects.filter(pk__in=found.values("pk"))


def _lock_task(task: PlanTask, actor: User, action: Action) -> PlanTask:
    """Lock the plan before its task, as agreeing does, and let nobody change an old one."""
    require(actor, action)
    own = selectors.list_own_plans_for(actor, action).order_by()
    plan = (
        Plan.objects.select_for_update(of=("self",))
        .filter(pk=task.plan_id, pk__in=own.values("pk"))
        .select_related("enterprise")
        .first()
    )
    if plan is None:
        raise NotFoundError
    if plan.status != PlanStatus.AGREED:
        raise errors.PlanNotAgreedError
    locked = plan.tasks.select_for_update().get(pk=task.pk)
    locked.plan = plan
    return locked


def _refuse_days(plan: Plan, assignment: Assignment) -> None:
    """Refuse what ends before it begins, or is nowhere near the plan."""
    first, last = plan.starts_on - EARLIEST, plan.ends_on + LATEST
    days = {"starts_on": assignment.starts_on, "due_on": assignment.due_on}
    refused = {
        name: _("离计划太远了。请填计划开始前 1 年到结束后 3 年以内的日子。")
        for name, day in days.items()
        if not first <= day <= last
    }
    if assignment.due_on < assignment.starts_on:
        refused.setdefault("due_on", _("做完的日子不能早于开始的日子。"))
    if refused:
        raise FieldsRefusedError(refused)


def _find_person(plan: Plan, code: str) -> User | None:
    if not code:
        return None
    people = {one.code: one for one in selectors.list_people(plan)}
    if code not in people:
        raise FieldsRefusedError({"responsible": _("请从本企业的人员里选。")})
    return people[code]


def _write(task: PlanTask) -> dict[str, str]:
    return {
        "measure": task.measure,
        "responsible": task.responsible.code if task.responsible else "",
        "starts_on": task.starts_on.isoformat(),
        "due_on": task.due_on.isoformat(),
    }


def _record(
    action: str,
    task: PlanTask,
    actor: User,
    *,
    old: object = None,
    new: object = None,
) -> None:
    audit.record(
        action=action,
        subject=task.plan,
        actor=actor,
        old=old,
        new=new,
        proxy_for=name_represented(
            actor, task.plan.enterprise.surviving.organisation_id
        ),
    )
