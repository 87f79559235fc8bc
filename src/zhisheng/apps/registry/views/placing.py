"""Enterprises are given to a station, branch or zone: one, or all that a list shows."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhisheng.apps.registry import selectors, services
from zhisheng.apps.registry.forms import PlaceForm, RosterForm
from zhisheng.apps.registry.permissions import Action, require_on
from zhisheng.apps.registry.schemas import PlacingContext
from zhisheng.kit.errors import DomainError, ForbiddenError
from zhisheng.kit.http import UserRequest, render_form


@login_required
@require_http_methods(["GET", "POST"])
def place(request: UserRequest) -> HttpResponse:
    """Give all that the list of the address shows to one unit."""
    _require_units(request)
    address = f"{reverse('registry:index')}?{request.GET.urlencode()}"
    asked = RosterForm(request.GET, actor=request.user)
    if not asked.is_valid():
        return redirect(address)
    form = PlaceForm(request.POST or None, actor=request.user)
    if request.method == "POST" and form.is_valid():
        unit = form.cleaned_data["unit"]
        try:
            count = services.place_enterprises(
                filters=asked.as_filters(), unit=unit, actor=request.user
            )
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _tell(count, unit))
            return redirect("registry:index")
    listed = selectors.count_listed_for(request.user, asked.as_filters())
    context = PlacingContext(
        form=form,
        title=_("分给所"),
        lead=_(
            "名录里按现在的条件列出 %(count)s 家。分过去以后，这个单位看到、催报、审核这些企业。"
        )
        % {"count": f"{listed:,}"},
        back_url=address,
    )
    return render_form(request, "registry/place.html", {"page": context})


@login_required
@require_http_methods(["GET", "POST"])
def place_one(request: UserRequest, code: str) -> HttpResponse:
    enterprise = selectors.pick_enterprise_for(actor=request.user, code=code)
    require_on(request.user, Action.PLACE, enterprise)
    _require_units(request)
    form = PlaceForm(
        request.POST or None,
        actor=request.user,
        initial={"unit": selectors.write_unit_of(enterprise)},
    )
    if request.method == "POST" and form.is_valid():
        unit = form.cleaned_data["unit"]
        try:
            services.place_enterprise(
                enterprise=enterprise, unit=unit, actor=request.user
            )
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("已保存。"))
            return redirect("registry:detail", code=code)
    context = PlacingContext(
        form=form,
        title=_("分给所"),
        lead=enterprise.name,
        back_url=reverse("registry:detail", args=[code]),
    )
    return render_form(request, "registry/place.html", {"page": context})


def _require_units(request: UserRequest) -> None:
    if not selectors.may_place(request.user):
        raise ForbiddenError


def _tell(count: int, unit: object) -> str:
    if unit is None:
        text = _("已收回 %(count)s 家，由所在地区的局直接管。")
    else:
        text = _("已把 %(count)s 家分给%(unit)s。")
    return text % {"count": f"{count:,}", "unit": unit}
