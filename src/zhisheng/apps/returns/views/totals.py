"""Totals reported with a document, and the dictionary everybody may read."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhisheng.apps.returns import permissions, schemas, selectors, services
from zhisheng.apps.returns.forms import TotalForm
from zhisheng.apps.returns.permissions import Action
from zhisheng.kit.errors import FieldsRefusedError
from zhisheng.kit.http import UserRequest, read_number, render_form

PAGE_SIZE = 50


@require_safe
def dictionary(request: HttpRequest) -> HttpResponse:
    table = schemas.tabulate_dictionary(selectors.list_indicators())
    return render(request, "returns/dictionary.html", {"table": table})


@login_required
@require_safe
def list_totals(request: UserRequest) -> HttpResponse:
    permissions.require(request.user, Action.ENTER_TOTAL)
    totals = selectors.list_totals_for(request.user)
    before = read_number(request.GET.get("before"))
    if before is not None:
        totals = totals.filter(pk__lt=before)
    rows = list(totals[: PAGE_SIZE + 1])
    context = {
        "table": schemas.tabulate_totals(rows[:PAGE_SIZE]),
        "next_before": rows[PAGE_SIZE - 1].pk if len(rows) > PAGE_SIZE else None,
    }
    return render(request, "returns/totals.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def add_total(request: UserRequest) -> HttpResponse:
    permissions.require(request.user, Action.ENTER_TOTAL)
    form = TotalForm(
        request.POST or None,
        organisations=selectors.list_reporting_organisations_for(request.user),
        actor=request.user,
    )
    if form.is_bound and form.is_valid() and _record(request, form):
        messages.success(request, _("已记录。"))
        return redirect("returns:list_totals")
    return render_form(request, "returns/total_form.html", {"form": form})


def _record(request: UserRequest, form: TotalForm) -> bool:
    """Record what the form says; refusals of the service go beside their fields."""
    apart = ("amount", "organisation")
    values = {k: v for k, v in form.cleaned_data.items() if k not in apart}
    if form.declared is None:
        return False
    reported = services.ReportedTotal(**values, declared=form.declared)
    try:
        services.record_total(
            reported=reported, organisation=form.organisation, actor=request.user
        )
    except FieldsRefusedError as error:
        for name, text in error.refusals.items():
            form.add_error(name, text)
        return False
    return True


@login_required
@require_http_methods(["GET", "POST"])
def withdraw_total(request: UserRequest, code: str) -> HttpResponse:
    total = selectors.get_total_for(actor=request.user, code=code)
    if request.method == "GET":
        context = {
            "total": total,
            "table": schemas.tabulate_totals([total]),
            "may_withdraw": permissions.may_change_total(request.user, total),
        }
        return render(request, "returns/total_withdraw.html", context)
    services.withdraw_total(total=total, actor=request.user)
    messages.success(request, _("已撤回这个合计数。"))
    return redirect("returns:list_totals")
