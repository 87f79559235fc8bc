from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_POST,
    require_safe,
)

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.choices import Audience, PaperContent, TaskStatus
from zhisheng.apps.programme.forms.tasks import EntryFilterForm
from zhisheng.apps.programme.permissions import may
from zhisheng.apps.programme.schemas.entry_lists import (
    list_entry_table,
    list_own_table,
)
from zhisheng.apps.programme.schemas.entry_states import is_overdue
from zhisheng.apps.programme.schemas.found_entries import (
    Search,
    list_views,
    offer_units,
    read_text,
)
from zhisheng.apps.programme.schemas.imports import Tab
from zhisheng.apps.programme.schemas.own_entries import ask_to_fill_in
from zhisheng.apps.programme.schemas.passing import tell_staying
from zhisheng.apps.programme.schemas.reminders import tell_reminded
from zhisheng.apps.programme.schemas.reporting import (
    TaskPage,
    list_task_table,
    list_task_tabs,
    list_unit_table,
    list_view_tabs,
    tell_problem,
)
from zhisheng.apps.programme.schemas.task_audiences import (
    describe_audience,
    tell_asked,
    tell_twin,
)
from zhisheng.apps.programme.selectors.acting import find_acting_office
from zhisheng.apps.programme.selectors.checks import CHECK_TERM, Held
from zhisheng.apps.programme.selectors.paper_states import find_levels
from zhisheng.apps.programme.selectors.passing import preview_passing
from zhisheng.apps.programme.selectors.progress import count_remindable
from zhisheng.apps.programme.selectors.reporting import (
    count_held,
    count_to_remind,
    sum_unchecked_below,
)
from zhisheng.apps.programme.selectors.twins import list_twins_for
from zhisheng.apps.programme.views.column_exports import list_task_downloads
from zhisheng.kit.errors import NotFoundError
from zhisheng.kit.http import UserRequest, read_number
from zhisheng.kit.problems import describe

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from zhisheng.apps.accounts.models import Unit
    from zhisheng.apps.programme.models import ReportingTask
    from zhisheng.ui.cards import ActionCard

MOST_TASKS = 100


@login_required
@require_safe
def tasks(request: UserRequest) -> HttpResponse:
    today = timezone.localdate()
    asked = tuple(selectors.list_asked_entries_for(request.user)[:MOST_TASKS])
    past = tuple(selectors.list_past_entries_for(request.user)[:MOST_TASKS])
    levels = find_levels(one.waiting_at for one in (*asked, *past))
    is_office = may(request.user, "programme.manage_tasks")
    given = _list_given(request) if is_office else ()
    counts = selectors.count_tasks_for(request.user) if is_office else (0, 0)
    context = {
        "own": list_own_table(asked, today, caption=_("要我填的"), levels=levels),
        "past": list_own_table(
            past, today, caption=_("已交的和已结束的"), levels=levels
        ),
        "given": list_task_table(
            given,
            today,
            caption=_("填报任务"),
            waiting=selectors.count_waiting_by_task_for(request.user),
        ),
        "is_office": is_office,
        "tabs": list_task_tabs(*counts, shows_all=_shows_all(request)),
    }
    return render(request, "programme/tasks.html", context)


def _shows_all(request: UserRequest) -> bool:
    return request.GET.get("show") == "all"


def _list_given(request: UserRequest) -> "QuerySet[ReportingTask]":
    """Return the tasks given out; those that ask nobody of the own area if wanted."""
    chosen = (
        selectors.list_tasks_for
        if _shows_all(request)
        else selectors.list_concerning_for
    )
    return chosen(request.user)[:MOST_TASKS]


@login_required
@require_safe
def task(request: UserRequest, code: str) -> HttpResponse:
    """Show a task to an office; everybody else is led to the own entry."""
    found = selectors.get_task_for(actor=request.user, code=code)
    unit = selectors.find_own_unit(request.user, found)
    if unit is None:
        own = selectors.list_own_entries_for(actor=request.user).filter(task=found)
        entry = own.first()
        if entry is None:
            raise NotFoundError
        return redirect("programme:entry", code, entry.pk)
    context = {
        "page": _describe(request, found, unit),
        "own": _ask_for_own(request, found),
    }
    return render(request, "programme/task.html", context)


def _ask_for_own(request: UserRequest, found: "ReportingTask") -> "ActionCard | None":
    """Ask an office for its own part, in a task that offices fill in."""
    if found.audience != Audience.UNITS:
        return None
    own = selectors.list_due_entries_for(request.user).filter(task=found)
    return ask_to_fill_in(own.first())


@login_required
@require_safe
def task_progress(request: UserRequest, code: str) -> HttpResponse:
    """Answer the page that waits for a task to be opened; once it is, show it."""
    found = selectors.get_task_for(actor=request.user, code=code)
    if _is_opening(found) or _is_changing(found):
        return HttpResponse(status=204)
    response = HttpResponse()
    response["HX-Refresh"] = "true"
    return response


def _describe(request: UserRequest, found: "ReportingTask", unit: "Unit") -> TaskPage:
    today, seen_at = timezone.localdate(), timezone.now().isoformat()
    is_own = find_acting_office(request.user, unit) == unit
    whole, *units = selectors.count_by_unit(found, unit)
    passing = preview_passing(found, unit, request.user, shown=0)
    waiting, held = passing.waiting, passing.held
    form = selectors.get_form(found)
    looked_for = _read_search(request, unit, waiting)
    return TaskPage(
        task=found,
        form=form,
        whole=whole,
        to_remind=count_remindable(found, unit, whole),
        units=list_unit_table(units),
        search=EntryFilterForm(
            initial=looked_for.as_initial(),
            units=offer_units(units, looked_for.wanted.unit),
            views=list_views(is_own=is_own),
        ),
        tabs=_count_found(found, unit, looked_for, whole, waiting, held, is_own=is_own),
        **_list_found(request, found, unit, looked_for, is_own=is_own),
        is_overdue=is_overdue(found, today),
        waiting=waiting,
        passable=passing.passed,
        why_none="" if passing.passed else tell_staying(passing),
        held=held,
        check_days=CHECK_TERM.days,
        seen_at=seen_at,
        may_manage=unit == found.unit,
        takes_links=selectors.takes_links(found),
        downloads=list_task_downloads(request, found, PaperContent.WHOLE),
        turn=None if is_own else unit,
        is_running=_is_opening(found),
        is_changing=_is_changing(found),
        has_stopped=selectors.has_stopped_opening(found),
        problem=tell_problem(found),
        audience=describe_audience(found),
        **_tell_draft(request, found),
    )


def _read_search(request: UserRequest, unit: "Unit", waiting: int) -> Search:
    """Read what is looked for; a search shows it however far it is."""
    text, code = read_text(request.GET), request.GET.get("unit", "")
    wanted = selectors.Wanted(
        text=text, unit=selectors.get_unit_of(unit, code) if code else None
    )
    view = request.GET.get("view", "")
    if view not in selectors.ENTRY_VIEWS:
        view = "all" if text or code else "waiting" if waiting else "outstanding"
    return Search(wanted, view)


def _list_found(
    request: UserRequest,
    found: "ReportingTask",
    unit: "Unit",
    looked_for: Search,
    *,
    is_own: bool,
) -> dict[str, Any]:
    """Return one page of what is looked for."""
    page = selectors.list_entries_below(
        task=found,
        unit=unit,
        view=looked_for.view,
        wanted=looked_for.wanted,
        after=read_number(request.GET.get("after")),
    )
    form, today = selectors.get_form(found), timezone.localdate()
    return {
        "table": list_entry_table(
            found,
            form,
            page.items,
            today,
            own=unit.code if is_own else "",
            levels=find_levels(one.waiting_at for one in page.items),
        ),
        "next_url": looked_for.write_query(looked_for.view, after=page.next_after)
        if page.next_after
        else "",
    }


def _count_found(
    found: "ReportingTask",
    unit: "Unit",
    looked_for: Search,
    whole: selectors.UnitProgress,
    waiting: int,
    held: Held,
    *,
    is_own: bool,
) -> tuple[Tab, ...]:
    """Count what is looked for; where that is everything, it is counted already."""
    if looked_for.wanted != selectors.Wanted():
        whole = selectors.count_wanted(found, unit, looked_for.wanted)
        waiting = selectors.count_waiting(found, unit, looked_for.wanted)
        held = count_held(found, unit, looked_for.wanted)
    unchecked = sum_unchecked_below(found, unit, looked_for.wanted)
    return list_view_tabs(
        found,
        whole,
        looked_for,
        waiting=waiting,
        unchecked=unchecked,
        held=held.total + unchecked.watched,
        is_own=is_own,
    )


def _tell_draft(request: UserRequest, found: "ReportingTask") -> dict[str, Any]:
    """Tell whom a draft asks, and why it cannot be handed out as it is, if so."""
    if found.status != TaskStatus.DRAFT:
        return {"asked": "", "refusal": "", "twins": ()}
    number = selectors.count_asked(found)
    problem = selectors.find_opening_problem(found, asked=number)
    return {
        "asked": tell_asked(found, number),
        "refusal": describe(problem) if problem else "",
        "twins": tuple(
            (tell_twin(one), reverse("programme:task", args=[one.task.code]))
            for one in list_twins_for(actor=request.user, draft=found)
        ),
    }


def _is_opening(found: "ReportingTask") -> bool:
    """Tell whether a job is giving the task to those it is for."""
    is_opening = found.status == TaskStatus.OPENING
    return is_opening and not selectors.has_stopped_opening(found)


def _is_changing(found: "ReportingTask") -> bool:
    """Tell whether a job is changing whom an open task asks."""
    job = found.job
    return found.status == TaskStatus.OPEN and job is not None and not job.is_finished


@login_required
@require_POST
def open_task(request: UserRequest, code: str) -> HttpResponse:
    found = selectors.get_task_for(actor=request.user, code=code)
    services.queue_opening(task=found, actor=request.user)
    messages.success(request, _("正在下发。要填的单位会在消息里看到。"))
    return redirect("programme:task", code)


@login_required
@require_POST
def recall_task(request: UserRequest, code: str) -> HttpResponse:
    found = selectors.get_task_for(actor=request.user, code=code)
    services.recall_task(task=found, actor=request.user)
    messages.success(request, _("已改回草稿。改好后再下发。"))
    return redirect("programme:task", code)


@login_required
@require_POST
def remind(request: UserRequest, code: str) -> HttpResponse:
    """Remind everybody below the own unit who has not handed in."""
    found, unit = find_with_unit(request, code)
    told = services.remind_missing(task=found, unit=unit, actor=request.user)
    missed = selectors.count_unreachable_below(found, unit)
    outstanding = count_to_remind(found, unit)
    text = tell_reminded(told, missed=missed, outstanding=outstanding)
    if missed:
        address = reverse("programme:unreached", args=[code])
        text = format_html(
            '{} <a href="{}">{}</a>', text, address, _("看原因和电话名单")
        )
    (messages.warning if missed else messages.success)(request, text)
    return redirect(f"{reverse('programme:task', args=[code])}?view=outstanding")


def find_with_unit(request: UserRequest, code: str) -> tuple["ReportingTask", "Unit"]:
    found = selectors.get_task_for(actor=request.user, code=code)
    unit = selectors.find_own_unit(request.user, found)
    if unit is None:
        raise NotFoundError
    return found, unit
