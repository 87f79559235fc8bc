"""Where an entry stands, in words: how far, by whom, how late; never a ranking."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from zhisheng.apps.programme.choices import EntryState, TaskStatus
from zhisheng.apps.programme.models import ReportingTask, TaskEntry
from zhisheng.apps.programme.selectors.deadlines import (
    count_late_days,
    find_last_day,
)
from zhisheng.apps.programme.selectors.links import takes_check_link
from zhisheng.apps.programme.selectors.paper_states import WAITING
from zhisheng.ui.formats import format_date
from zhisheng.ui.tables import Badge, BadgeKind

FINAL = {
    EntryState.STATION: gettext_noop("所定稿"),
    EntryState.COUNTY: gettext_noop("县定稿"),
    EntryState.CITY: gettext_noop("市定稿"),
    EntryState.PROVINCE: gettext_noop("省定稿"),
    EntryState.NATION: gettext_noop("总局定稿"),
}


def show_state(
    entry: TaskEntry, today: date, *, levels: Mapping[str, EntryState]
) -> Badge:
    """Tell where an entry stands: whose turn it is to pass it, overdue ones by name.

    ``levels`` are those of the offices that entries wait at.
    """
    if entry.is_final:
        return Badge(_(FINAL[EntryState(entry.state)]), "done")
    if is_unfilled(entry) and entry.task.status == TaskStatus.CLOSED:
        return Badge(_("没有交，任务已结束"), "quiet")
    if entry.is_returned:
        return Badge(_("退回待改"), "need")
    if not is_unfilled(entry):
        return Badge(_tell_turn(entry, levels), "action")
    if entry.is_taken_back and not is_overdue(entry.task, today):
        return Badge(_("已撤回，在改"), "need")
    if awaits_its_day(entry.task, today):
        return Badge(tell_opening_day(entry.task), "quiet")
    if is_overdue(entry.task, today):
        return Badge(_("逾期未填"), "stop")
    return Badge(entry.get_state_display(), "quiet")


def _tell_turn(entry: TaskEntry, levels: Mapping[str, EntryState]) -> str:
    level = levels.get(entry.waiting_at)
    return _(WAITING[level]) if level else entry.get_state_display()


def is_unfilled(entry: TaskEntry) -> bool:
    return entry.state == EntryState.UNFILLED


def show_filler(
    entry: TaskEntry, *, is_settled: bool = False, is_unproven: bool = False
) -> Badge | None:
    """Tell what is not known to be its own people's, and what they say of it.

    None for what is their own; ``is_settled`` where an objection was answered,
    ``is_unproven`` where it came by a link that was handed over.
    """
    if not entry.needs_check:
        return None
    way = _("由交出的链接填报") if entry.is_by_link else _("代填")
    word, kind = _tell_check(entry, is_settled=is_settled, is_unproven=is_unproven)
    if entry.is_self_passed:
        text = way + word + _("，自填自审")
        return Badge(text, "need" if kind == "done" else kind)
    return Badge(way + word, kind)


def _tell_check(
    entry: TaskEntry, *, is_settled: bool, is_unproven: bool
) -> tuple[str, BadgeKind]:
    """Tell whether who it is of has found it right or wrong."""
    if entry.is_disputed and is_unproven:
        return _("，凭交出的链接有人说有地方不对，未核实是谁"), "stop"
    if entry.is_disputed:
        return _("，本人说有地方不对"), "stop"
    if entry.confirmed_at is not None:
        return _("，本人已核对"), "done"
    if is_settled:
        return _("，异议已答复"), "action"
    if is_unfilled(entry):
        return "", "quiet"
    return _tell_unchecked(entry), "need"


def _tell_unchecked(entry: TaskEntry) -> str:
    if entry.is_said_right:
        return _("，凭交出的链接核对过，未核实是谁核对的")
    if entry.is_by_link:
        return _("，未核实是谁填的")
    # Nobody could be asked of what nobody was asked about: nothing is awaited.
    if entry.is_final or entry.check_asked_at is None:
        return _("，未经本人核对")
    return _("，待本人核对")


def show_acting(entry: TaskEntry) -> Badge | None:
    """Tell what an office above reviewed in place of the one whose turn it was."""
    return Badge(_("代审"), "need") if entry.is_acted_for else None


def awaits_its_day(task: ReportingTask, today: date) -> bool:
    """Tell whether a task was handed out and is filled in from a later day on."""
    return task.status == TaskStatus.OPEN and today < task.opens_on


def tell_opening_day(task: ReportingTask) -> str:
    return _("从 {day} 起填报").format(day=format_date(task.opens_on))


def is_overdue(task: ReportingTask, today: date) -> bool:
    return task.status == TaskStatus.OPEN and find_last_day(task) < today


def show_late(entry: TaskEntry) -> Badge | None:
    """Tell by how many days it was handed in late; None of what was in time."""
    days = count_late_days(entry.task, entry.handed_in_at)
    if not days:
        return None
    text = ngettext("迟报 {days} 天", "迟报 {days} 天", days)
    return Badge(text.format(days=days), "quiet")


def tell_asked(entry: TaskEntry) -> str:
    """Tell who handed in for others whether they are asked to check it, and if not why."""
    if entry.check_asked_at is not None:
        text = _("已代“{name}”提交，会请对方核对。")
    elif not takes_check_link(entry):
        text = _(
            "已代“{name}”提交。对方没有账号，没有人能收到核对的通知。"
            "定稿前要打电话核实，并写明怎么核实的。"
        )
    elif entry.enterprise is not None and entry.enterprise.contact_phone:
        text = _(
            "已代“{name}”提交。对方没有账号，登记的电话收不到短信，没有人能收到核对的通知。"
            "在这份材料的页面上可以拿核对链接，当面交给对方。"
        )
    else:
        text = _(
            "已代“{name}”提交。对方没有账号，也没有登记手机，没有人能收到核对的通知。"
            "在这份材料的页面上可以拿核对链接，当面交给对方。"
        )
    return text.format(name=entry.name)
