"""Lists of entries: of whoever has to fill in, and of the offices that review."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from zhisheng.apps.programme.choices import EntryState
from zhisheng.apps.programme.models import ReportingTask, TaskEntry
from zhisheng.apps.programme.schemas.entry_states import (
    is_unfilled,
    show_acting,
    show_filler,
    show_late,
    show_state,
)
from zhisheng.kit.forms import name_field, show_answer
from zhisheng.reference.forms import FieldSpec, FormSpec
from zhisheng.ui.formats import format_date
from zhisheng.ui.tables import Badge, Column, Row, Table

ShowMark = Callable[[TaskEntry], Badge | str | None]
Mark = tuple[Column, ShowMark]
OWN_MARKS = ("acting", "late", "filler")
MARKS = ("acting", "added", "late", "filler", "reach")


def list_own_table(
    entries: Iterable[TaskEntry],
    today: date,
    *,
    caption: str,
    levels: Mapping[str, EntryState],
) -> Table:
    """Show what somebody has or had to fill in, with what it is for."""
    entries = tuple(entries)
    marks = _list_marks(entries, OWN_MARKS)
    return Table(
        columns=(
            Column("name", _("任务")),
            Column("of", _("填报对象")),
            Column("due", _("截止日期")),
            Column("state", _("进度")),
            *(column for column, _show_mark in marks),
        ),
        rows=tuple(
            Row(
                (
                    entry.task.name,
                    entry.name,
                    format_date(entry.task.due_on),
                    show_state(entry, today, levels=levels),
                    *(show_mark(entry) or "" for _column, show_mark in marks),
                ),
                url=reverse("programme:entry", args=[entry.task.code, entry.pk]),
                state="need" if entry.is_open and is_unfilled(entry) else "",
            )
            for entry in entries
        ),
        caption=caption,
    )


def list_entry_table(
    task: ReportingTask,
    form: FormSpec,
    entries: Sequence[TaskEntry],
    today: date,
    *,
    own: str,
    levels: Mapping[str, EntryState],
) -> Table:
    """Show the entries with their answers, as an officer would have them in a sheet.

    Where nobody has answered yet there are no columns of answers; whose turn it is stands
    there where it is another one's than that of the ``own`` office.
    """
    is_answered = any(entry.answers for entry in entries)
    shown = form.fields[:6] if is_answered and not form.rows else ()
    is_elsewhere = any(_is_elsewhere(entry, own) for entry in entries)
    marks = _list_marks(entries, ("turn", *MARKS) if is_elsewhere else MARKS)
    return Table(
        columns=(
            Column("name", _("填报对象")),
            Column("state", _("进度")),
            *(column for column, _show_mark in marks),
            *(Column(field.code, name_field(field), is_detail=True) for field in shown),
        ),
        rows=tuple(
            Row(
                (
                    entry.name,
                    show_state(entry, today, levels=levels),
                    *(show_mark(entry) or "" for _column, show_mark in marks),
                    *(show_field(field, entry) for field in shown),
                ),
                url=reverse("programme:entry", args=[task.code, entry.pk]),
                state="need" if entry.is_returned else "",
            )
            for entry in entries
        ),
        caption=_("填报情况"),
    )


def _list_marks(entries: Sequence[TaskEntry], names: Sequence[str]) -> list[Mark]:
    """Return the columns of marks that some of the entries have, and what they show."""
    offered: dict[str, tuple[str, ShowMark]] = {
        "turn": (_("等谁审核"), _name_turn),
        "acting": (_("代审"), show_acting),
        "added": (_("来源"), _mark_by_hand),
        "late": (_("迟报"), show_late),
        "filler": (_("填报方式"), _tell_filler),
        "reach": (_("账号"), _mark_reach),
    }
    return [
        (Column(name, offered[name][0]), offered[name][1])
        for name in names
        if any(map(offered[name][1], entries))
    ]


def _tell_filler(entry: TaskEntry) -> Badge | str:
    # Lists alone ask for it, with their page.
    shown = show_filler(
        entry,
        is_settled=getattr(entry, "is_settled", False),
        is_unproven=getattr(entry, "is_unproven", False),
    )
    return shown or ""


def _name_turn(entry: TaskEntry) -> str:
    return getattr(entry, "turn", None) or ""


def _is_elsewhere(entry: TaskEntry, own: str) -> bool:
    return bool(entry.waiting_at) and entry.waiting_at != own


def _mark_by_hand(entry: TaskEntry) -> Badge | str:
    return Badge(_("手工增加"), "quiet") if entry.added_reason else ""


def _mark_reach(entry: TaskEntry) -> Badge | str:
    # Lists alone ask for it, with their page.
    is_unreachable = getattr(entry, "is_unreachable", False)
    return Badge(_("没有账号"), "need") if is_unreachable else ""


def show_field(field: FieldSpec, entry: TaskEntry) -> str:
    return show_answer(field, entry.answers.get(field.code, "")) or "—"
