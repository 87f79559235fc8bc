"""What the pages show on which the recipients of an open task are changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from zhisheng.apps.programme.choices import EntryState
from zhisheng.apps.programme.models import RecipientChange, ReportingTask, TaskEntry
from zhisheng.apps.programme.schemas.entry_states import show_state
from zhisheng.apps.programme.schemas.imports import Tab
from zhisheng.apps.programme.schemas.recipient_changes import name_doer
from zhisheng.apps.programme.schemas.task_ends import TaskQuestion
from zhisheng.ui.formats import format_moment
from zhisheng.ui.tables import Column, Row, Table


@dataclass(frozen=True, slots=True)
class RecipientsPage:
    """Context of the page that adds by hand and leads on to the filter."""

    task: ReportingTask
    audience: str
    search: forms.Form
    form: forms.Form | None
    is_searched: bool
    # More were found than are shown.
    is_cut: bool
    added: Table
    tabs: tuple[Tab, ...]


def offer_found(found: Iterable[Any]) -> list[tuple[str, str]]:
    """Name each with its code, so that of two alike the right one is chosen."""
    return [
        (one.code, f"{one.name}（{_find_code(one)}）" if _find_code(one) else one.name)
        for one in found
    ]


def _find_code(one: Any) -> str:
    unit = getattr(one, "unit_id", None) if not one.uscc else None
    return str(one.uscc or unit or "")


def list_added_table(
    entries: Iterable[TaskEntry],
    added_by: Mapping[int, RecipientChange],
    today: date,
    levels: Mapping[str, EntryState],
) -> Table:
    """Show who was added by hand, why and by whom, as far as that was kept."""
    return Table(
        columns=(
            Column("name", _("填报对象")),
            Column("reason", _("原因")),
            Column("who", _("谁做的")),
            Column("when", _("什么时候")),
            Column("state", _("进度")),
        ),
        rows=tuple(
            Row(
                (
                    entry.name,
                    entry.added_reason,
                    *_tell_added(added_by.get(entry.pk)),
                    show_state(entry, today, levels=levels),
                ),
                url=reverse("programme:entry", args=[entry.task.code, entry.pk]),
            )
            for entry in entries
        ),
        caption=_("手工增加的"),
    )


def _tell_added(change: RecipientChange | None) -> tuple[str, str]:
    if change is None:
        return "—", "—"
    return name_doer(change), format_moment(change.done_at)


def ask_to_take_out(entry: TaskEntry) -> TaskQuestion:
    text = _(
        "“{name}”还没有填过，可以从任务里去掉：不再计入应填，以后补发也不会再发给它。去掉以后列在“已移出”里，可以放回。"
    )
    return TaskQuestion(
        task=entry.task,
        title=_("从任务里去掉？"),
        consequence=text.format(name=entry.name),
        submit_label=_("去掉"),
    )
