"""What became of the reminders of a task: whom they reached, and whom not."""

from datetime import date
from typing import TypedDict
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from zhisheng.apps.accounts.views.files import (
    ask_for_link,
    hands_out_file,
    is_in_wechat,
)
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.choices import Unreached
from zhisheng.apps.programme.schemas.reminders import describe_reminders
from zhisheng.apps.programme.schemas.unreached import (
    describe_lines,
    describe_unreached,
    write_phone_sheet,
)
from zhisheng.apps.programme.selectors.unreached import (
    WITH_NUMBER,
    WITHOUT_NUMBER,
    get_phone_sheet_for,
    get_to_telephone_for,
    get_unreached_for,
)
from zhisheng.kit.errors import NotFoundError
from zhisheng.kit.http import UserRequest, read_number, stream_file
from zhisheng.kit.sheets import write_xlsx


class Wanted(TypedDict):
    """Whom of the list to telephone somebody looks at."""

    reason: str
    phone: str


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
    wanted = _read_wanted(request.GET)
    found = get_unreached_for(
        actor=request.user,
        task=task,
        **wanted,
        after=read_number(request.GET.get("after")),
    )
    page = describe_unreached(task, found, **wanted, reader=request.user)
    return render(request, "programme/unreached.html", {"page": page})


@login_required
@require_POST
def unreached_number(request: UserRequest, code: str, number: int) -> HttpResponse:
    """Show the full number of one of the list, to be called; the look is on record."""
    task = selectors.get_task_for(actor=request.user, code=code)
    one = get_to_telephone_for(actor=request.user, task=task, number=number)
    phone = services.reveal_number(task=task, entry=one.entry, actor=request.user)
    known = {number: phone}
    template = "programme/unreached.html"
    if request.htmx:
        (line,) = describe_lines((one,), reader=request.user, numbers=known)
        return render(
            request, f"{template}#line", {"page": {"task": task}, "line": line}
        )
    # Without scripts the list is shown from this line on.
    found = get_unreached_for(actor=request.user, task=task, after=number + 1)
    page = describe_unreached(task, found, "", reader=request.user, numbers=known)
    return render(request, template, {"page": page})


@login_required
@require_http_methods(["GET", "POST"])
@hands_out_file
def unreached_sheet(request: UserRequest, code: str) -> HttpResponseBase:
    """Send a sheet of the list with full numbers; each is on record as seen.

    Nobody has seen them by opening an address: it leads to the button.
    """
    asked = request.POST if request.method == "POST" else request.GET
    task = selectors.get_task_for(actor=request.user, code=code)
    wanted, after = _read_wanted(asked), read_number(asked.get("after"))
    if selectors.find_own_unit(request.user, task) is None:
        raise NotFoundError
    if request.method != "POST":
        messages.info(request, _("请按下面的“下载电话名单”；谁下载过，会留下记录。"))
        address = reverse("programme:unreached", args=[code])
        return redirect(f"{address}?{urlencode(wanted)}")
    rows = get_phone_sheet_for(actor=request.user, task=task, **wanted, after=after)
    if is_in_wechat(request):
        return redirect(ask_for_link(f"{request.path}?{urlencode(wanted)}"))
    numbers = services.reveal_numbers(
        task=task, entries=[one.entry for one in rows], actor=request.user
    )
    sheet = write_phone_sheet(rows, numbers)
    name = _("{task}_电话名单.xlsx").format(task=task.name)
    return stream_file(lambda file: write_xlsx(file, [sheet]), name)


def _read_wanted(asked: QueryDict) -> Wanted:
    """Read for what reason, and with or without a number; unknown words are none."""
    reason, phone = asked.get("reason", ""), asked.get("phone", "")
    return {
        "reason": reason if reason in Unreached.values else "",
        "phone": phone if phone in {WITH_NUMBER, WITHOUT_NUMBER} else "",
    }


def _read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
