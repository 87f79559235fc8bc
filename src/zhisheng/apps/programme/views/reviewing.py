from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import (
    ActingReasonLongError,
    ActingReasonMissingError,
    EntryChangedError,
    UncheckedFinalError,
)
from zhisheng.apps.programme.forms.reviewing import ReturnForm
from zhisheng.apps.programme.schemas.entry_rows import place_remarks
from zhisheng.apps.programme.selectors.acting import find_acting_office
from zhisheng.apps.programme.selectors.line_doubts import name_line
from zhisheng.apps.programme.selectors.links import has_people
from zhisheng.apps.programme.views.entries import show_overtaken
from zhisheng.apps.programme.views.entry_context import find_entry, read_version
from zhisheng.kit.errors import ConflictError
from zhisheng.kit.forms import name_field
from zhisheng.kit.http import UserRequest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhisheng.apps.accounts.models import Unit
    from zhisheng.apps.programme.models import TaskEntry

REFUSED = (ConflictError, ActingReasonMissingError, ActingReasonLongError)


@login_required
@require_POST
def pass_entry(request: UserRequest, code: str, number: int) -> HttpResponse:
    found = find_entry(request, code, number)
    comment = request.POST.get("reason", "")
    reason = request.POST.get("acting_reason", "")
    try:
        unit = selectors.get_reviewing_unit_for(actor=request.user, entry=found)
        services.pass_entry(
            entry=found,
            unit=unit,
            version=read_version(request),
            comment=comment,
            reason=reason,
            actor=request.user,
        )
    except (*REFUSED, UncheckedFinalError) as error:
        said = {"acting": reason, "pass": comment}
        return show_overtaken(request, found, error, said)
    messages.success(request, _("已通过。"))
    return redirect("programme:task", code)


@login_required
@require_http_methods(["GET", "POST"])
def return_entry(request: UserRequest, code: str, number: int) -> HttpResponse:
    found = find_entry(request, code, number)
    said = (request.POST.get(name, "") for name in ("text", "acting_reason"))
    comment = "\n".join(filter(None, said))
    try:
        unit = selectors.get_reviewing_unit_for(actor=request.user, entry=found)
    except ConflictError as error:
        return show_overtaken(request, found, error, {"return": comment})
    form = _ask_what_to_mend(request, found, unit)
    status = 200 if request.method == "GET" else 422
    if request.method == "POST" and form.is_valid():
        try:
            _return(request, found, unit, form)
        except EntryChangedError as error:
            form.refuse_once(error, version=found.version)
            status = 409
        except ConflictError as error:
            return show_overtaken(request, found, error, {"return": comment})
        else:
            messages.success(request, _tell_returned(found))
            return redirect("programme:task", code)
    unsent = selectors.list_unsent_remarks(found, unit)
    spec = selectors.get_form(found.task)
    placed = place_remarks(spec, found, unsent, may_drop=not form.is_acting)
    context = {
        "form": form,
        "entry": found,
        "unsent": placed,
        "turn": unit if form.is_acting else None,
    }
    return render(request, "programme/return_entry.html", context, status=status)


def _ask_what_to_mend(
    request: UserRequest, found: "TaskEntry", unit: "Unit"
) -> ReturnForm:
    spec = selectors.get_form(found.task)
    return ReturnForm(
        request.POST or None,
        fields=[(field.code, name_field(field)) for field in spec.fields],
        is_needed=not selectors.list_unsent_remarks(found, unit),
        is_acting=find_acting_office(request.user, unit) != unit,
        lines=_list_lines(found) if spec.rows else (),
        initial={"version": found.version},
    )


def _return(
    request: UserRequest, found: "TaskEntry", unit: "Unit", form: ReturnForm
) -> None:
    typed = form.cleaned_data
    services.return_entry(
        entry=found,
        unit=unit,
        remarks=_list_remarks(typed),
        version=typed["version"],
        reason=typed.get("acting_reason", ""),
        actor=request.user,
    )


def _tell_returned(found: "TaskEntry") -> str:
    """Tell whether who it is of comes to know that it was returned."""
    if has_people(found):
        return _("已退回，对方会收到消息。")
    if found.enterprise_id is None or selectors.get_form(found.task).rows:
        return _("已退回。对方没有账号，收不到消息，请另外告诉对方。")
    return _(
        "已退回。对方没有账号，收不到消息；要请对方改，请在这份材料的页面上再给一条填报链接。"
    )


def _list_lines(found: "TaskEntry") -> "list[tuple[str, str]]":
    lines = selectors.list_rows_of(found).items
    return [(str(one.number), f"{one.number} · {name_line(one)}") for one in lines]


def _list_remarks(typed: "Mapping[str, Any]") -> list[services.Remark]:
    """Say the same of every line that is ticked; without one, of a field or the whole."""
    text, field, rows = typed["text"], typed["field"], typed.get("rows") or ()
    said = [services.Remark(text=text, row=int(number)) for number in rows]
    whole = services.Remark(text=text, field=field)
    return [*said, whole] if field or not said else said


@login_required
@require_POST
def reopen_entry(request: UserRequest, code: str, number: int) -> HttpResponse:
    found = find_entry(request, code, number)
    reason = request.POST.get("reason", "")
    try:
        services.reopen_entry(entry=found, reason=reason, actor=request.user)
    except REFUSED as error:
        return show_overtaken(request, found, error, {"reopen": reason})
    messages.success(request, _("已重新打开，原因记录在案。"))
    return redirect("programme:entry", code, number)


@login_required
@require_POST
def take_back_entry(request: UserRequest, code: str, number: int) -> HttpResponse:
    """Open again what was handed in here and nobody has reviewed."""
    found = find_entry(request, code, number)
    try:
        services.take_back_entry(
            entry=found, version=read_version(request), actor=request.user
        )
    except ConflictError as error:
        return show_overtaken(request, found, error)
    messages.success(request, _("已撤回，填的内容都在。改好后请再提交。"))
    return redirect("programme:entry", code, number)
