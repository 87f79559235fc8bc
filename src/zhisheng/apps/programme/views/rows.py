from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import (
    OwnDraftError,
    RowGoneError,
    RowLockedError,
    RowTwiceError,
)
from zhisheng.apps.programme.forms import RemarkForm
from zhisheng.apps.programme.permissions import may_sign_for
from zhisheng.apps.programme.schemas.entry_rows import (
    RowPage,
    list_row_answers,
    name_row,
    place_remarks,
)
from zhisheng.apps.programme.schemas.overtaken import list_clashes, write_typed
from zhisheng.apps.programme.views.entries import show_overtaken
from zhisheng.apps.programme.views.entry_context import (
    describe_rows,
    find_entry,
    may_fill,
    read_version,
)
from zhisheng.kit.errors import (
    ConflictError,
    DomainError,
    FieldsRefusedError,
    ForbiddenError,
    NotFoundError,
)
from zhisheng.kit.forms import RecordForm, name_field
from zhisheng.kit.http import UserRequest
from zhisheng.kit.problems import describe

if TYPE_CHECKING:
    from zhisheng.apps.programme.models import EntryRow, TaskEntry
    from zhisheng.reference.forms import FormSpec


@login_required
@require_safe
def rows(request: UserRequest, code: str, number: int) -> HttpResponse:
    """Show the whole table of an entry, page by page."""
    found = find_entry(request, code, number)
    view = request.GET.get("view", "all")
    part = describe_rows(request, found, view=view)
    if part is None:
        raise NotFoundError
    context = {
        "entry": found,
        "rows": part,
        # In a table with lines the page of the entry offers it.
        "may_add": not part.total and may_fill(request, found),
    }
    return render(request, "programme/rows.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def row(request: UserRequest, code: str, number: int, line: int) -> HttpResponse:
    """Show one line; as a form to who may change it, with remarks to who reviews it."""
    found = find_entry(request, code, number)
    form = selectors.get_form(found.task)
    try:
        current = selectors.get_row_of(found, line)
    except NotFoundError:
        if request.method == "GET":
            raise
        gone = RowGoneError(number=line)
        return show_overtaken(request, found, gone, {"row": _write_out(request, form)})
    cells = _find_open_cells(found, current)
    asked = [one for one in form.rows if cells is None or one.code in cells]
    if request.method == "GET":
        typed = RecordForm(fields=asked, answers=current.answers)
        return _render(request, found, current, typed)
    typed = RecordForm(request.POST, fields=asked, checks=form.checks)
    try:
        if not _write(request, found, current, typed):
            return _render(request, found, current, typed, status=422)
    except ConflictError as error:
        return _show_overtaken(request, found, current, error)
    messages.success(request, _("这一行已保存。"))
    following = selectors.find_next_returned(found, line) if found.is_returned else None
    if following is not None:
        return redirect("programme:row", code, number, following.number)
    return redirect("programme:entry", code, number)


@login_required
@require_http_methods(["GET", "POST"])
def new_row(request: UserRequest, code: str, number: int) -> HttpResponse:
    found = find_entry(request, code, number)
    form = selectors.get_form(found.task)
    if not form.rows or (request.method == "GET" and not may_fill(request, found)):
        raise NotFoundError
    typed = RecordForm(request.POST or None, fields=form.rows, checks=form.checks)
    try:
        if request.method == "GET" or not _write(request, found, None, typed):
            status = 422 if request.method == "POST" else 200
            return _render(request, found, None, typed, status=status)
    except ConflictError as error:
        return _show_overtaken(request, found, None, error)
    messages.success(request, _("已加上一行。"))
    if request.POST.get("go") == "more":
        return redirect("programme:new_row", code, number)
    return redirect("programme:entry", code, number)


@login_required
@require_POST
def remove_row(request: UserRequest, code: str, number: int, line: int) -> HttpResponse:
    found = find_entry(request, code, number)
    try:
        services.remove_row(
            entry=found, number=line, version=read_version(request), actor=request.user
        )
    except ConflictError as error:
        return show_overtaken(request, found, error)
    messages.success(request, _("已去掉这一行。"))
    return redirect("programme:entry", code, number)


@login_required
@require_POST
def remark_row(request: UserRequest, code: str, number: int, line: int) -> HttpResponse:
    """Note what is to be mended in a line; it goes out when the entry is returned."""
    found = find_entry(request, code, number)
    remark = services.Remark(
        text=request.POST.get("text", ""),
        field=request.POST.get("field", ""),
        row=line,
    )
    try:
        unit = selectors.get_reviewing_unit_for(actor=request.user, entry=found)
        services.write_remark(entry=found, unit=unit, remark=remark, actor=request.user)
    except ConflictError as error:
        return show_overtaken(request, found, error, {"remark": remark.text})
    except (ForbiddenError, NotFoundError):
        raise
    except DomainError as error:
        messages.error(request, describe(error))
        return redirect("programme:row", code, number, line)
    messages.success(request, _("批注已记下，退回时一起发出。"))
    return redirect("programme:entry", code, number)


@login_required
@require_POST
def drop_remark(
    request: UserRequest, code: str, number: int, remark: int
) -> HttpResponse:
    found = find_entry(request, code, number)
    try:
        unit = selectors.get_reviewing_unit_for(actor=request.user, entry=found)
        services.drop_remark(entry=found, unit=unit, pk=remark, actor=request.user)
    except ConflictError as error:
        return show_overtaken(request, found, error)
    messages.success(request, _("批注已删掉。"))
    return redirect("programme:return_entry", code, number)


def _find_open_cells(
    found: "TaskEntry", current: "EntryRow | None"
) -> frozenset[str] | None:
    """Return which cells of a line may change, None for all of them."""
    if current is None:
        return None
    return selectors.find_mendable(found).find_open_cells(current)


def _write(
    request: UserRequest,
    found: "TaskEntry",
    current: "EntryRow | None",
    typed: RecordForm,
) -> bool:
    """Write a line; what is wrong with it is told in the form."""
    answers = dict(current.answers) if current is not None else {}
    answers |= {name: request.POST.get(name, "") for name in typed.fields}
    version = read_version(request)
    try:
        if current is None:
            services.add_row(
                entry=found, typed=answers, version=version, actor=request.user
            )
        else:
            services.change_row(
                entry=found, number=current.number, typed=answers, version=version,
                actor=request.user,
            )  # fmt: skip
    except FieldsRefusedError as error:
        typed.full_clean()
        for field, text in error.refusals.items():
            if field not in typed.errors:
                typed.add_error(field if field in typed.fields else None, text)
        return False
    except RowTwiceError as error:
        typed.full_clean()
        typed.add_error(None, describe(error))
        return False
    return True


def _show_overtaken(
    request: UserRequest,
    found: "TaskEntry",
    current: "EntryRow | None",
    error: ConflictError,
) -> HttpResponse:
    """Show a line as it is now, with what was typed to go on from or to copy."""
    form = selectors.get_form(found.task)
    now = find_entry(request, found.task.code, found.pk)
    if not may_fill(request, now) or isinstance(error, RowLockedError | OwnDraftError):
        return show_overtaken(request, found, error, {"row": _write_out(request, form)})
    cells = _find_open_cells(now, current)
    asked = [one for one in form.rows if cells is None or one.code in cells]
    typed = {
        one.code: request.POST[one.code] for one in asked if one.code in request.POST
    }
    standing = current.answers if current is not None else {}
    shown = RecordForm(fields=asked, answers={**standing, **typed})
    clashes = list_clashes(asked, standing, typed) if current is not None else ()
    return _render(
        request, now, current, shown, status=409, overtaken=describe(error),
        clashes=clashes,
    )  # fmt: skip


def _write_out(request: UserRequest, form: "FormSpec") -> str:
    typed = {one.code: request.POST.get(one.code, "") for one in form.rows}
    return write_typed(form.rows, typed)


def _render(
    request: UserRequest,
    found: "TaskEntry",
    current: "EntryRow | None",
    typed: RecordForm,
    *,
    status: int = 200,
    **told: Any,
) -> HttpResponse:
    spec = selectors.get_form(found.task)
    page = replace(_describe(request, found, current, spec), **told)
    remark = RemarkForm(
        fields=[(one.code, name_field(one)) for one in spec.rows], whole=_("整行")
    )
    context = {"page": page, "form": typed, "remark": remark}
    return render(request, "programme/row_of_entry.html", context, status=status)


def _describe(
    request: UserRequest,
    found: "TaskEntry",
    current: "EntryRow | None",
    form: "FormSpec",
) -> RowPage:
    unit = selectors.find_reviewing_unit(request.user, found)
    rows = [current] if current is not None else []
    remarks = selectors.list_remarks_on(rows, unit=unit)
    on_row = remarks.get(current.pk, ()) if current is not None else ()
    is_open = may_fill(request, found) and (
        current is None or selectors.find_mendable(found).takes_row(current)
    )
    cells = _find_open_cells(found, current) if is_open else None
    shown = [one for one in form.rows if cells is None or one.code not in cells]
    return RowPage(
        entry=found,
        title=name_row(form, current) if current is not None else _("新加一行"),
        answers=list_row_answers(shown, current) if current is not None else (),
        is_partly_open=cells is not None,
        remarks=place_remarks(form, found, [one for one in on_row if one.is_sent]),
        unsent=place_remarks(form, found, [one for one in on_row if not one.is_sent]),
        may_fill=is_open,
        may_remark=unit is not None
        and current is not None
        and may_sign_for(request.user, unit),
        number=current.number if current is not None else None,
    )
