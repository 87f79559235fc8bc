"""Who an open task asks by another filter: seen by name first, then done."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import ReasonMissingError, TaskFilterError
from zhisheng.apps.programme.forms.recipients import FilterReasonForm, TaskFilterForm
from zhisheng.apps.programme.schemas.filter_changes import (
    ChangedNamesPage,
    ChangePreview,
    list_name_tabs,
    preview_change,
    read_filter,
    read_list,
    read_seen,
    show_changed_names,
    write_names_url,
    write_preview_url,
)
from zhisheng.apps.programme.schemas.task_audiences import describe_audience
from zhisheng.apps.programme.schemas.task_plans import write_initial
from zhisheng.apps.programme.selectors.changed_names import list_changed_names
from zhisheng.apps.programme.views.recipient_changes import find_open
from zhisheng.kit.errors import DomainError
from zhisheng.kit.http import UserRequest, read_number
from zhisheng.kit.problems import describe

if TYPE_CHECKING:
    from zhisheng.apps.programme.models import ReportingTask


@login_required
@require_http_methods(["GET", "POST"])
def task_filter(request: UserRequest, code: str) -> HttpResponse:
    """Show what another filter would do; once that is confirmed, have it done."""
    task = find_open(request, code)
    is_sent = request.method == "POST"
    form = _make_filter_form(request, task)
    why = FilterReasonForm(request.POST if is_sent else None)
    problem: str | None = ""
    if is_sent and form.is_valid() and why.is_valid():
        problem = _queue(request, task, form, why)
        if problem is None:
            messages.success(request, _("正在调整填报对象，完成后这里会更新。"))
            return redirect("programme:task", code)
    preview = _preview(request, task, form)
    if preview is not None and preview.takes_out:
        why.ask()
    context = {
        "form": form,
        "why": why,
        "task": task,
        "audience": describe_audience(task),
        "problem": problem,
        "preview": preview,
    }
    status = 422 if is_sent else 200
    return render(request, "programme/task_filter.html", context, status=status)


@login_required
@require_safe
def filter_names(request: UserRequest, code: str) -> HttpResponse:
    """List all whom another filter would add, take out or leave."""
    task = find_open(request, code)
    form = _make_filter_form(request, task)
    if not form.is_bound or not form.is_valid():
        return redirect(write_preview_url(task, request.GET))
    wanted, which = read_filter(form.cleaned_data), read_list(request.GET.get("list"))
    after = read_number(request.GET.get("after"))
    found = list_changed_names(task=task, wanted=wanted, which=which, after=after)
    change = selectors.count_change(task, wanted)
    next_url = ""
    if found.next_after:
        next_url = write_names_url(task, request.GET, which, after=found.next_after)
    page = ChangedNamesPage(
        task=task,
        back=write_preview_url(task, request.GET),
        tabs=list_name_tabs(task, change, request.GET, which),
        table=show_changed_names(task, found.items, which),
        next_url=next_url,
    )
    return render(request, "programme/filter_names.html", {"page": page})


def _queue(
    request: UserRequest,
    task: "ReportingTask",
    form: TaskFilterForm,
    why: FilterReasonForm,
) -> str | None:
    """Return None once it is queued, what stands in its way where no field can tell."""
    try:
        services.queue_filter_change(
            task=task,
            wanted=read_filter(form.cleaned_data),
            seen=read_seen(request.POST.get("seen", "")),
            reason=why.cleaned_data["reason"],
            actor=request.user,
        )
    except TaskFilterError as error:
        form.refuse(error)
    except ReasonMissingError as error:
        why.add_error("reason", describe(error))
    except DomainError as error:
        return describe(error)
    else:
        return None
    return ""


def _make_filter_form(request: UserRequest, task: "ReportingTask") -> TaskFilterForm:
    """Read a filter that is looked at by GET, and one that is confirmed by POST."""
    is_asked = "preview" in request.GET or "list" in request.GET
    asked = request.GET if is_asked else None
    return TaskFilterForm(
        request.POST if request.method == "POST" else asked,
        audience=task.audience,
        unit=task.unit,
        years=[year.year for year in selectors.list_years()],
        initial=write_initial(task),
    )


def _preview(
    request: UserRequest, task: "ReportingTask", form: TaskFilterForm
) -> ChangePreview | None:
    if not form.is_bound or not form.is_valid():
        return None
    wanted = read_filter(form.cleaned_data)
    change = selectors.count_change(task, wanted)
    typed = request.POST if request.method == "POST" else request.GET
    return preview_change(task, wanted, change, typed)
