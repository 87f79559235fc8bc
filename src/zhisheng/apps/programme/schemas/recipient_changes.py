"""What the pages show of who was taken out of a task, put back or added, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from zhisheng.apps.programme.choices import RecipientAct
from zhisheng.apps.programme.schemas.imports import Tab
from zhisheng.apps.programme.schemas.task_ends import TaskQuestion
from zhisheng.ui.formats import format_moment
from zhisheng.ui.tables import Badge, BadgeKind, Column, Link, Row, Table

if TYPE_CHECKING:
    from zhisheng.apps.programme.models import RecipientChange, ReportingTask
    from zhisheng.apps.programme.selectors.recipient_changes import ChangeCounts

KINDS: dict[str, BadgeKind] = {
    RecipientAct.TAKEN_OUT: "need",
    RecipientAct.PUT_BACK: "done",
    RecipientAct.ADDED: "action",
}


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """Context of the page of all that was changed, or of who is taken out now."""

    task: "ReportingTask"
    tabs: tuple[Tab, ...]
    search: forms.Form
    table: Table
    next_url: str
    may_change: bool
    is_narrowed: bool


def list_recipient_tabs(
    task: "ReportingTask", counts: "ChangeCounts", *, current: str, may_change: bool
) -> tuple[Tab, ...]:
    """Lead from changing whom a task asks to what was changed, and back."""
    change = reverse("programme:recipients", args=[task.code])
    seen = reverse("programme:recipient_changes", args=[task.code])
    first = (Tab(_("增减"), change, current == "change"),) if may_change else ()
    return (
        *first,
        Tab(_("已移出"), f"{seen}?view=out", current == "out", counts.out),
        Tab(_("增减经过"), f"{seen}?view=all", current == "all", counts.total),
    )


def list_changes_table(
    task: "ReportingTask",
    changes: Iterable["RecipientChange"],
    *,
    view: str,
    may_change: bool,
) -> Table:
    is_of_all = view == "all"
    act = (Column("act", _("做了什么")),) if is_of_all else ()
    back = (Column("back", _("放回")),) if may_change and not is_of_all else ()
    return Table(
        columns=(
            Column("name", _("填报对象")),
            *act,
            Column("reason", _("原因")),
            Column("who", _("谁做的")),
            Column("when", _("什么时候")),
            *back,
        ),
        rows=tuple(
            Row(
                (
                    one.name,
                    *(_show_act(one) for _column in act),
                    tell_reason(one),
                    name_doer(one),
                    format_moment(one.done_at),
                    *(_offer_back(task, one) for _column in back),
                )
            )
            for one in changes
        ),
        caption=_("增减经过") if is_of_all else _("已移出的填报对象"),
    )


def tell_reason(change: "RecipientChange") -> str:
    return change.reason or _("改了填报条件")


def name_doer(change: "RecipientChange") -> str:
    """Name the office and the person, as far as they are known."""
    named = (str(change.unit or ""), str(change.done_by or ""))
    return " · ".join(filter(None, named)) or "—"


def tell_put_back(change: "RecipientChange") -> str:
    """Tell who put somebody back before, when and why."""
    text = _("“{name}”已经放回：{who}，{when}。原因：{reason}")
    return text.format(
        name=change.name,
        who=name_doer(change),
        when=format_moment(change.done_at),
        reason=tell_reason(change),
    )


def write_next(view: str, text: str, after: int | None) -> str:
    if after is None:
        return ""
    return "?" + urlencode({"view": view, "q": text, "after": after})


def ask_to_put_back(change: "RecipientChange") -> TaskQuestion:
    text = _(
        "“{name}”移出的原因是：{reason}。移出时还没有填过；放回以后重新计入应填，"
        "会收到填报消息，原来的填报链接要重新给。"
    )
    return TaskQuestion(
        task=change.task,
        title=_("放回任务里？"),
        consequence=text.format(name=change.name, reason=tell_reason(change)),
        submit_label=_("放回"),
    )


def _show_act(change: "RecipientChange") -> Badge:
    return Badge(change.get_act_display(), KINDS[change.act])


def _offer_back(task: "ReportingTask", change: "RecipientChange") -> Link:
    return Link(_("放回"), reverse("programme:put_back", args=[task.code, change.pk]))
