"""What every request passes: typed request, error pages, headers Django does not set."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from ipaddress import IPv4Address, ip_address, ip_network
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import unquote

from axes.helpers import get_client_ip_address
from django.conf import settings
from django.core.exceptions import DisallowedHost, RequestDataTooBig
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render, resolve_url
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import (
    content_disposition_header,
    url_has_allowed_host_and_scheme,
)

from zhisheng.kit.errors import (
    DomainError,
    ForbiddenError,
    FormExpiredError,
    NotFoundError,
    RateLimitedError,
)
from zhisheng.kit.files.content import XLSX
from zhisheng.kit.files.names import name_download
from zhisheng.kit.problems import (
    UNPROCESSABLE,
    Problem,
    problem_for,
    problem_for_status,
    tell_program,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import _User
    from django_htmx.middleware import HtmxDetails

# A household or an office has such a network of its own, with addresses without number.
IPV6_NETWORK_BITS = 64
GetResponse = Callable[[HttpRequest], HttpResponse]

# Digits that any key of the database has room for.
LONGEST_NUMBER = 18
API_PREFIX = "/api/"
NOT_ALLOWED = 405
NO_STORE = "private, no-store"
PROBLEM_PAGE = "ui/problem_page.html"
PROBLEM_PARTIAL = "ui/problem.html"
# What a script is told beside the answer: what went wrong, and where to sign in.
PROBLEM_HEADER = "X-Problem"
SIGN_IN_HEADER = "X-Sign-In"
SCRIPT_HEADER = "X-Requested-With"

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


class ApiMiddleware:
    """Let only a request to the API meet the API's addresses, and so load them."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_for_api(request):
            request.urlconf = settings.API_URLCONF
        return self.get_response(request)


class StorableMiddleware:
    """Refuse NUL in an address, a cookie or a key: no database can look it up."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        texts = (
            request.path_info,
            unquote(request.META.get("QUERY_STRING", "")),
            request.headers.get("Authorization", ""),
            *request.COOKIES.values(),
        )
        if _holds_nul(texts):
            return show_problem(request, problem_for_status(400))
        return self.get_response(request)


def _holds_nul(texts: Iterable[str]) -> bool:
    return any("\x00" in text for text in texts)


class SignedOutMiddleware:
    """Answer a script of somebody who is signed out with 401.

    It would follow to the page to sign in, and take that for the answer.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        sign_in = resolve_url(settings.LOGIN_URL)
        leads_to = response.headers.get("Location", "").partition("?")[0]
        if leads_to != sign_in or not _is_by_script(request):
            return response
        return HttpResponse(status=401, headers={SIGN_IN_HEADER: sign_in})


def _is_by_script(request: HttpRequest) -> bool:
    return is_by_htmx(request) or SCRIPT_HEADER in request.headers


def is_by_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


class ProblemMiddleware:
    """Turn a domain error into the error page, or for htmx into its partial."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != NOT_ALLOWED:
            return response
        # Django and the API library answer it with a word of English, or nothing.
        told = show_problem(request, problem_for_status(NOT_ALLOWED))
        told["Allow"] = response["Allow"]
        return told

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Refuse NUL in a form as well, now that the check of its origin has read it."""
        sent = (
            text for values in request.POST.lists() for text in (values[0], *values[1])
        )
        is_sound = is_for_api(request) or not _holds_nul(sent)
        return None if is_sound else show_problem(request, problem_for_status(400))

    def process_template_response(
        self, request: HttpRequest, response: TemplateResponse
    ) -> TemplateResponse:
        """Answer a form of the sign-in library that was not taken as those of ours."""
        form = (response.context_data or {}).get("form")
        if request.method == "POST" and form is not None and form.errors:
            response.status_code = UNPROCESSABLE
        return response

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        if not isinstance(exception, DomainError):
            return None
        return render_problem(request, exception)


def render_problem(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Show what a domain error says went wrong."""
    response = show_problem(request, problem_for(error))
    if isinstance(error, RateLimitedError):
        response["Retry-After"] = str(error.retry_after_seconds)
    return response


def show_problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    """Answer a program in JSON, htmx with a partial, a person with a page.

    htmx swaps only a 422 into the page, so it always gets one.
    """
    if is_for_api(request):
        return respond_with_problem(problem)
    is_partial = is_by_htmx(request)
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
    # A browser may keep a 404, 405 or 410 for ever, past the day it is true no more.
    response["Cache-Control"] = NO_STORE
    response[PROBLEM_HEADER] = problem.code
    return response


def render_form(
    request: HttpRequest,
    template: str,
    context: Mapping[str, object],
    *,
    is_taken: bool = False,
) -> HttpResponse:
    """Show a form; one that was sent is shown again because it was not taken."""
    is_refused = request.method == "POST" and not is_taken
    status = UNPROCESSABLE if is_refused else 200
    return render(request, template, dict(context), status=status)


def read_number(text: str | None) -> int | None:
    """Read a number that a page of ours put into an address or a form; None is none.

    One too long for the database, or for Python to read at all, is none either.
    """
    is_number = text and text.isdecimal() and len(text) <= LONGEST_NUMBER
    return int(text) if text and is_number else None


def read_moment(text: str | None) -> datetime | None:
    """Read a moment that a page of ours put into a form; None where it is none."""
    try:
        moment = parse_datetime(text or "")
    except ValueError:  # The 30th of February.
        return None
    return moment if moment is not None and timezone.is_aware(moment) else None


def is_for_api(request: HttpRequest) -> bool:
    return request.path_info.startswith(API_PREFIX)


def respond_with_problem(problem: Problem) -> HttpResponse:
    return JsonResponse(
        tell_program(problem).as_dict(),
        status=problem.status,
        content_type="application/problem+json",
        headers={"Cache-Control": NO_STORE},
    )


def show_bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    is_large = isinstance(exception, RequestDataTooBig)
    return show_problem(request, problem_for_status(413 if is_large else 400))


def show_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_for_api(request):
        return respond_with_problem(problem_for_status(404))
    return render_problem(request, NotFoundError())


def show_forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render_problem(request, ForbiddenError())


def show_form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form without the mark that it came from a page of ours."""
    return render_problem(request, FormExpiredError())


def show_server_error(request: HttpRequest) -> HttpResponse:
    """Say that it is not the person's fault; asks neither database nor session."""
    if is_for_api(request):
        return respond_with_problem(problem_for_status(500))
    return HttpResponse(render_to_string("ui/server_error.html"), status=500)


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
    try:
        host = request.get_host()
    except DisallowedHost:
        # That is what the page is about to say.
        return "/"
    is_ours = url_has_allowed_host_and_scheme(
        came_from, allowed_hosts={host}, require_https=request.is_secure()
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
            response.headers.setdefault("Cache-Control", NO_STORE)
        return response


def _is_signed_in(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated


def respond_with_workbook(content: bytes, name: str) -> HttpResponse:
    """Return a workbook as an attachment that no browser shows or shares."""
    response = respond_with_file(content, name, content_type=XLSX)
    response["Cache-Control"] = NO_STORE
    return response


def stream_file(
    write: Callable[[BinaryIO], object], name: str, *, content_type: str = XLSX
) -> FileResponse:
    """Return what is written as an attachment without holding it in memory."""
    file: BinaryIO = TemporaryFile()  # noqa: SIM115 - the response closes it
    try:
        write(file)
    except DomainError:
        file.close()
        raise
    file.seek(0)
    headers = {**_name_attachment(name), "Cache-Control": NO_STORE}
    return FileResponse(file, content_type=content_type, headers=headers)


def respond_with_file(content: bytes, name: str, *, content_type: str) -> HttpResponse:
    """Return what we wrote as an attachment, under a name any computer can keep."""
    headers = _name_attachment(name)
    return HttpResponse(content, content_type=content_type, headers=headers)


def _name_attachment(name: str) -> dict[str, str]:
    disposition = content_disposition_header(
        as_attachment=True, filename=name_download(name)
    )
    return {
        "Content-Disposition": disposition or "attachment",
        "X-Content-Type-Options": "nosniff",
    }
