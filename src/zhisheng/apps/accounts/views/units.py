from typing import Any

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

from zhisheng.apps.accounts import selectors, services
from zhisheng.apps.accounts.forms import UnitChangeForm, UnitForm
from zhisheng.apps.accounts.permissions import Action, may
from zhisheng.apps.accounts.schemas import UnitPage, describe_unit
from zhisheng.apps.accounts.views.account import read_after
from zhisheng.kit.errors import (
    DomainError,
    FieldsRefusedError,
    ForbiddenError,
    NotFoundError,
)
from zhisheng.kit.http import UserRequest, render_form
from zhisheng.kit.problems import describe


@login_required
@require_safe
def units(request: UserRequest) -> HttpResponse:
    """Lead to the topmost unit one answers for."""
    top = selectors.list_units_for(request.user).first()
    if top is None:
        raise NotFoundError
    return redirect("accounts:unit", code=top.code)


@login_required
@require_http_methods(["GET", "POST"])
def unit(request: UserRequest, code: str) -> HttpResponse:
    """Show one unit with those directly below it; create another below it."""
    shown = selectors.get_unit_for(actor=request.user, code=code)
    form = UnitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        created = _create_below(request, shown, form)
        if created is not None:
            return redirect("accounts:unit", code=created)
    page = UnitPage(
        unit=shown,
        line=tuple(selectors.list_line_for(actor=request.user, unit=shown)),
        below=selectors.get_page(
            selectors.list_units_directly_below(shown), after=read_after(request)
        ),
        organisation=selectors.get_organisation_of_unit(shown.code),
        may_create=shown.ended_on is None
        and may(Action.CREATE_UNIT, selectors.get_scope(request.user).roles),
        may_change=shown.ended_on is None
        and selectors.may_change_unit(request.user, shown),
    )
    return render_form(request, "accounts/unit.html", {"page": page, "form": form})


@login_required
@require_http_methods(["GET", "POST"])
def change_unit(request: UserRequest, code: str) -> HttpResponse:
    """Rename a unit of the own line below, or tell in which region it lies."""
    changed = _pick_changeable(request, code)
    region = changed.region
    initial = {
        "name": changed.name,
        "region": f"{region.code} {region.name}" if region else "",
        "phone": changed.phone,
    }
    form = UnitChangeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_unit(unit=changed, **form.cleaned_data, actor=request.user)
        except FieldsRefusedError as error:
            form.refuse(error)
        else:
            messages.success(request, _("已保存。"))
            return redirect("accounts:unit", code=code)
    context = {"unit": changed, "form": form}
    return render_form(request, "accounts/unit_change.html", context)


@login_required
@require_POST
def end_unit(request: UserRequest, code: str) -> HttpResponse:
    ended = _pick_changeable(request, code)
    try:
        services.end_unit(unit=ended, actor=request.user)
    except DomainError as error:
        messages.error(request, describe(error))
        return redirect("accounts:unit", code=code)
    text = _("%(unit)s已撤销，分给它的企业由%(above)s接管。")
    messages.success(request, text % {"unit": ended.name, "above": ended.parent})
    return redirect("accounts:unit", code=ended.parent_id)


@login_required
@require_safe
def suggest_units(request: UserRequest) -> HttpResponse:
    """Answer a picker with the units one answers for."""
    # A picker sends it under its field's name.
    term = str(next(iter(request.GET.values()), ""))
    found = selectors.suggest_units_for(request.user, term.rpartition("›")[2])
    options = [describe_unit(one) for one in found]
    return render(request, "ui/picker_options.html", {"options": options})


def _pick_changeable(request: UserRequest, code: str) -> Any:
    found = selectors.get_unit_for(actor=request.user, code=code)
    if not selectors.may_change_unit(request.user, found):
        raise ForbiddenError
    return found


def _create_below(request: UserRequest, parent: Any, form: UnitForm) -> str | None:
    """Return the new unit's code; what the service refuses goes beside its field."""
    try:
        created = services.create_unit(
            **form.cleaned_data, parent=parent, actor=request.user
        )
    except FieldsRefusedError as error:
        form.refuse(error)
        return None
    messages.success(
        request, _("已新建%(unit)s，下面可以邀请人员。") % {"unit": created.name}
    )
    return str(created.code)
