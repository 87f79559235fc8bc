"""What became of the reminders of a task: whom they reached, and whom not."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhisheng.apps.programme import selectors
from zhisheng.apps.programme.schemas.reminders import describe_reminders
from zhisheng.kit.http import UserRequest, read_number


@login_required
@require_safe
def reminders(request: UserRequest, code: str) -> HttpResponse:
    task = selectors.get_task_for(actor=request.user, code=code)
    view = request.GET.get("view", "")
    view = view if view in selectors.REMINDER_VIEWS else ""
    found = selectors.get_reminders_for(
        actor=request.user,
        task=task,
        day=_read_day(request.GET.get("day", "")),
        view=view,
        after=read_number(request.GET.get("after")),
    )
    context = {"page": describe_reminders(task, found, view)}
    return render(request, "programme/reminders.html", context)


def _read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
