from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhisheng.apps.registry import selectors, services
from zhisheng.apps.registry.forms import ProofForm, RegisterForm, UsccForm
from zhisheng.apps.registry.views.record import build_page
from zhisheng.kit.errors import DomainError, NotFoundError
from zhisheng.kit.http import UserRequest, render_form
from zhisheng.kit.licences import get_licence_service


@login_required
@require_safe
def mine(request: UserRequest) -> HttpResponse:
    """Show the own enterprise, or a choice of several, or how to get in."""
    own = selectors.list_own_enterprises_for(request.user)
    if len(own) == 1:
        page = build_page(request, own[0].code)
        return render(request, "registry/enterprise_detail.html", {"page": page})
    claims = selectors.list_own_claims_for(request.user)
    return render(request, "registry/mine.html", {"own": own, "claims": claims})


@login_required
@require_http_methods(["GET", "POST"])
def register(request: UserRequest) -> HttpResponse:
    """Ask for the code first: a known enterprise is claimed, an unknown registered."""
    form = UsccForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.count_look_up(actor=request.user)
        uscc = form.cleaned_data["uscc"]
        known = selectors.find_by_uscc(uscc)
        name = "registry:claim" if known else "registry:register_new"
        return redirect(name, uscc=uscc)
    context = {"form": form, "has_scan": get_licence_service() is not None}
    return render_form(request, "registry/register.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def claim(request: UserRequest, uscc: str) -> HttpResponse:
    services.count_look_up(actor=request.user)
    enterprise = selectors.find_by_uscc(uscc)
    if enterprise is None:
        raise NotFoundError
    form = ProofForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.claim_enterprise(
                enterprise=enterprise, **form.cleaned_data, actor=request.user
            )
        except DomainError as error:
            form.refuse(error)
        else:
            return _thank(request)
    known = selectors.name_claimable_for(actor=request.user, enterprise=enterprise)
    context = {
        "form": form,
        "title": _("认领企业"),
        "lead": _lead_to_claim(known, uscc),
        "submit_label": _("提交认领"),
        "back_url": reverse("registry:register"),
    }
    return render_form(request, "registry/enterprise_form.html", context)


def _lead_to_claim(known: str, uscc: str) -> str:
    """Tell a stranger no more than the code that was typed."""
    if known:
        return _("名录里已有“%(name)s”。请上传营业执照，审核通过后由您管理。") % {
            "name": known
        }
    return _(
        "名录里有代码 %(uscc)s 的企业。请上传营业执照，审核通过后由您管理，登记信息到时再给您看。"
    ) % {"uscc": uscc}


@login_required
@require_http_methods(["GET", "POST"])
def register_new(request: UserRequest, uscc: str) -> HttpResponse:
    form = RegisterForm(
        request.POST or None, request.FILES or None, initial={"uscc": uscc}
    )
    if request.method == "POST" and form.is_valid():
        services.count_look_up(actor=request.user)
        try:
            services.register_own_enterprise(
                official=form.as_official(),
                proof=form.cleaned_data["proof"],
                statement=form.cleaned_data["statement"],
                actor=request.user,
            )
        except DomainError as error:
            form.refuse(error)
        else:
            return _thank(request)
    context = {
        "form": form,
        "title": _("登记我的企业"),
        "lead": _("名录里还没有这家企业。请按营业执照填写，审核通过后由您管理。"),
        "submit_label": _("提交登记"),
        "back_url": reverse("registry:register"),
    }
    return render_form(request, "registry/enterprise_form.html", context)


def _thank(request: UserRequest) -> HttpResponse:
    messages.success(request, _("已提交，市场监管部门审核后会通知您。"))
    return redirect("registry:mine")
