"""What the page of a task's reminders shows: counts, and the list behind each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.choices import DeliveryState
from zhisheng.apps.accounts.selectors import read_state
from zhisheng.apps.programme.schemas.imports import Tab
from zhisheng.kit.language import join_words
from zhisheng.ui.formats import format_date, format_moment
from zhisheng.ui.tables import Badge, BadgeKind, Column, Row, Table

if TYPE_CHECKING:
    from datetime import date

    from zhisheng.apps.programme.models import ReportingTask
    from zhisheng.apps.programme.selectors.reminders import Reminded, Reminders

KINDS: Mapping[DeliveryState, BadgeKind] = {
    DeliveryState.RECEIVED: "done",
    DeliveryState.HANDED_OVER: "action",
    DeliveryState.WAITING: "quiet",
    DeliveryState.FAILED: "stop",
    DeliveryState.UNADDRESSED: "need",
}


@dataclass(frozen=True, slots=True)
class RemindersPage:
    task: "ReportingTask"
    day: "date | None"
    total: int
    unreachable: int
    tabs: tuple[Tab, ...]
    days: tuple[Tab, ...]
    table: Table
    next_url: str


def describe_reminders(
    task: "ReportingTask", found: "Reminders", view: str
) -> RemindersPage:
    address = reverse("programme:reminders", args=[task.code])
    shown = f"day={found.day}" if found.day else ""
    more = f"?{shown}&view={view}&after={found.next_after}"
    return RemindersPage(
        task=task,
        day=found.day,
        total=found.counts.total,
        unreachable=found.unreachable,
        tabs=tuple(_list_tabs(found, f"{address}?{shown}", view)),
        days=tuple(
            Tab(format_date(day), f"{address}?day={day}", day == found.day)
            for day in found.days
        ),
        table=_list_table(found),
        next_url=more if found.next_after else "",
    )


def _list_tabs(found: "Reminders", address: str, view: str) -> Iterator[Tab]:
    """Offer each count that is not nought, and the one looked at."""
    counts = found.counts
    states = [
        (one.value, str(one.label), getattr(counts, one)) for one in DeliveryState
    ]
    offered = (
        ("", _("已提醒"), counts.total),
        *states,
        ("read", _("已读"), counts.read),
        ("unread", _("未读"), counts.total - counts.read),
    )
    for code, label, number in offered:
        if number or code == view:
            yield Tab(label, f"{address}&view={code}", code == view, number)


def _list_table(found: "Reminders") -> Table:
    return Table(
        columns=(
            Column("entry", _("填报对象")),
            Column("person", _("提醒的人")),
            Column("state", _("送达")),
            Column("why", _("通道和原因")),
            Column("read", _("看到没有")),
        ),
        rows=tuple(_show(one) for one in found.people),
        caption=_("提醒了谁"),
    )


def _show(one: "Reminded") -> Row:
    message, dispatch = one.message, one.message.dispatch
    state = read_state(message)
    channel = dispatch.get_channel_display() if dispatch else ""
    problem = dispatch.problem if dispatch and state == DeliveryState.FAILED else ""
    first = one.entries[0] if one.entries else None
    return Row(
        (
            join_words(entry.name for entry in one.entries) or "—",
            message.recipient.name,
            Badge(state.label, KINDS[state]),
            " · ".join(filter(None, (channel, problem))) or "—",
            format_moment(message.read_at) if message.read_at else _("未读"),
        ),
        url=reverse("programme:entry", args=[first.task.code, first.pk])
        if first
        else "",
    )


def tell_reminded(told: int, *, missed: int, outstanding: int) -> str:
    """Tell what came of reminding ``outstanding`` entries, ``missed`` out of reach."""
    if missed and missed == outstanding:
        text = _("一份也没有提醒到：{count} 份的填报对象都还没有账号，列表里已标明。")
        return text.format(count=missed)
    text = _("没有新提醒的人：今天已经提醒过。")
    if told:
        text = _("已提醒 {number} 人。同一件事一天只提醒一次。").format(number=told)
    if missed:
        more = _("另有 {count} 份的填报对象还没有账号，提醒不到，列表里已标明。")
        text += more.format(count=missed)
    return text
