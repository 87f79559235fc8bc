from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from zhisheng.ui.patterns import sample_context
from zhisheng.ui.preferences import THEME_COOKIE, THEMES, TYPE_COOKIE, TYPES

YEAR_IN_SECONDS = 365 * 24 * 3600


@require_safe
def patterns(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/patterns.html", sample_context())


@require_POST
def save_preferences(request: HttpRequest) -> HttpResponse:
    response = HttpResponseRedirect(_choose_return_address(request))
    for cookie, choices in ((THEME_COOKIE, THEMES), (TYPE_COOKIE, TYPES)):
        value = request.POST.get(cookie, "")
        if value in choices:
            response.set_cookie(
                cookie,
                value,
                max_age=YEAR_IN_SECONDS,
                secure=request.is_secure(),
                httponly=True,
                samesite="Lax",
            )
    return response


def _choose_return_address(request: HttpRequest) -> str:
    address = request.POST.get("next", "")
    is_safe = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if is_safe else "/"
