"""Files inside WeChat: its browser opens no download, so the link is offered instead."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils.encoding import escape_uri_path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhisheng.apps.accounts import selectors, services
from zhisheng.apps.accounts.forms import MailboxForm
from zhisheng.kit.errors import NotFoundError
from zhisheng.kit.http import render_form

if TYPE_CHECKING:
    from zhisheng.apps.accounts.models import User

View = Callable[..., HttpResponseBase]
WECHAT = "MicroMessenger"
MARK = "hands_out_file"
# As much as a message keeps.
LONGEST_LINK = 200


def is_in_wechat(request: HttpRequest) -> bool:
    """Tell whether a page is read inside WeChat, where no download opens."""
    return WECHAT in request.headers.get("User-Agent", "")


def hands_out_file(view: View) -> View:
    """Mark a view that does nothing but hand out; inside WeChat lead to its link."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if is_in_wechat(request) and request.method in {"GET", "HEAD"}:
            return redirect(ask_for_link(request.get_full_path()))
        return view(request, *args, **kwargs)

    setattr(answer, MARK, True)
    return answer


def read_link(path: str) -> str:
    """Return the link of a file of ours; empty if it is none.

    It goes out in the platform's name, so nothing stands in it as it was typed.
    """
    try:
        parts = urlsplit(path)
        named = unquote(parts.path)
        found = resolve(named)
    except (Resolver404, ValueError):
        return ""
    link = escape_uri_path(named)
    is_ours = hasattr(found.func, MARK) and not (parts.scheme or parts.netloc)
    if not is_ours or _has_gaps(path + named) or len(link) > LONGEST_LINK:
        return ""
    query = urlencode(parse_qsl(parts.query))
    return f"{link}?{query}" if query else link


def _has_gaps(text: str) -> bool:
    """Tell whether a text is parted by spaces, line ends or what cannot be seen."""
    return " " in text or not text.isprintable()


@require_http_methods(["GET", "POST"])
def file_link(request: HttpRequest) -> HttpResponse:
    """Offer the link of a file to be copied; who is signed in can have it sent on."""
    sent = request.POST if request.method == "POST" else request.GET
    link = read_link(sent.get("path", ""))
    if not link:
        raise NotFoundError
    mailbox = _find_mailbox(request)
    form = _ask_mailbox(request, mailbox) if selectors.has_mail_channel() else None
    if request.method == "POST":
        if not request.user.is_authenticated:
            return redirect_to_login(ask_for_link(link))
        if form is None or form.is_valid():
            typed = form.cleaned_data["mailbox"] if form else ""
            messages.success(request, _send(link, typed, request.user))
            return redirect(ask_for_link(link))
    context = {
        "address": settings.PUBLIC_URL + link,
        "path": link,
        "form": form,
        "is_mailbox_known": bool(mailbox),
    }
    return render_form(request, "accounts/file_link.html", context)


def _find_mailbox(request: HttpRequest) -> str:
    user = request.user
    return selectors.find_own_mailbox(user) if user.is_authenticated else ""


def _ask_mailbox(request: HttpRequest, mailbox: str) -> MailboxForm:
    """Ask where to send a link to; the mailbox that is known stands there already."""
    return MailboxForm(request.POST or None, initial={"mailbox": mailbox})


def _send(link: str, mailbox: str, actor: "User") -> str:
    """Send a link to the mailbox, or without one into the inbox; return what to say."""
    # A long filter is left out: the whole file can be narrowed again where it is read.
    short = link if len(link) <= LONGEST_LINK else link.partition("?")[0]
    if mailbox:
        services.mail_link(link=short, mailbox=mailbox, actor=actor)
        return _("已发到您的邮箱，用电脑打开邮件里的链接就能下载。")
    services.keep_link(link=short, actor=actor)
    return _("已放进您的消息，用电脑登录后在消息里打开。")


def ask_for_link(path: str) -> str:
    """Return the address of the page that offers the link of a file."""
    return f"{reverse('accounts:file_link')}?{urlencode({'path': path})}"
