"""What became of the reminders of a task: whom they reached, and whom not."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhisheng.apps.accounts.views.files import hands_out_file
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.choices import Unreached
from zhisheng.apps.programme.schemas.reminders import describe_reminders
from zhisheng.apps.programme.schemas.unreached import (
    describe_unreached,
    write_phone_sheet,
)
from zhisheng.apps.programme.selectors.unreached import (
    get_phone_sheet_for,
    get_unreached_for,
)
from zhisheng.kit.http import UserRequest, read_number, stream_file
from zhisheng.kit.sheets import write_xlsx


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


@login_required
@require_safe
def unreached(request: UserRequest, code: str) -> HttpResponse:
    """Show who has to be telephoned, for no reminder reached them, and why."""
    task = selectors.get_task_for(actor=request.user, code=code)
    reason = _read_reason(request.GET)
    found = get_unreached_for(
        actor=request.user,
        task=task,
        reason=reason,
        after=read_number(request.GET.get("after")),
    )
    context = {"page": describe_unreached(task, found, reason, reader=request.user)}
    return render(request, "programme/unreached.html", context)


@login_required
@require_POST
@hands_out_file
def unreached_sheet(request: UserRequest, code: str) -> FileResponse:
    """Send a sheet of the list with full numbers; each is on record as seen."""
    task = selectors.get_task_for(actor=request.user, code=code)
    rows = get_phone_sheet_for(
        actor=request.user,
        task=task,
        reason=_read_reason(request.POST),
        after=read_number(request.POST.get("after")),
    )
    numbers = services.reveal_numbers(
        task=task, entries=[one.entry for one in rows], actor=request.user
    )
    sheet = write_phone_sheet(rows, numbers)
    name = _("{task}_电话名单.xlsx").format(task=task.name)
    return stream_file(lambda file: write_xlsx(file, [sheet]), name)


def _read_reason(asked: QueryDict) -> str:
    reason = asked.get("reason", "")
    return reason if reason in Unreached.values else ""


def _read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
