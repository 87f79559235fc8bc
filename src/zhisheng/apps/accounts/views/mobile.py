"""Signing in with a mobile number, and proving that the number is one's own."""

from datetime import timedelta
from typing import TYPE_CHECKING

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.signals import user_login_failed
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from zhisheng.apps.accounts import selectors, services
from zhisheng.apps.accounts.errors import CodeRefusedError, CodeTriesUsedUpError
from zhisheng.apps.accounts.forms import CodeForm, MobileForm
from zhisheng.kit.errors import FieldsRefusedError, RateLimitedError
from zhisheng.kit.http import UserRequest, find_address, render_form
from zhisheng.kit.problems import describe

if TYPE_CHECKING:
    from zhisheng.apps.accounts.models import MobileCode

# The session holds which code it asked for, and where the person wanted to go.
SIGN_IN_KEY = "accounts.sign_in_code"
VERIFY_KEY = "accounts.verification_code"
# Outlasts the session: which number signed in from this browser, as a keyed digest.
KNOWN_COOKIE, KNOWN_FOR = "zhisheng_known_number", timedelta(days=365)


@require_http_methods(["GET", "POST"])
def sign_in_mobile(request: HttpRequest) -> HttpResponse:
    """Ask for the number; the next page is the same whoever it belongs to."""
    if request.user.is_authenticated:
        return redirect("desk:home")
    form = MobileForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            asked = services.ask_sign_in_code(
                **form.cleaned_data, address=find_address(request)
            )
        except FieldsRefusedError as error:
            form.refuse(error)
        except RateLimitedError as error:
            form.add_error("mobile", describe(error))
        else:
            _tell_repeat(request, asked)
            wanted = get_next_redirect_url(request) or ""
            request.session[SIGN_IN_KEY] = [asked.code, wanted]
            return redirect("accounts:sign_in_code")
    context = {"form": form, "next": get_next_redirect_url(request) or ""}
    return render_form(request, "accounts/sign_in_mobile.html", context)


@sensitive_post_parameters("digits")
@require_http_methods(["GET", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """Ask for the digits; five tries, and not one more after a lock-out."""
    code, wanted = request.session.get(SIGN_IN_KEY, ["", ""])
    if not code or request.user.is_authenticated:
        return redirect("accounts:sign_in_mobile")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        credentials = {"username": selectors.name_for_lock_out(code)}
        if not AxesProxyHandler.is_allowed(request, credentials):
            # The middleware of the lock-out answers with its page.
            told = {"axes_locked_out": True, "axes_credentials": credentials}
            vars(request).update(told)
            return HttpResponse(status=429)
        try:
            person = services.redeem_sign_in_code(
                code=code, **form.cleaned_data, is_known=_is_known(request, code)
            )
        except CodeTriesUsedUpError as error:
            form.add_error("digits", describe(error))
        except CodeRefusedError as error:
            user_login_failed.send(__name__, credentials=credentials, request=request)
            form.add_error("digits", describe(error))
        else:
            del request.session[SIGN_IN_KEY]
            # The library asks for the second factor of whoever has set one.
            response: HttpResponse = perform_login(
                request, Login(user=person, redirect_url=wanted or None)
            )
            _know_browser(response, code)
            return response
    return _render_code(request, "accounts/sign_in_code.html", form)


@require_http_methods(["GET", "POST"])
def text_link(request: HttpRequest, code: str) -> HttpResponse:
    """Lead on from a text: the number it went to is known, so only a code is asked.

    Where no code can be asked, the page itself asks to sign in and comes back after.
    """
    text = selectors.find_text(code)
    if text is None:
        return redirect("account_login")
    if request.user.is_authenticated or not selectors.may_answer_by_code(text):
        return redirect(text.link)
    waiting, wanted = request.session.get(SIGN_IN_KEY, ["", ""])
    if wanted == text.link and selectors.is_code_on_its_way(waiting):
        return redirect("accounts:sign_in_code")
    problem = ""
    if request.method == "POST":
        try:
            asked = services.ask_code_of_text(text=text, address=find_address(request))
        except RateLimitedError as error:
            problem = describe(error)
        else:
            _tell_repeat(request, asked)
            request.session[SIGN_IN_KEY] = [asked.code, text.link]
            return redirect("accounts:sign_in_code")
    status = 429 if problem else 200
    context = {"problem": problem, "next": text.link}
    return render(request, "accounts/text_link.html", context, status=status)


@require_safe
def received_text(request: HttpRequest) -> HttpResponse:
    """Show, in a demo, the text that would have gone to the telephone."""
    if not selectors.is_text_shown():
        raise Http404
    return render(
        request, "accounts/received_text.html", {"text": _read_shown_text(request)}
    )


@login_required
@require_POST
def verify_mobile(request: UserRequest) -> HttpResponse:
    asked = services.ask_verification_code(
        address=find_address(request), actor=request.user
    )
    request.session[VERIFY_KEY] = asked.code
    return redirect("accounts:confirm_mobile")


@login_required
@sensitive_post_parameters("digits")
@require_http_methods(["GET", "POST"])
def confirm_mobile(request: UserRequest) -> HttpResponse:
    code = request.session.get(VERIFY_KEY, "")
    if not code:
        return redirect("accounts:me")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.verify_mobile(code=code, **form.cleaned_data, actor=request.user)
        except CodeRefusedError as error:
            form.add_error("digits", describe(error))
        else:
            del request.session[VERIFY_KEY]
            messages.success(request, _("手机号码已验证，以后可以用短信验证码登录。"))
            return redirect("accounts:me")
    return _render_code(request, "accounts/confirm_mobile.html", form)


def _is_known(request: HttpRequest, code: str) -> bool:
    """Tell whether the number of a request has let somebody in from this browser."""
    known = request.get_signed_cookie(
        KNOWN_COOKIE, default="", salt=KNOWN_COOKIE, max_age=KNOWN_FOR
    )
    return bool(known) and known == selectors.name_number(code)


def _know_browser(response: HttpResponse, code: str) -> None:
    response.set_signed_cookie(
        KNOWN_COOKIE,
        selectors.name_number(code),
        salt=KNOWN_COOKIE,
        max_age=KNOWN_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _tell_repeat(request: HttpRequest, asked: "MobileCode") -> None:
    """Say that there was a request just now; whether a text went out, nobody is told."""
    if asked.is_repeat:
        told = _("刚才已发过一次，请用那一条；没有收到或已经用过的，一分钟后再要一条。")
        messages.info(request, told)


def _render_code(request: HttpRequest, template: str, form: CodeForm) -> HttpResponse:
    context = {
        "form": form,
        "is_text_shown": selectors.is_text_shown(),
        "text": _read_shown_text(request),
    }
    return render_form(request, template, context)


def _read_shown_text(request: HttpRequest) -> str:
    """Return what this browser asked for last."""
    code = request.session.get(VERIFY_KEY) or request.session.get(SIGN_IN_KEY, [""])[0]
    return selectors.find_shown_text(code) if code else ""
