from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

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


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """Show what the local stand-in of the channels took, on a developer's machine only."""
    if not settings.DEBUG:
        raise Http404
    return render(
        request, "accounts/outbox.html", {"deliveries": list_local_deliveries()}
    )
