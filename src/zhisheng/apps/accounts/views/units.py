from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhisheng.apps.accounts import selectors, services
from zhisheng.apps.accounts.forms import UnitForm
from zhisheng.apps.accounts.permissions import Action, may
from zhisheng.apps.accounts.schemas import UnitPage
from zhisheng.apps.accounts.views.account import read_after
from zhisheng.kit.errors import FieldsRefusedError, NotFoundError
from zhisheng.kit.http import UserRequest, render_form


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
        may_create=may(Action.CREATE_UNIT, selectors.get_scope(request.user).roles),
    )
    return render_form(request, "accounts/unit.html", {"page": page, "form": form})


def _create_below(request: UserRequest, parent: Any, form: UnitForm) -> str | None:
    """Return the new unit's code; what the service refuses goes beside its field."""
    try:
        created = services.create_unit(
            **form.cleaned_data, parent=parent, actor=request.user
        )
    except FieldsRefusedError as error:
        form.add_refusals(error)
        return None
    messages.success(
        request, _("已新建%(unit)s，下面可以邀请人员。") % {"unit": created.name}
    )
    return str(created.code)
