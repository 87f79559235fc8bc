"""The end of a task, and what is done about it, each asked for a reason first."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.forms.tasks import ReasonForm
from zhisheng.apps.programme.schemas.task_ends import (
    TaskQuestion,
    ask_to_close,
    ask_to_reopen,
)
from zhisheng.kit.http import UserRequest

if TYPE_CHECKING:
    from zhisheng.apps.programme.models import ReportingTask


@login_required
@require_http_methods(["GET", "POST"])
def close_task(request: UserRequest, code: str) -> HttpResponse:
    """Say what is still open, then end the task for the reason given."""
    found = selectors.get_managed_task_for(actor=request.user, code=code)
    question = ask_to_close(found, selectors.count_by_unit(found, found.unit)[0])
    told = _("任务已结束，不再接收填报。")
    return _ask(request, question, services.close_task, told)


@login_required
@require_http_methods(["GET", "POST"])
def reopen_task(request: UserRequest, code: str) -> HttpResponse:
    found = selectors.get_managed_task_for(actor=request.user, code=code)
    told = _("任务已重新打开，可以接着填报和审核。")
    return _ask(request, ask_to_reopen(found), services.reopen_task, told)


def _ask(
    request: UserRequest,
    question: TaskQuestion,
    service: "Callable[..., ReportingTask]",
    told: str,
) -> HttpResponse:
    """Ask for a reason, and do it once it is given."""
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        service(task=question.task, reason=reason, actor=request.user)
        messages.success(request, told)
        return redirect("programme:task", question.task.code)
    context = {"question": question, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "programme/task_question.html", context, status=status)
