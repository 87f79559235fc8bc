"""How people come in: by invitation, by registering an enterprise, by a new password."""

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from zhisheng.apps.accounts import services
from zhisheng.apps.accounts.forms import PasswordForm, RegisterForm
from zhisheng.apps.accounts.services.identities import INVITATION_KEY
from zhisheng.kit.errors import FieldsRefusedError, RateLimitedError
from zhisheng.kit.http import render_form

BACKEND = "django.contrib.auth.backends.ModelBackend"


@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Register as owner of an enterprise; the registry goes on from here."""
    if request.user.is_authenticated:
        return redirect("registry:register")
    form = RegisterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _limit_registration(request)
        try:
            person = services.create_person(**form.cleaned_data, actor=None)
        except FieldsRefusedError as error:
            form.refuse(error)
        else:
            login(request, person, backend=BACKEND)
            return redirect("registry:register")
    return render_form(request, "accounts/register.html", {"form": form})


@require_safe
def open_link(request: HttpRequest, code: str, secret: str) -> HttpResponse:
    """Take the secret out of the address, so that no later request tells it on."""
    request.session[INVITATION_KEY] = [code, secret]
    return redirect("accounts:invitation", code=code)


@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, code: str) -> HttpResponse:
    """Show the invitation; a new person sets name and password here."""
    secret = _read_secret(request, code)
    waiting = services.open_invitation(code=code, secret=secret)
    form = RegisterForm(request.POST or None, initial={"name": waiting.invitee})
    if request.method == "POST" and form.is_valid():
        _limit_registration(request)
        try:
            person = services.register_by_invitation(
                code=code, secret=secret, **form.cleaned_data
            )
        except FieldsRefusedError as error:
            form.refuse(error)
        else:
            login(request, person, backend=BACKEND)
            return _welcome(request)
    context = {"invitation": waiting, "form": form}
    return render_form(request, "accounts/invitation.html", context)


@require_POST
def accept(request: HttpRequest, code: str) -> HttpResponse:
    """Join as the person who is signed in already."""
    if not request.user.is_authenticated:
        return redirect("accounts:invitation", code=code)
    services.accept_invitation(
        code=code, secret=_read_secret(request, code), actor=request.user
    )
    return _welcome(request)


@require_http_methods(["GET", "POST"])
def password_link(request: HttpRequest, code: str, secret: str) -> HttpResponse:
    """Set a new password by the link that someone in charge made."""
    person = services.check_password_link(user_code=code, secret=secret)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_password_by_link(
                user_code=code, secret=secret, password=form.cleaned_data["password"]
            )
        except FieldsRefusedError as error:
            form.refuse(error)
        else:
            messages.success(request, _("密码已设置，请登录。"))
            return redirect("account_login")
    context = {"person": person, "form": form}
    return render_form(request, "accounts/password_link.html", context)


def _read_secret(request: HttpRequest, code: str) -> str:
    known_code, secret = request.session.get(INVITATION_KEY, ["", ""])
    return str(secret) if known_code == code else ""


def _welcome(request: HttpRequest) -> HttpResponse:
    request.session.pop(INVITATION_KEY, None)
    messages.success(request, _("您已加入。"))
    return redirect(settings.LOGIN_REDIRECT_URL)


def _limit_registration(request: HttpRequest) -> None:
    if not ratelimit.consume(request, action="signup"):
        raise RateLimitedError
