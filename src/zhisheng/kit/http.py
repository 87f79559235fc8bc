"""What every request passes: typed request, error pages, headers Django does not set."""

from collections.abc import Callable
from ipaddress import IPv4Address, ip_address, ip_network
from typing import TYPE_CHECKING

from axes.helpers import get_client_ip_address
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import (
    content_disposition_header,
    url_has_allowed_host_and_scheme,
)

from zhisheng.kit.errors import (
    DomainError,
    ForbiddenError,
    NotFoundError,
    RateLimitedError,
)
from zhisheng.kit.problems import UNPROCESSABLE, problem_for

if TYPE_CHECKING:
    from django.contrib.auth.models import _User
    from django_htmx.middleware import HtmxDetails

# A household or an office has such a network of its own, with addresses without number.
IPV6_NETWORK_BITS = 64
GetResponse = Callable[[HttpRequest], HttpResponse]

PROBLEM_PAGE = "ui/problem_page.html"
PROBLEM_PARTIAL = "ui/problem.html"

# Geolocation and camera stay open to our own pages: track and photo of a visit are
# optional, and the browser asks the person first.
HEADERS = {
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=(), "
    "payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}


class UserRequest(HttpRequest):
    """A request of a signed-in person; views behind ``login_required`` declare it."""

    user: "_User"
    htmx: "HtmxDetails"


class ProblemMiddleware:
    """Turn a domain error into the error page, or for htmx into its partial."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        if not isinstance(exception, DomainError):
            return None
        return render_problem(request, exception)


def render_problem(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Show what went wrong; htmx swaps a 422 into the page, so it always gets one."""
    problem = problem_for(error)
    is_partial = request.headers.get("HX-Request") == "true"
    response = render(
        request,
        PROBLEM_PARTIAL if is_partial else PROBLEM_PAGE,
        {
            "title": problem.title,
            "what": problem.detail,
            "back_url": _find_way_back(request),
            "problem": problem,
        },
        status=UNPROCESSABLE if is_partial else problem.status,
    )
    if isinstance(error, RateLimitedError):
        response["Retry-After"] = str(error.retry_after_seconds)
    return response


def show_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render_problem(request, NotFoundError())


def show_forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render_problem(request, ForbiddenError())


def show_server_error(request: HttpRequest) -> HttpResponse:
    """Say that it is not the person's fault; asks neither database nor session."""
    return HttpResponse(
        render_to_string("ui/server_error.html"), status=500, content_type="text/html"
    )


def find_address(request: HttpRequest) -> str:
    """Return whose address a limit counts, found as the lock-out of signing in does.

    Behind our proxy that is the one the proxy names, else the one that connects.
    """
    address = get_client_ip_address(request)
    if not address:
        return ""
    found = ip_address(address)
    if isinstance(found, IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        # A socket for both kinds names an IPv4 client so.
        return str(found.ipv4_mapped)
    return str(ip_network(f"{address}/{IPV6_NETWORK_BITS}", strict=False))


def _find_way_back(request: HttpRequest) -> str:
    """Return the page the person came from if it is ours, else the first page."""
    came_from = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(
        came_from, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return came_from if is_ours else "/"


class SecurityHeadersMiddleware:
    """Set the headers neither Django nor the CSP package sets."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if _is_signed_in(request):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


def _is_signed_in(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated


def respond_with_workbook(content: bytes, name: str) -> HttpResponse:
    """Return a workbook as an attachment that no browser shows or shares."""
    return HttpResponse(
        content,
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={
            "Content-Disposition": content_disposition_header(
                as_attachment=True, filename=name
            )
            or "attachment",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )
