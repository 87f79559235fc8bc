"""Who was taken out of a task, put back or added: read by the offices concerned."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhisheng.apps.accounts.selectors import get_scope
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.choices import TaskStatus
from zhisheng.apps.programme.errors import TaskStateError
from zhisheng.apps.programme.forms.recipients import FindChangeForm, PutBackForm
from zhisheng.apps.programme.schemas.found_entries import read_text
from zhisheng.apps.programme.schemas.recipient_changes import (
    ChangesPage,
    ask_to_put_back,
    list_changes_table,
    list_recipient_tabs,
    tell_put_back,
    write_next,
)
from zhisheng.apps.programme.selectors.recipient_changes import (
    count_recipient_changes,
    find_put_back,
    get_change_office_for,
    get_taken_out,
    list_recipient_changes,
)
from zhisheng.kit.errors import DomainError
from zhisheng.kit.http import UserRequest, read_number, render_form
from zhisheng.kit.problems import describe

if TYPE_CHECKING:
    from zhisheng.apps.programme.models import RecipientChange, ReportingTask


def find_open(request: UserRequest, code: str) -> "ReportingTask":
    """Return an open task for who answers for its office."""
    found = selectors.get_managed_task_for(actor=request.user, code=code)
    if found.status != TaskStatus.OPEN:
        raise TaskStateError(status=found.get_status_display())
    return found


@login_required
@require_safe
def recipient_changes(request: UserRequest, code: str) -> HttpResponse:
    task = selectors.get_task_for(actor=request.user, code=code)
    unit = get_change_office_for(actor=request.user, task=task)
    view = "all" if request.GET.get("view") == "all" else "out"
    text = read_text(request.GET)
    found = list_recipient_changes(
        task=task,
        unit=unit,
        view=view,
        text=text,
        after=read_number(request.GET.get("after")),
    )
    counts = count_recipient_changes(task, unit)
    may_change = _may_change(request, task)
    page = ChangesPage(
        task=task,
        tabs=list_recipient_tabs(task, counts, current=view, may_change=may_change),
        search=FindChangeForm(initial={"q": text, "view": view}),
        table=list_changes_table(task, found.items, view=view, may_change=may_change),
        next_url=write_next(view, text, found.next_after),
        may_change=may_change,
        is_narrowed=bool(text),
    )
    return render(request, "programme/recipient_changes.html", {"page": page})


@login_required
@require_http_methods(["GET", "POST"])
def put_back(request: UserRequest, code: str, number: int) -> HttpResponse:
    """Ask for the reason, then ask somebody again who was taken out."""
    task = find_open(request, code)
    if back := find_put_back(task=task, number=number):
        messages.info(request, tell_put_back(back))
        return redirect("programme:recipient_changes", code)
    change = get_taken_out(task=task, number=number)
    form = PutBackForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _put_back(request, change, form):
        return redirect("programme:recipient_changes", code)
    context = {
        "question": ask_to_put_back(change),
        "form": form,
        "back": reverse("programme:recipient_changes", args=[code]),
    }
    return render_form(request, "programme/task_question.html", context)


def _put_back(
    request: UserRequest, change: "RecipientChange", form: PutBackForm
) -> bool:
    reason, actor = form.cleaned_data["reason"], request.user
    try:
        services.put_back_recipient(change=change, reason=reason, actor=actor)
    except DomainError as error:
        form.add_error(None, describe(error))
        return False
    text = _("已把“{name}”放回任务里。")
    messages.success(request, text.format(name=change.name))
    return True


def _may_change(request: UserRequest, task: "ReportingTask") -> bool:
    is_open = task.status == TaskStatus.OPEN
    return is_open and get_scope(request.user).covers_unit_path(task.unit.path)
