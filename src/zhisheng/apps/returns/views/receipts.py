"""A submitted return: its receipt, correction, withdrawal, and the officers' side."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from zhisheng.apps.returns import permissions, schemas, selectors, services
from zhisheng.apps.returns.forms import FilterForm
from zhisheng.apps.returns.permissions import Action
from zhisheng.kit.http import UserRequest, read_number

PAGE_SIZE = 50


@login_required
@require_safe
def detail(request: UserRequest, code: str) -> HttpResponse:
    filing = selectors.get_return_for(actor=request.user, code=code)
    page = schemas.build_detail_page(filing=filing, actor=request.user)
    return render(request, "returns/detail.html", {"page": page})


@login_required
@require_POST
def correct(request: UserRequest, code: str) -> HttpResponse:
    filing = selectors.get_own_return_for(actor=request.user, code=code)
    services.correct_return(filing=filing, actor=request.user)
    messages.info(request, _("可以更正了。重新提交以前，原来的数值仍然有效。"))
    return redirect("returns:fill", code, 1)


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: UserRequest, code: str) -> HttpResponse:
    filing = selectors.get_own_return_for(actor=request.user, code=code)
    if request.method == "GET":
        return render(request, "returns/withdraw.html", {"filing": filing})
    services.withdraw_return(filing=filing, actor=request.user)
    messages.success(request, _("已撤回，这份表里的数值已经删除。"))
    return redirect("returns:index")


@login_required
@require_POST
def check(request: UserRequest, code: str) -> HttpResponse:
    filing = selectors.get_governed_return_for(actor=request.user, code=code)
    services.check_return(filing=filing, actor=request.user)
    messages.success(request, _("已标记为核对无误。"))
    return redirect("returns:detail", code)


@login_required
@require_safe
def list_all(request: UserRequest) -> HttpResponse:
    """Show the returns of an officer's enterprises, newest first, page by page."""
    permissions.require(request.user, Action.LIST_RETURNS)
    periods = selectors.get_open_periods(timezone.localdate())
    form = FilterForm(request.GET, periods=periods)
    chosen = form.cleaned_data if form.is_valid() else {}
    filings = selectors.list_returns_for(
        actor=request.user,
        status=chosen.get("status", ""),
        period=chosen.get("period", ""),
    )
    before = read_number(request.GET.get("before"))
    if before is not None:
        filings = filings.filter(pk__lt=before)
    rows = list(filings[: PAGE_SIZE + 1])
    context = {
        "form": FilterForm(request.GET or None, periods=periods),
        "table": schemas.tabulate_returns(rows[:PAGE_SIZE]),
        "next_before": rows[PAGE_SIZE - 1].pk if len(rows) > PAGE_SIZE else None,
    }
    return render(request, "returns/list.html", context)
