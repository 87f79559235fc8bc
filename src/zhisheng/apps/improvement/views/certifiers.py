"""Choosing who is to certify: by the owner, from all bodies, with what speaks against."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhisheng.apps.improvement import selectors, services
from zhisheng.apps.improvement.errors import ConflictRefusedError
from zhisheng.apps.improvement.forms.certifiers import BodySearchForm
from zhisheng.apps.improvement.permissions import Action
from zhisheng.apps.improvement.schemas.certifiers import build_certifier_page
from zhisheng.kit.errors import NotFoundError
from zhisheng.kit.http import UserRequest
from zhisheng.kit.problems import describe

UNPROCESSABLE = 422


@login_required
@require_safe
def index(request: UserRequest, enterprise: str) -> HttpResponse:
    return _show(request, enterprise)


@login_required
@require_POST
def choose(request: UserRequest, enterprise: str, body: str) -> HttpResponse:
    own = selectors.get_own_enterprise_for(
        actor=request.user, code=enterprise, action=Action.CHOOSE_CERTIFIER
    )
    wanted = selectors.get_body_to_choose(body)
    if wanted is None:
        raise NotFoundError
    try:
        services.choose_certifier(enterprise=own, body=wanted, actor=request.user)
    except ConflictRefusedError as error:
        return _show(request, enterprise, describe(error))
    messages.success(request, _("记下了。请您自己联系这家机构办认证；随时可以改选。"))
    return redirect("improvement:certifiers", enterprise)


@login_required
@require_POST
def withdraw(request: UserRequest, enterprise: str) -> HttpResponse:
    own = selectors.get_own_enterprise_for(
        actor=request.user, code=enterprise, action=Action.CHOOSE_CERTIFIER
    )
    services.withdraw_certifier(enterprise=own, actor=request.user)
    messages.success(request, _("已取消。需要时再选。"))
    return redirect("improvement:certifiers", enterprise)


def _show(request: UserRequest, enterprise: str, refused: str = "") -> HttpResponse:
    own = selectors.get_own_enterprise_for(
        actor=request.user, code=enterprise, action=Action.CHOOSE_CERTIFIER
    )
    form = BodySearchForm(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    context = {
        "page": build_certifier_page(own, text, timezone.localdate()),
        "form": form,
        "refused": refused,
        "here": reverse("improvement:certifiers", args=[enterprise]),
    }
    status = UNPROCESSABLE if refused else 200
    return render(request, "improvement/certifiers.html", context, status=status)
