"""Signing in, joining and binding by the officers' identity service."""

from allauth.account.utils import get_next_redirect_url
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhisheng.apps.accounts import selectors, services
from zhisheng.kit.errors import ForbiddenError
from zhisheng.kit.http import UserRequest


@require_safe
def sign_in_identity(request: HttpRequest) -> HttpResponse:
    """Go to the service by a link: a form that ends elsewhere the browser would stop."""
    _require_service()
    if request.user.is_authenticated:
        return redirect("desk:home")
    wanted = get_next_redirect_url(request) or ""
    return services.start_identity(request, process="login", wanted=wanted)


@require_safe
def join_by_identity(request: HttpRequest, code: str) -> HttpResponse:
    _require_service()
    return services.start_identity(request, process="login", invitation=code)


@login_required
@require_safe
def bind_identity(request: UserRequest) -> HttpResponse:
    _require_service()
    # Another site must not send people here to be bound to something.
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        raise ForbiddenError
    return services.start_identity(request, process="connect")


@login_required
@require_POST
def unbind_identity(request: UserRequest) -> HttpResponse:
    services.unbind_identity(actor=request.user)
    messages.success(request, _("已解除绑定。"))
    return redirect("accounts:me")


@require_safe
def identity_callback(request: HttpRequest) -> HttpResponse:
    _require_service()
    return services.finish_identity(request)


def _require_service() -> None:
    if not selectors.has_identity_service():
        raise Http404
