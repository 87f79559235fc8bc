"""What people are told of tasks; the texts outside never say which."""

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from zhisheng.apps.accounts.choices import Role
from zhisheng.apps.accounts.models import User
from zhisheng.apps.accounts.services import Acting, Notice, send_notice
from zhisheng.apps.programme.choices import EntryState
from zhisheng.apps.programme.models import EntryStep, ReportingTask, TaskEntry
from zhisheng.apps.programme.selectors.people import select_answering, select_people
from zhisheng.apps.programme.selectors.reminders import write_key
from zhisheng.kit.language import write_chinese_date


def tell_opened(task: ReportingTask, actor: User | None) -> int:
    """Tell everybody who has to fill in a task."""
    return _send(
        task,
        TaskEntry.objects.filter(task=task),
        title=_("请填报“{task}”，{day} 前提交。"),
        key=f"task:{task.code}",
        actor=actor,
    )


def tell_added(
    task: ReportingTask, entries: QuerySet[TaskEntry], actor: User | None
) -> int:
    """Tell those who were added after the task was handed out, taken out before or not."""
    last = entries.order_by("-pk").values_list("pk", flat=True).first()
    return _send(
        task,
        entries,
        title=_("请填报“{task}”，{day} 前提交。"),
        key=f"task:{task.code}:{last}",
        actor=actor,
    )


def tell_taken_out(
    task: ReportingTask, entries: QuerySet[TaskEntry], actor: User | None
) -> int:
    """Tell those who were taken out that nothing is to be filled in any more."""
    last = entries.order_by("-pk").values_list("pk", flat=True).first()
    notice = Notice(
        template="todo",
        title=_("“{task}”不用再填了。"),
        key=f"taken_out:{task.code}:{last}",
        link=reverse("programme:tasks"),
        data={"task": task.name},
    )
    people = User.objects.filter(pk__in=select_answering(entries).values("pk"))
    return send_notice(notice=notice, recipients=people, actor=actor)


def tell_later(task: ReportingTask, actor: User) -> int:
    """Tell everybody asked of a later deadline."""
    return _send(
        task,
        TaskEntry.objects.filter(task=task),
        title=_("“{task}”的截止日期改到 {day}。"),
        key=f"due:{task.code}:{task.due_on}",
        actor=actor,
    )


def tell_explained(task: ReportingTask, actor: User) -> int:
    """Tell who has not handed in yet that the name or the explanation has changed."""
    return _send(
        task,
        TaskEntry.objects.filter(task=task, state=EntryState.UNFILLED),
        title=_("“{task}”的名称或说明有改动，请查看。"),
        key=f"explained:{task.code}:{timezone.now().isoformat()}",
        actor=actor,
    )


def tell_outstanding(
    task: ReportingTask, entries: QuerySet[TaskEntry], actor: User | None
) -> int:
    """Remind who has not handed in yet or has to mend, each once a day.

    Who has to do both is told of what was never handed in.
    """
    key = write_key(task, timezone.localdate().isoformat())
    reminders = (
        (False, _("还没有收到您的“{task}”，请在 {day} 前提交。")),
        (True, _("您的“{task}”退回后还没有改好，请在 {day} 前改好再提交。")),
    )
    return sum(
        _send(
            task,
            entries.filter(is_returned=is_returned),
            title=title,
            key=key,
            actor=actor,
        )
        for is_returned, title in reminders
    )


def tell_waiting(
    task: ReportingTask, unit_code: str, actor: User | None, *, again: str = ""
) -> int:
    """Tell the reviewers of a unit that something waits, once a day however much.

    What was taken back, which they were told of, is told ``again``, once a day too.
    """
    today = timezone.localdate().isoformat()
    notice = Notice(
        template="todo",
        title=_("“{task}”有材料等您审核。"),
        key=f"review:{task.code}:{unit_code}:{today}{again}",
        link=reverse("programme:task", args=[task.code]) + "?view=waiting",
        data={"task": task.name},
    )
    reviewers = _select_reviewers(unit_code)
    if actor is not None:
        # Who brings it about knows of it.
        reviewers = reviewers.exclude(pk=actor.pk)
    return send_notice(notice=notice, recipients=reviewers, actor=actor)


def tell_acted_for(
    task: ReportingTask, acting: Acting, entries: QuerySet[TaskEntry], actor: User
) -> int:
    """Tell an office that one above reviewed in its place, once however many."""
    if acting.acted_for is None:
        return 0
    code = acting.acted_for.code
    numbers = list(entries.values_list("pk", flat=True)[:2])
    link = reverse("programme:task", args=[task.code]) + "?view=all"
    if len(numbers) == 1:
        link = reverse("programme:entry", args=[task.code, *numbers])
    notice = Notice(
        template="todo",
        title=_("“{task}”有材料由{unit}代您单位审核了。原因：{reason}"),
        key=f"acted_for:{task.code}:{code}:{timezone.now().timestamp()}",
        link=link,
        data={
            "task": task.name, "unit": acting.office.name, "reason": acting.reason,
        },
    )  # fmt: skip
    reviewers = _select_reviewers(code).exclude(pk=actor.pk)
    return send_notice(notice=notice, recipients=reviewers, actor=actor)


def tell_final(task: ReportingTask, entries: QuerySet[TaskEntry], actor: User) -> int:
    """Tell who handed in that it is final, each once however many they handed in."""
    return _send_back(
        task,
        entries,
        title=_("“{task}”已审核通过，定稿了。"),
        key=f"final:{task.code}:{timezone.now().isoformat()}",
        actor=actor,
    )


def tell_reopened(entry: TaskEntry, actor: User) -> int:
    return _send_back(
        entry.task,
        TaskEntry.objects.filter(pk=entry.pk),
        title=_("“{task}”重新打开了，正在重新审核。"),
        key=f"reopened:{entry.pk}:{entry.version}",
        actor=actor,
    )


def tell_returned(entry: TaskEntry, actor: User) -> int:
    return _send_back(
        entry.task,
        TaskEntry.objects.filter(pk=entry.pk),
        title=_("“{task}”有要改的地方，改好后请再提交。"),
        key=f"return:{entry.pk}:{entry.version}",
        actor=actor,
    )


def tell_taken_back(
    entry: TaskEntry, unit_code: str, actor: User | None, *, asked: str
) -> int:
    """Tell who was told that it was handed in: who was ``asked`` of it, and the reviewers.

    A reviewer was told that something waits, and is told once nothing does any more.
    """
    task, told = entry.task, 0
    if asked:
        told += _send(
            task,
            TaskEntry.objects.filter(pk=entry.pk),
            title=asked,
            key=f"taken_back:{entry.pk}:{entry.version}",
            actor=actor,
        )
    if TaskEntry.objects.filter(task=task, waiting_at=unit_code).exists():
        return told
    notice = Notice(
        template="todo",
        title=_("“{name}”撤回了“{task}”的材料，暂时不用审核。"),
        key=f"taken_back:{entry.pk}:{entry.version}:review",
        link=reverse("programme:task", args=[task.code]),
        data={"task": task.name, "name": entry.name},
    )
    reviewers = _select_reviewers(unit_code)
    if actor is not None:
        reviewers = reviewers.exclude(pk=actor.pk)
    return told + send_notice(notice=notice, recipients=reviewers, actor=actor)


def tell_filled_for(entry: TaskEntry, actor: User | None) -> int:
    """Ask the people of an entry whether it is right; return how many there are."""
    by_link = _("有人用交出的链接替您单位填了“{task}”，请核对。")
    return _send(
        entry.task,
        TaskEntry.objects.filter(pk=entry.pk),
        title=by_link if entry.is_by_link else _("工作人员代您填了“{task}”，请核对。"),
        key=f"filled:{entry.pk}:{entry.version}",
        actor=actor,
    )


def tell_disputed(step: EntryStep, actor: User | None) -> int:
    """Tell who filled in for somebody that it is not right in their eyes."""
    entry = step.entry
    task = entry.task
    notice = Notice(
        template="todo",
        title=_(
            "凭交出的链接有人说您替“{name}”代填的“{task}”有地方不对，未核实是谁，请核对。"
        )
        if step.is_unproven
        else _("“{name}”说您代填的“{task}”有地方不对，请核对。"),
        key=f"disputed:{entry.pk}:{step.pk}",
        link=reverse("programme:entry", args=[task.code, entry.pk]),
        data={"task": task.name, "name": entry.name},
    )
    filled = TaskEntry.objects.filter(pk=entry.pk)
    filler = User.objects.filter(pk__in=filled.values("filled_by"), is_machine=False)
    told = send_notice(notice=notice, recipients=filler, actor=actor)
    return told + _tell_reviewers_of_dispute(step, filler, actor)


def tell_settled(step: EntryStep, actor: User) -> int:
    """Tell who objected, and who had filled it in, what was answered."""
    entry = step.entry
    notice = Notice(
        template="todo",
        title=_("您对“{task}”填报内容提的异议，{unit}已答复。")
        if entry.is_by_link
        else _("您对“{task}”代填内容提的异议，{unit}已答复。"),
        key=f"settled:{entry.pk}:{step.pk}",
        link=reverse("programme:entry", args=[entry.task.code, entry.pk]),
        data={"task": entry.task.name, "unit": str(step.unit)},
    )
    own = select_answering(TaskEntry.objects.filter(pk=entry.pk))
    people = User.objects.filter(pk__in=own.values("pk")).exclude(pk=actor.pk)
    told = send_notice(notice=notice, recipients=people, actor=actor)
    return told + _tell_filler_of_settlement(step, actor)


def _tell_filler_of_settlement(step: EntryStep, actor: User) -> int:
    entry = step.entry
    notice = Notice(
        template="todo",
        title=_("“{name}”对您代填的“{task}”提的异议，{unit}已答复。"),
        key=f"settled:{entry.pk}:{step.pk}:filler",
        link=reverse("programme:entry", args=[entry.task.code, entry.pk]),
        data={
            "task": entry.task.name, "name": entry.name, "unit": str(step.unit),
        },
    )  # fmt: skip
    filler = User.objects.filter(pk__in=[entry.filled_by_id], is_machine=False)
    others = filler.exclude(pk=actor.pk)
    return send_notice(notice=notice, recipients=others, actor=actor)


def _tell_reviewers_of_dispute(
    step: EntryStep, filler: QuerySet[User], actor: User | None
) -> int:
    """Tell the office where the entry lies: what it passed may have to be reopened."""
    entry = step.entry
    notice = Notice(
        template="todo",
        title=_name_dispute(step),
        key=f"disputed:{entry.pk}:{step.pk}:review",
        link=reverse("programme:entry", args=[entry.task.code, entry.pk]),
        data={"task": entry.task.name, "name": entry.name},
    )
    reviewers = _select_reviewers(entry.waiting_at or entry.task.unit_id)
    others = reviewers.exclude(pk__in=filler.values("pk"))
    return send_notice(notice=notice, recipients=others, actor=actor)


def _name_dispute(step: EntryStep) -> str:
    if step.is_unproven:
        return _("凭交出的链接有人说“{name}”的“{task}”有地方不对，未核实是谁，请处理。")
    if step.entry.is_by_link:
        return _("“{name}”说由链接填报的“{task}”有地方不对，请处理。")
    return _("“{name}”说代填的“{task}”有地方不对，请处理。")


def _select_reviewers(unit_code: str) -> QuerySet[User]:
    return select_people(Q(organisation__unit=unit_code), role=Role.OFFICER)


def _send_back(
    task: ReportingTask,
    entries: QuerySet[TaskEntry],
    *,
    title: str,
    key: str,
    actor: User,
) -> int:
    """Tell who answers for entries, and who filled them in for others, but not oneself."""
    whose = Q(pk__in=select_answering(entries).values("pk"))
    fillers = Q(pk__in=entries.values("filled_by"), is_active=True, is_machine=False)
    people = User.objects.filter(whose | fillers).exclude(pk=actor.pk)
    notice = _write(task, title, key)
    return send_notice(notice=notice, recipients=people, actor=actor)


def _send(
    task: ReportingTask,
    entries: QuerySet[TaskEntry],
    *,
    title: str,
    key: str,
    actor: User | None,
) -> int:
    answering = User.objects.filter(pk__in=select_answering(entries).values("pk"))
    notice = _write(task, title, key)
    return send_notice(notice=notice, recipients=answering, actor=actor)


def _write(task: ReportingTask, title: str, key: str) -> Notice:
    return Notice(
        template="todo",
        title=title,
        key=key,
        link=reverse("programme:task", args=[task.code]),
        data={"task": task.name, "day": write_chinese_date(task.due_on)},
    )
