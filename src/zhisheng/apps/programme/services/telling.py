"""What people are told of tasks; the texts outside never say which."""

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from zhisheng.apps.accounts.models import User
from zhisheng.apps.accounts.services import Notice, send_notice
from zhisheng.apps.programme.models import EntryStep, ReportingTask, TaskEntry
from zhisheng.apps.programme.permissions import ANSWERING
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


def tell_missing(
    task: ReportingTask, missing: QuerySet[TaskEntry], actor: User | None
) -> int:
    """Remind who has not filled in yet, at most once a day."""
    today = timezone.localdate().isoformat()
    return _send(
        task,
        missing,
        title=_("还没有收到您的“{task}”，请在 {day} 前提交。"),
        key=f"remind:{task.code}:{today}",
        actor=actor,
    )


def tell_returned(entry: TaskEntry, actor: User) -> int:
    return _send(
        entry.task,
        TaskEntry.objects.filter(pk=entry.pk),
        title=_("“{task}”有要改的地方，改好后请再提交。"),
        key=f"return:{entry.pk}:{entry.version}",
        actor=actor,
    )


def tell_filled_for(entry: TaskEntry, actor: User | None) -> int:
    return _send(
        entry.task,
        TaskEntry.objects.filter(pk=entry.pk),
        title=_("工作人员代您填了“{task}”，请核对。"),
        key=f"filled:{entry.pk}:{entry.version}",
        actor=actor,
    )


def tell_disputed(step: EntryStep, actor: User | None) -> int:
    """Tell who filled in for somebody that it is not right in their eyes."""
    entry = step.entry
    task = entry.task
    notice = Notice(
        template="todo",
        title=_("“{name}”说您代填的“{task}”有地方不对，请核对。"),
        key=f"disputed:{entry.pk}:{step.pk}",
        link=reverse("programme:entry", args=[task.code, entry.pk]),
        data={"task": task.name, "name": entry.name},
    )
    filled = TaskEntry.objects.filter(pk=entry.pk)
    filler = User.objects.filter(pk__in=filled.values("filled_by"), is_machine=False)
    return send_notice(notice=notice, recipients=filler, actor=actor)


def select_answering(entries: QuerySet[TaskEntry]) -> QuerySet[User]:
    """Return the people who answer for the enterprises, bodies or units of entries."""
    organisations = Q(
        memberships__organisation__in=entries.exclude(organisation=None).values(
            "organisation"
        )
    ) | Q(
        memberships__organisation__in=entries.exclude(
            enterprise__organisation=None
        ).values("enterprise__organisation")
    )
    today = timezone.localdate()
    is_running = Q(memberships__until=None) | Q(memberships__until__gte=today)
    return User.objects.filter(
        organisations,
        is_running,
        is_active=True,
        is_machine=False,
        memberships__ended_at=None,
        memberships__role__in=ANSWERING,
    ).distinct()


def _send(
    task: ReportingTask,
    entries: QuerySet[TaskEntry],
    *,
    title: str,
    key: str,
    actor: User | None,
) -> int:
    notice = Notice(
        template="todo",
        title=title,
        key=key,
        link=reverse("programme:task", args=[task.code]),
        data={"task": task.name, "day": write_chinese_date(task.due_on)},
    )
    answering = User.objects.filter(pk__in=select_answering(entries).values("pk"))
    return send_notice(notice=notice, recipients=answering, actor=actor)
