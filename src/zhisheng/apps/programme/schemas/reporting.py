"""What the pages of reporting tasks show."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.models import Unit
from zhisheng.apps.accounts.schemas.column_sets import SavedDownload
from zhisheng.apps.programme.choices import EntryState, TaskStatus
from zhisheng.apps.programme.models import ReportingTask, TaskEntry
from zhisheng.apps.programme.schemas.entry_lists import show_field
from zhisheng.apps.programme.schemas.entry_rows import (
    name_form,
    show_before,
)
from zhisheng.apps.programme.schemas.entry_states import (
    awaits_its_day,
    is_overdue,
    tell_opening_day,
)
from zhisheng.apps.programme.schemas.found_entries import Search, list_views
from zhisheng.apps.programme.schemas.imports import Tab
from zhisheng.apps.programme.selectors import UnitProgress, has_stopped_opening
from zhisheng.apps.programme.selectors.checks import Held, Unchecked
from zhisheng.apps.programme.services.task_terms import tell_unannounced
from zhisheng.kit.forms import name_field
from zhisheng.reference.forms import FormSpec
from zhisheng.ui.formats import format_date
from zhisheng.ui.tables import Badge, Column, Row, Table

RARE_VIEWS = frozenset({"taken_back", "held", "unchecked", "by_link"})


@dataclass(frozen=True, slots=True)
class TaskPage:
    """Context of a task as an office sees it."""

    task: ReportingTask
    form: FormSpec
    whole: UnitProgress
    # What others have to hand in, without the own part of an office.
    to_remind: UnitProgress
    tabs: tuple[Tab, ...]
    table: Table
    units: Table
    next_url: str
    search: forms.Form
    is_overdue: bool
    waiting: int
    # How many entries one act passes, and why none does while some wait.
    passable: int
    why_none: str
    # What of it is not made final unasked, and by which day unchecked ones are.
    held: Held
    check_days: int
    # When it was read: what comes in later is not passed unseen.
    seen_at: str
    may_manage: bool
    is_running: bool
    # Whom it asks is being changed; all the rest goes on meanwhile.
    is_changing: bool
    has_stopped: bool
    problem: str
    audience: str
    asked: str
    refusal: str
    # Open tasks that ask the same of some whom the draft asks: the words, the address.
    twins: tuple[tuple[str, str], ...]
    takes_links: bool
    # The office below whose turn it is, for which the reader may act with a reason.
    turn: Unit | None
    downloads: tuple[SavedDownload, ...]

    @property
    def held_reasons(self) -> str:
        """Tell why entries are not passed with all the rest; empty where none is."""
        told = tell_left(self.held, own=0, waiting=self.held.total)
        if not self.held.unchecked:
            return told
        more = _("请本人核对满 {days} 天还没有答复的，不再等。")
        return told + more.format(days=self.check_days)

    @property
    def is_narrowed(self) -> bool:
        """Tell whether a name, a code or a unit is looked for."""
        return bool(self.search.initial.get("q") or self.search.initial.get("unit"))

    @property
    def opening_day(self) -> str:
        """Tell from when on it is filled in, empty once it is."""
        return "" if self.task.has_begun else tell_opening_day(self.task)

    @property
    def unannounced(self) -> str:
        """Tell that days off of the year of the deadline are not announced yet."""
        return tell_unannounced(self.task.due_on)

    @property
    def form_name(self) -> str:
        return name_form(self.form)


@dataclass(frozen=True, slots=True)
class Answered:
    label: str
    text: str
    remarks: tuple[str, ...]
    # What it said when it was returned, where it says something else since.
    before: str


def list_task_table(
    tasks: Iterable[ReportingTask],
    today: date,
    *,
    caption: str,
    waiting: Mapping[str, int],
) -> Table:
    """Show tasks; where something waits for the reader's review, a row leads there."""
    is_awaited = (Column("waiting", _("等我审"), is_number=True),) if waiting else ()
    return Table(
        columns=(
            Column("name", _("任务")),
            Column("period", _("所属期")),
            Column("unit", _("发布单位")),
            Column("due", _("截止日期")),
            Column("status", _("状态")),
            *is_awaited,
        ),
        rows=tuple(
            Row(
                (
                    task.name,
                    task.period,
                    task.unit.name,
                    format_date(task.due_on),
                    _show_status(task, today),
                    *(waiting.get(task.code, "") for _column in is_awaited),
                ),
                url=_find_way(task, waiting),
                state="need" if task.code in waiting else "",
            )
            for task in tasks
        ),
        caption=caption,
    )


def list_task_tabs(concerning: int, total: int, *, shows_all: bool) -> tuple[Tab, ...]:
    """Offer the tasks above that concern nobody here, where there are some."""
    if concerning == total:
        return ()
    address = reverse("programme:tasks")
    return (
        Tab(_("与本单位有关的"), address, not shows_all, concerning),
        Tab(_("连同应填 0 份的"), f"{address}?show=all", shows_all, total),
    )


def _find_way(task: ReportingTask, waiting: Mapping[str, int]) -> str:
    address = reverse("programme:task", args=[task.code])
    return f"{address}?view=waiting" if task.code in waiting else address


def list_unit_table(progress: Sequence[UnitProgress]) -> Table:
    """Show counts by unit in the order of the units; nobody is ranked.

    Each leads to the entries of its unit.
    """
    disputed = Column("disputed", _("定稿后有人说不对"), is_number=True)
    is_disputed = (disputed,) if any(one.disputed for one in progress) else ()
    taken_back = Column("taken_back", _("撤回在改"), is_number=True)
    is_taken_back = (taken_back,) if any(one.taken_back for one in progress) else ()
    return Table(
        columns=(
            Column("unit", _("单位")),
            Column("total", _("应填"), is_number=True),
            Column("missing", _("未填"), is_number=True),
            Column("returned", _("退回待改"), is_number=True),
            *is_taken_back,
            Column("review", _("在审"), is_number=True),
            Column("final", _("定稿"), is_number=True),
            *is_disputed,
        ),
        rows=tuple(
            Row(
                (
                    *(one.unit.name, one.total, one.missing, one.returned),
                    *(one.taken_back for _column in is_taken_back),
                    *(one.under_review, one.final),
                    *(one.disputed for _column in is_disputed),
                ),
                url=f"?view=all&unit={one.unit.code}",
            )
            for one in progress
        ),
        caption=_("各单位进度"),
    )


def list_view_tabs(
    task: ReportingTask,
    counted: UnitProgress,
    looked_for: Search,
    *,
    waiting: int,
    unchecked: Unchecked,
    held: int,
    is_own: bool,
) -> tuple[Tab, ...]:
    """Part what is looked for by how far it is."""
    address = reverse("programme:task", args=[task.code])
    numbers = {
        "waiting": waiting,
        "outstanding": counted.outstanding,
        "missing": counted.missing,
        "returned": counted.returned,
        "taken_back": counted.taken_back,
        "held": held,
        "unchecked": unchecked.filled_for,
        "by_link": unchecked.by_link,
        "final": counted.final,
        "all": counted.total,
    }
    return tuple(
        Tab(
            label,
            address + looked_for.write_query(view),
            view == looked_for.view,
            numbers[view],
        )
        for view, label in list_views(is_own=is_own)
        # Where there is nothing of the kind, nothing is asked of it.
        if view not in RARE_VIEWS or numbers[view] or view == looked_for.view
    )


def tell_problem(task: ReportingTask) -> str:
    """Return why an opening stopped, empty for every other task."""
    job = task.job
    has_failed = task.status == TaskStatus.OPEN and job is not None and job.is_finished
    has_stopped = has_failed or has_stopped_opening(task)
    is_told = has_stopped and job is not None and job.error_message
    return _(job.error_message) if job and is_told else ""


def tell_left(held: Held, *, own: int, waiting: int) -> str:
    """Tell what of what waits was not passed with all the rest, and why; empty for none.

    What the reader filled in can be held besides; that is told once.
    """
    rest = max(waiting - own - held.total, 0)
    told = {
        _("另有 {number} 份是您代填的，请本单位另一位同志审核。"): own,
        _("{number} 份还等本人核对。"): held.unchecked,
        _("{number} 份没有人能收到核对的通知，请核实后逐份通过。"): held.unasked,
        _("{number} 份有人说有地方不对，请先答复或者退回。"): held.disputed,
        _("还有 {number} 份没有通过：刚交来的，或者有批注没有发出，请看一看。"): rest,
    }
    return "".join(
        text.format(number=number) for text, number in told.items() if number
    )


def list_answers(form: FormSpec, entry: TaskEntry) -> tuple[Answered, ...]:
    """Pair each question with its answer and what a reviewer wants mended in it."""
    is_open = entry.state == EntryState.UNFILLED
    open_remarks = [one for one in entry.remarks.all() if not one.is_settled]
    return tuple(
        Answered(
            name_field(field),
            show_field(field, entry),
            tuple(one.text for one in open_remarks if one.field == field.code),
            show_before(field, entry.answers, {} if is_open else entry.before),
        )
        for field in form.fields
    )


def _show_status(task: ReportingTask, today: date) -> Badge:
    if is_overdue(task, today):
        return Badge(_("已过截止日期"), "stop")
    if awaits_its_day(task, today):
        return Badge(tell_opening_day(task), "quiet")
    if has_stopped_opening(task):
        return Badge(_("下发没有完成"), "stop")
    text = task.get_status_display()
    if task.status == TaskStatus.CLOSED:
        return Badge(text, "done")
    return Badge(text, "action" if task.status == TaskStatus.OPEN else "quiet")
