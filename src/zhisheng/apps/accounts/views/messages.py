from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from zhisheng.apps.accounts import selectors, services
from zhisheng.apps.accounts.views.account import read_after
from zhisheng.kit.channels import list_local_deliveries
from zhisheng.kit.http import UserRequest


@login_required
@require_safe
def inbox(request: UserRequest) -> HttpResponse:
    page = selectors.list_messages_for(actor=request.user, before=read_after(request))
    unread = selectors.count_unread_for(request.user)
    return render(request, "accounts/inbox.html", {"page": page, "unread": unread})


@login_required
@require_POST
def read(request: UserRequest) -> HttpResponse:
    until = request.POST.get("until", "")
    if until.isascii() and until.isdigit() and len(until) < 19:
        services.read_messages(actor=request.user, until=int(until))
    return redirect("accounts:inbox")


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


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """Show what the local stand-in of the channels took, on a developer's machine only."""
    if not settings.DEBUG:
        raise Http404
    return render(
        request, "accounts/outbox.html", {"deliveries": list_local_deliveries()}
    )
