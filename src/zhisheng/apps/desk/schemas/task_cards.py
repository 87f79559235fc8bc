"""Cards of reporting tasks: what is to be filled in, reviewed, settled or asked for."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhisheng.apps.desk.selectors import OfficerDesk
from zhisheng.apps.programme.choices import Audience
from zhisheng.apps.programme.models import TaskEntry
from zhisheng.apps.programme.selectors import find_last_day
from zhisheng.apps.programme.selectors.office_work import (
    ASKED_AHEAD,
    REVIEW_TERM,
    OfficeTask,
)
from zhisheng.ui.cards import ActionCard, ActionKind
from zhisheng.ui.formats import format_date, format_due

# A person answers four rows to be confirmed in about a minute.
ROWS_PER_MINUTE = 4
MINUTES_PER_REVIEW = 3
MINUTES_PER_ENTRY = 3
MINUTES_PER_OBJECTION = 10
# Whether it can wait no longer, by when it is due, the card.
Dated = tuple[bool, date, ActionCard]


def list_office_cards(desk: OfficerDesk) -> list[ActionCard]:
    """List what has a day: what is late on top, then what is due first."""
    dated = (
        *_review(desk.office_tasks),
        *_settle_disputes(desk.office_tasks),
        *_watch_disputes(desk.office_tasks),
        *_answer_objections(desk.objections, desk.objections_due),
        *_fill_in_all(desk.tasks),
        *map(_ask_missing, _list_asked(desk, is_soon=True)),
    )
    ordered = sorted(dated, key=lambda one: (not one[0], one[1]))
    return [card for _is_pressing, _day, card in ordered]


def list_later_cards(desk: OfficerDesk) -> list[ActionCard]:
    """Ask for what is missing of tasks that have much time left."""
    later = map(_ask_missing, _list_asked(desk, is_soon=False))
    return [card for _is_pressing, _day, card in later]


def check(entry: TaskEntry) -> ActionCard:
    title, why = _("请核对代填：{task}"), _("工作人员代您填了这份材料，请看看对不对。")
    if entry.is_by_link:
        title = _("请核对：{task}")
        why = _("有人用交出的链接填了这份材料，没有核实是谁；请看看对不对。")
    return ActionCard(
        title=title.format(task=entry.task.name),
        why=why,
        url=reverse("programme:entry", args=[entry.task.code, entry.pk]),
        label=_("去核对"),
        minutes=MINUTES_PER_REVIEW,
    )


def fill_in(entry: TaskEntry) -> ActionCard:
    task, day = entry.task, find_last_day(entry.task)
    return ActionCard(
        title=_("填报：{task}").format(task=task.name),
        why=_tell_why(entry),
        url=reverse("programme:entry", args=[task.code, entry.pk]),
        label=_("去改") if entry.is_returned else _("去填"),
        kind=_choose_kind(day),
        minutes=_count_minutes(entry),
        due=format_due(day),
    )


def _is_late(day: date) -> bool:
    return day < timezone.localdate()


def _choose_kind(day: date) -> ActionKind:
    return "stop" if _is_late(day) else "need"


def _tell_why(entry: TaskEntry) -> str:
    day = format_date(entry.task.due_on)
    is_late = _is_late(find_last_day(entry.task))
    if is_late and entry.is_returned:
        return _("审核时指出了要改的地方，已经过期，请尽快改好再交。")
    if is_late:
        return _("{unit}请您填报，已经过期，请尽快交。").format(
            unit=entry.task.unit.name
        )
    if entry.is_returned:
        return _("审核时指出了要改的地方，请在 {day} 前改好再交。").format(day=day)
    return _("{unit}请您在 {day} 前交。").format(unit=entry.task.unit.name, day=day)


def _count_minutes(entry: TaskEntry) -> int:
    return int(entry.task.form_data.get("minutes", MINUTES_PER_ENTRY))


def _review(tasks: Sequence[OfficeTask]) -> Iterator[Dated]:
    waiting = [one for one in tasks if one.waiting]
    if not waiting:
        return
    day, count = _find_first_day(waiting), sum(one.waiting for one in waiting)
    lying = sum(one.lying for one in waiting)
    is_pressing = bool(lying) or _is_late(day)
    card = ActionCard(
        title=_("审 {count} 份填报任务的材料").format(count=count),
        why=_tell_waiting(waiting, lying),
        url=_find_way(waiting, "waiting"),
        label=_("去审"),
        kind="stop" if is_pressing else "need",
        minutes=max(count // ROWS_PER_MINUTE, 1),
        due=format_due(day),
    )
    yield is_pressing, day, card


def _tell_waiting(waiting: Sequence[OfficeTask], lying: int) -> str:
    """Tell since when things lie, whom to call, and what is left out for others first."""
    told = _("下级或企业已经交来，等您通过或退回。")
    if lying:
        told = _("其中 {number} 份交来已满 {days} 天还没有审，请尽快审。")
        told = told.format(number=lying, days=REVIEW_TERM.days)
    if unasked := sum(one.unasked for one in waiting):
        told += _("{number} 份没有人可通知核对，先打电话核实。").format(number=unasked)
    if unchecked := sum(one.unchecked for one in waiting):
        told += _("另有 {number} 份还等本人核对，先不用审。").format(number=unchecked)
    return told


def _settle_disputes(tasks: Sequence[OfficeTask]) -> Iterator[Dated]:
    disputed = [one for one in tasks if one.disputed]
    if not disputed:
        return
    day, count = _find_first_day(disputed), sum(one.disputed for one in disputed)
    card = ActionCard(
        title=_("处理 {count} 份本人说不对的材料").format(count=count),
        why=_("代填的、由链接填报的，本人说有地方不对；已定稿的要重新打开再改。"),
        url=_find_way(disputed, "held"),
        label=_("去处理"),
        kind=_choose_kind(day),
        minutes=count * MINUTES_PER_REVIEW,
        due=format_due(day),
    )
    yield _is_late(day), day, card


def _watch_disputes(tasks: Sequence[OfficeTask]) -> Iterator[Dated]:
    """Keep in sight what the own office filled in and others have to answer."""
    watched = [one for one in tasks if one.disputed_elsewhere]
    if not watched:
        return
    day = _find_first_day(watched)
    count = sum(one.disputed_elsewhere for one in watched)
    card = ActionCard(
        title=_("您单位代填的 {count} 份，本人说不对").format(count=count),
        why=_("材料不在您这里，由所在的单位答复或退回；您可以先和对方核实。"),
        url=_find_way(watched, "held"),
        label=_("去看"),
        kind=_choose_kind(day),
        minutes=count * MINUTES_PER_REVIEW,
        due=format_due(day),
    )
    yield _is_late(day), day, card


def _answer_objections(count: int, day: date | None) -> Iterator[Dated]:
    if not count or day is None:
        return
    card = ActionCard(
        title=_("答复 {count} 件公示异议").format(count=count),
        why=_("答复有期限；要写公示结果的，先把异议全部答复。"),
        url=reverse("programme:notices"),
        label=_("去答复"),
        kind=_choose_kind(day),
        minutes=count * MINUTES_PER_OBJECTION,
        due=_tell_answer_due(day),
    )
    yield _is_late(day), day, card


def _tell_answer_due(day: date) -> str:
    text = _("{day} 前答复，已经过期") if _is_late(day) else _("{day} 前答复")
    return text.format(day=format_date(day))


def _fill_in_all(entries: Sequence[TaskEntry]) -> Iterator[Dated]:
    """Put what an office has to fill in on one card, so that none is cut off."""
    if not entries:
        return
    day = min(find_last_day(one.task) for one in entries)
    card = fill_in(entries[0]) if len(entries) == 1 else _fill_in_several(entries, day)
    yield _is_late(day), day, card


def _fill_in_several(entries: Sequence[TaskEntry], day: date) -> ActionCard:
    returned = sum(one.is_returned for one in entries)
    title = (
        _("填报 {count} 项任务，其中 {returned} 项退回待改")
        if returned
        else _("填报 {count} 项任务")
    )
    return ActionCard(
        title=title.format(count=len(entries), returned=returned),
        why=_write_first(entries[0]),
        url=reverse("programme:tasks"),
        label=_("去填"),
        kind=_choose_kind(day),
        minutes=sum(_count_minutes(one) for one in entries),
        due=format_due(day),
    )


def _write_first(entry: TaskEntry) -> str:
    text = (
        _("最早的是“{task}”，已过期，{day} 应交。")
        if _is_late(find_last_day(entry.task))
        else _("最早的是“{task}”，{day} 前交。")
    )
    return text.format(task=entry.task.name, day=format_date(entry.task.due_on))


def _list_asked(desk: OfficerDesk, *, is_soon: bool) -> list[OfficeTask]:
    """Keep the first task of which something is missing if it is due soon, or the rest.

    One of them stands among what is due, so that they do not hide all other work.
    """
    end = timezone.localdate() + ASKED_AHEAD
    missing = [one for one in desk.office_tasks if one.outstanding]
    soon = [one for one in missing[:1] if one.task.due_on <= end]
    return soon if is_soon else missing[len(soon) :]


def _ask_missing(one: OfficeTask) -> Dated:
    """Show how many have not handed in for a task, on a card of its own."""
    day = find_last_day(one.task)
    is_of_units = one.task.audience == Audience.UNITS
    title = (
        _("{count} 个单位没有报，请催报：{task}")
        if is_of_units
        else _("{count} 家没有报，请催报：{task}")
    )
    card = ActionCard(
        title=title.format(count=one.outstanding, task=one.task.name),
        why=_tell_missing(one),
        url=_find_way([one], "outstanding"),
        label=_("去催报"),
        kind=_choose_kind(day),
        minutes=1,
        due=format_due(day),
    )
    return _is_late(day), day, card


def _tell_missing(one: OfficeTask) -> str:
    told = _("{unit}下发的任务，列表里逐家列明，按一下就提醒。")
    told = told.format(unit=one.task.unit.name)
    if one.returned:
        told += _("其中 {number} 份退回待改。").format(number=one.returned)
    return told


def _find_first_day(tasks: Sequence[OfficeTask]) -> date:
    return min(find_last_day(one.task) for one in tasks)


def _find_way(tasks: Sequence[OfficeTask], view: str) -> str:
    """Return where the entries are: those of one task, or the list of tasks."""
    if len(tasks) > 1:
        return reverse("programme:tasks")
    return reverse("programme:task", args=[tasks[0].task.code]) + f"?view={view}"
