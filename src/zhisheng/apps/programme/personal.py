"""What this app holds of a person, and what of the others it keeps for a time only."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Length
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from zhisheng.apps.programme.choices import ImportStatus, TaskStatus
from zhisheng.apps.programme.models import (
    EntryStep,
    ImportRow,
    NoticeSubject,
    Objection,
    RecipientChange,
    ReportingTask,
    TaskEntry,
    TaskLink,
)
from zhisheng.apps.programme.selectors.notices import NAMES_KEPT
from zhisheng.apps.programme.selectors.reporting import get_form
from zhisheng.apps.registry.selectors import list_enterprises_of
from zhisheng.kit.personal import PersonalPart, Row, tells, write_moment
from zhisheng.kit.retention import RetentionRule, delete_in_batches, erases
from zhisheng.reference.forms import Right

if TYPE_CHECKING:
    from django.contrib.auth.models import _User

RIGHTS = {
    Right.WORKING: _("工作资料，自愿填报"),
    Right.SURVEY: _("统计调查"),
    Right.DUTY: _("履行法定职责"),
}
LINKS_KEPT = timedelta(days=30)
UNAPPLIED_KEPT = timedelta(days=180)
# Our own choice of 2026-11: no rule that we know of says how long.
OBJECTORS_KEPT = timedelta(days=3 * 365)


@tells(
    PersonalPart(
        _("填报和审核"),
        _("知道材料是谁填、谁审的"),
        _("随填报材料"),
        (
            "programme.EntryStep",
            "programme.TaskEntry",
            "programme.EntryRow",
            "programme.RecipientChange",
        ),
    )
)
def tell_steps(user: "_User") -> Iterator[Row]:
    steps = EntryStep.objects.filter(done_by_id=user.pk).select_related("entry__task")
    for one in steps.order_by("-pk").iterator():
        yield {
            _("任务"): one.entry.task.name,
            _("填报对象"): one.entry.name,
            _("做了什么"): str(one.get_act_display()),
            _("时间"): write_moment(one.done_at),
        }
    changes = RecipientChange.objects.filter(done_by_id=user.pk)
    for change in changes.select_related("task").order_by("-pk").iterator():
        yield {
            _("任务"): change.task.name,
            _("填报对象"): change.name,
            _("做了什么"): str(change.get_act_display()),
            _("时间"): write_moment(change.done_at),
        }


@tells(
    PersonalPart(
        _("填报任务用到的企业资料"),
        _("说明依据什么、做什么用、给谁"),
        _("任务结束后，按表上写的年数"),
        is_use=True,
    )
)
def tell_uses(user: "_User") -> Iterator[Row]:
    """Tell by what right tasks ask the person's own enterprises, and for whom."""
    own = [one.pk for one in list_enterprises_of(user)]
    asked = TaskEntry.objects.filter(enterprise__in=own).exclude(
        task__status__in=[TaskStatus.DRAFT, TaskStatus.OPENING]
    )
    for one in asked.select_related("task", "enterprise").order_by("-pk"):
        yield _tell_use(one)


def _tell_use(entry: TaskEntry) -> Row:
    form = get_form(entry.task)
    return {
        _("任务"): entry.task.name,
        _("企业"): entry.name,
        _("依据"): f"{gettext(RIGHTS[form.right])}；{form.source}",
        _("用途"): form.purpose,
        _("给谁"): form.recipients,
        _("填了什么"): "、".join(
            one.label for one in form.fields if entry.answers.get(one.code)
        ),
        _("谁填的"): _name_filler(entry),
        _("保存到"): _tell_end(entry.task, form.retention_years),
    }


def _name_filler(entry: TaskEntry) -> str:
    if entry.submitted_at is None:
        return ""
    if entry.is_by_link:
        return gettext("由交出的链接填报，未核实是谁填的")
    return gettext("工作人员代填") if entry.is_filled_for else gettext("本企业")


def _tell_end(task: ReportingTask, years: int) -> str:
    if task.closed_at is None:
        return gettext("任务结束后 {years} 年").format(years=years)
    return write_moment(_find_end(task.closed_at, years))[:10]


def _find_end(closed_at: datetime, years: int) -> datetime:
    return closed_at + timedelta(days=365 * years)


@erases(
    RetentionRule(
        "programme.task_entries", _("填报材料"), _("任务结束后，按表上写的年数")
    )
)
def erase_entries(now: datetime) -> int:
    """Erase the entries of tasks that closed as long ago as their form says.

    Who was taken out or added goes with them.
    """
    held = (
        Exists(TaskEntry.objects.filter(task=OuterRef("pk"))),
        Exists(RecipientChange.objects.filter(task=OuterRef("pk"))),
    )
    closed = ReportingTask.objects.filter(
        Q(held[0]) | Q(held[1]), status=TaskStatus.CLOSED, closed_at__isnull=False
    )
    overdue = [task for task in closed if _is_overdue(task, now)]
    return sum(
        delete_in_batches(model.objects.filter(task=task))
        for task in overdue
        for model in (TaskEntry, RecipientChange)
    )


@erases(RetentionRule("programme.task_links", _("填报链接"), _("失效后 30 天")))
def erase_links(now: datetime) -> int:
    return delete_in_batches(TaskLink.objects.filter(expires_at__lt=now - LINKS_KEPT))


@erases(
    RetentionRule(
        "programme.unapplied_rows", _("没有入库或已撤回的名单行"), _("上传后 180 天")
    )
)
def erase_unapplied_rows(now: datetime) -> int:
    """Erase what was read of rosters that nobody applied, or that were taken back."""
    unused = [ImportStatus.PREVIEWED, ImportStatus.MAPPING, ImportStatus.WITHDRAWN]
    return delete_in_batches(
        ImportRow.objects.filter(
            roster_import__status__in=unused,
            roster_import__created_at__lt=now - UNAPPLIED_KEPT,
        )
    )


@erases(
    RetentionRule(
        "programme.objectors",
        _("异议人的署名和联系方式"),
        _("公示办结后 3 年（平台 2026 年 11 月自定，不是法定期限）"),
    )
)
def erase_objectors(now: datetime) -> int:
    """Forget who signed objections to notices closed long ago; words and answers stay."""
    # Who is encrypted cannot be compared, but empty stays empty.
    overdue = Objection.objects.annotate(signed=Length("contact")).filter(
        signed__gt=0, notice__closed_at__lt=now - OBJECTORS_KEPT
    )
    with transaction.atomic():
        return Objection.objects.filter(pk__in=overdue.values("pk")).update(
            name="", contact="", signature_erased_at=now
        )


@erases(
    RetentionRule(
        "programme.notice_subjects",
        _("公示对象的名称、地区和说明"),
        _("公示办结后 3 年（平台 2026 年 11 月自定，不是法定期限）"),
    )
)
def erase_subjects(now: datetime) -> int:
    """Forget whom notices closed long ago were about; their number and the result stay."""
    overdue = NoticeSubject.objects.exclude(name="").filter(
        notice__closed_at__lt=now - NAMES_KEPT
    )
    with transaction.atomic():
        return NoticeSubject.objects.filter(pk__in=overdue.values("pk")).update(
            name="", region="", remark=""
        )


def _is_overdue(task: ReportingTask, now: datetime) -> bool:
    years = get_form(task).retention_years
    closed_at = task.closed_at
    return closed_at is not None and _find_end(closed_at, years) < now
