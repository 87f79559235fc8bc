"""Which ways outside a person chooses, and how each is given, proven and removed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from zhisheng.apps.accounts import selectors, services
from zhisheng.apps.accounts.choices import ChannelName
from zhisheng.apps.accounts.errors import CodeRefusedError
from zhisheng.apps.accounts.forms import CodeForm, OwnMailboxForm
from zhisheng.kit.channels import find_local_text
from zhisheng.kit.errors import RateLimitedError
from zhisheng.kit.http import UserRequest, render_form
from zhisheng.kit.problems import describe

SENT_KEY = "accounts.mailbox_code"


@login_required
@require_http_methods(["GET", "POST"])
def channels(request: UserRequest) -> HttpResponse:
    if request.method == "POST":
        wanted = frozenset(request.POST.getlist("channels"))
        services.choose_channels(wanted=wanted, actor=request.user)
        messages.success(request, _("已保存。"))
        return redirect("accounts:channels")
    choices = selectors.list_channels_for(request.user)
    return render(request, "accounts/channels.html", {"channels": choices})


@login_required
@require_http_methods(["GET", "POST"])
def give_mailbox(request: UserRequest) -> HttpResponse:
    selectors.require_channel(ChannelName.MAIL)
    form = OwnMailboxForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            sent = services.ask_mailbox_code(**form.cleaned_data, actor=request.user)
        except RateLimitedError as error:
            form.add_error("mailbox", describe(error))
        else:
            request.session[SENT_KEY] = sent.code
            return redirect("accounts:confirm_mailbox")
    return render_form(request, "accounts/give_mailbox.html", {"form": form})


@login_required
@sensitive_post_parameters("digits")
@require_http_methods(["GET", "POST"])
def confirm_mailbox(request: UserRequest) -> HttpResponse:
    selectors.require_channel(ChannelName.MAIL)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.confirm_mailbox(**form.cleaned_data, actor=request.user)
        except CodeRefusedError as error:
            form.add_error("digits", describe(error))
        else:
            messages.success(request, _("邮箱已验证，以后会用它提醒您。"))
            return redirect("accounts:channels")
    is_shown = selectors.is_local(ChannelName.MAIL)
    text = find_local_text(request.session.get(SENT_KEY, "")) if is_shown else ""
    context = {"form": form, "is_text_shown": is_shown, "text": text}
    return render_form(request, "accounts/confirm_mailbox.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def bind_channel(request: UserRequest, channel: str) -> HttpResponse:
    """Make the code to send from WeChat or DingTalk; the gateway tells who sent it."""
    selectors.require_channel(channel)
    if channel == ChannelName.MAIL:
        return redirect("accounts:give_mailbox")
    if "code" in request.POST:
        return _stand_in(request, channel, request.POST["code"])
    is_asked = request.method == "POST"
    context = {
        "code": services.ask_binding_code(channel=channel, actor=request.user)
        if is_asked
        else "",
        "label": ChannelName(channel).label,
        "is_stand_in": selectors.is_local(channel),
    }
    return render(request, "accounts/bind_channel.html", context)


def _stand_in(request: UserRequest, channel: str, code: str) -> HttpResponse:
    """Take a code as the gateway does, in a demo, where the button is the gateway."""
    if not selectors.is_local(channel):
        raise Http404
    if services.take_bindings(channel, [(code, f"stand-in-{request.user.code}")]):
        messages.success(request, _("已绑定。"))
    else:
        messages.warning(request, _("这个绑定码已经过期，请重新获取。"))
    return redirect("accounts:channels")


@login_required
@require_POST
def remove_address(request: UserRequest, channel: str) -> HttpResponse:
    services.remove_address(channel=channel, actor=request.user)
    messages.success(request, _("已删除，不再用它提醒您。"))
    return redirect("accounts:channels")
