"""A task that is handed out: due later, explained better, given to who came later."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.choices import TaskStatus
from zhisheng.apps.programme.errors import (
    TaskFilterError,
    TaskSoonerError,
    TaskStateError,
)
from zhisheng.apps.programme.forms.tasks import RunningTaskForm
from zhisheng.apps.programme.schemas.task_plans import read_change, write_initial
from zhisheng.apps.programme.views.task_drafts import list_people
from zhisheng.kit.http import UserRequest
from zhisheng.kit.problems import describe


@login_required
@require_http_methods(["GET", "POST"])
def change_task(request: UserRequest, code: str) -> HttpResponse:
    found = selectors.get_managed_task_for(actor=request.user, code=code)
    if found.status != TaskStatus.OPEN:
        raise TaskStateError(status=found.get_status_display())
    form = RunningTaskForm(
        request.POST if request.method == "POST" else None,
        initial=write_initial(found),
        people=list_people(request, found),
    )
    if form.is_valid():
        try:
            services.change_running_task(
                task=found, change=read_change(form.cleaned_data), actor=request.user
            )
        except TaskFilterError as error:
            form.refuse(error)
        except TaskSoonerError as error:
            form.add_error("due_on", describe(error))
        else:
            messages.success(request, _("已保存。截止日期或说明有改动的，已经通知。"))
            return redirect("programme:task", code)
    context = {"form": form, "task": found, "fresh": selectors.count_new(found)}
    status = 422 if form.is_bound else 200
    return render(request, "programme/change_task.html", context, status=status)


@login_required
@require_POST
def add_asked(request: UserRequest, code: str) -> HttpResponse:
    """Give the task to who fits its filter since it was handed out."""
    found = selectors.get_managed_task_for(actor=request.user, code=code)
    added = services.add_asked(task=found, actor=request.user)
    text = ngettext(
        "已补发 {number} 份，对方会收到通知。",
        "已补发 {number} 份，对方会收到通知。",
        added,
    )
    messages.success(request, text.format(number=added))
    return redirect("programme:task", code)
