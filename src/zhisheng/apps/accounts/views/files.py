"""Files inside WeChat: its browser opens no download, so the link is offered instead."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhisheng.apps.accounts import selectors, services
from zhisheng.apps.accounts.forms import MailboxForm
from zhisheng.kit.errors import NotFoundError
from zhisheng.kit.http import UserRequest

View = Callable[..., HttpResponseBase]
WECHAT = "MicroMessenger"
MARK = "hands_out_file"
# As much as a message keeps.
LONGEST_LINK = 200


def hands_out_file(view: View) -> View:
    """Mark a view that answers with a download; inside WeChat lead to its link."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if WECHAT in request.headers.get("User-Agent", ""):
            return redirect(_ask_for(request.get_full_path()))
        return view(request, *args, **kwargs)

    setattr(answer, MARK, True)
    return answer


def is_file(path: str) -> bool:
    """Tell whether a path is one of ours that answers with a download."""
    parts = urlsplit(path)
    if parts.scheme or parts.netloc or len(parts.path) > LONGEST_LINK:
        return False
    try:
        found = resolve(parts.path)
    except Resolver404:
        return False
    return hasattr(found.func, MARK)


@login_required
@require_http_methods(["GET", "POST"])
def file_link(request: UserRequest) -> HttpResponse:
    """Offer the link of a file to be copied, or to be sent to where it can be opened."""
    sent = request.POST if request.method == "POST" else request.GET
    path = sent.get("path", "")
    if not is_file(path):
        raise NotFoundError
    has_mail = selectors.has_mail_channel()
    form = MailboxForm(request.POST or None) if has_mail else None
    if request.method == "POST" and (form is None or form.is_valid()):
        _send(request, path, form.cleaned_data["mailbox"] if form else "")
        return redirect(_ask_for(path))
    context = {"address": settings.PUBLIC_URL + path, "path": path, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/file_link.html", context, status=status)


def _send(request: UserRequest, path: str, mailbox: str) -> None:
    # A long filter is left out: the whole file can be narrowed again where it is read.
    link = path if len(path) <= LONGEST_LINK else urlsplit(path).path
    if mailbox:
        services.mail_link(link=link, mailbox=mailbox, actor=request.user)
        messages.success(request, _("已发到您的邮箱，用电脑打开邮件里的链接就能下载。"))
    else:
        services.keep_link(link=link, actor=request.user)
        messages.success(request, _("已放进您的消息，用电脑登录后在消息里打开。"))


def _ask_for(path: str) -> str:
    return f"{reverse('accounts:file_link')}?{urlencode({'path': path})}"
