"""Who an open task asks, changed by its office by hand, one by one."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import EntryBegunError
from zhisheng.apps.programme.forms.recipients import (
    FindForm,
    RecipientsForm,
    TakeOutForm,
)
from zhisheng.apps.programme.schemas.found_entries import read_text
from zhisheng.apps.programme.schemas.recipient_changes import list_recipient_tabs
from zhisheng.apps.programme.schemas.recipients import (
    RecipientsPage,
    ask_to_take_out,
    list_added_table,
    offer_found,
)
from zhisheng.apps.programme.schemas.task_audiences import describe_audience
from zhisheng.apps.programme.selectors.paper_states import find_levels
from zhisheng.apps.programme.selectors.recipient_changes import (
    count_recipient_changes,
    map_added_by,
)
from zhisheng.apps.programme.views.recipient_changes import find_open
from zhisheng.kit.errors import ConflictError, DomainError
from zhisheng.kit.http import UserRequest, render_form
from zhisheng.kit.problems import describe

if TYPE_CHECKING:
    from zhisheng.apps.programme.models import ReportingTask


@login_required
@require_http_methods(["GET", "POST"])
def recipients(request: UserRequest, code: str) -> HttpResponse:
    """Find somebody of the own area who is not asked yet, and add them by hand."""
    task = find_open(request, code)
    text = read_text(request.GET)
    offered = offer_found(selectors.list_addable(task, text))
    sent = request.POST if request.method == "POST" else None
    form = RecipientsForm(sent, found=offered)
    if form.is_valid() and _add(request, task, form):
        return redirect("programme:recipients", code)
    page = RecipientsPage(
        task=task,
        audience=describe_audience(task),
        search=FindForm(initial={"q": text}),
        form=form if offered or form.is_bound else None,
        is_searched=bool(text),
        is_cut=len(offered) == selectors.MOST_FOUND,
        **_list_changed(task),
    )
    return render_form(request, "programme/recipients.html", {"page": page})


def _add(request: UserRequest, task: "ReportingTask", form: RecipientsForm) -> bool:
    codes, reason = form.cleaned_data["codes"], form.cleaned_data["reason"]
    try:
        made = services.add_recipients(
            task=task, codes=codes, reason=reason, actor=request.user
        )
    except DomainError as error:
        form.add_error(None, describe(error))
        return False
    told = ngettext("已增加 {number} 份。", "已增加 {number} 份。", len(made))
    messages.success(request, told.format(number=len(made)))
    return True


def _list_changed(task: "ReportingTask") -> dict[str, Any]:
    """Show who was added by hand, and lead to all that was changed."""
    added = selectors.list_added(task)
    counts = count_recipient_changes(task, task.unit)
    return {
        "added": list_added_table(
            added,
            map_added_by(task, added),
            timezone.localdate(),
            find_levels(one.waiting_at for one in added),
        ),
        "tabs": list_recipient_tabs(task, counts, current="change", may_change=True),
    }


@login_required
@require_http_methods(["GET", "POST"])
def take_out(request: UserRequest, code: str, number: int) -> HttpResponse:
    """Ask for the reason, then take somebody out who has not begun."""
    task = find_open(request, code)
    entry = selectors.get_entry_for(actor=request.user, task=task, entry=number)
    if not selectors.is_untouched(entry):
        messages.error(request, describe(EntryBegunError(name=entry.name)))
        return redirect("programme:entry", code, number)
    form = TakeOutForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            services.take_out_recipient(entry=entry, reason=reason, actor=request.user)
        except ConflictError as error:
            form.add_error(None, describe(error))
        else:
            text = _("已把“{name}”从任务里去掉。")
            messages.success(request, text.format(name=entry.name))
            return redirect("programme:task", code)
    context = {"question": ask_to_take_out(entry), "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "programme/task_question.html", context, status=status)
