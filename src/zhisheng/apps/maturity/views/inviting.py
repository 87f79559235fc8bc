"""The page on which an office asks an enterprise to look at itself."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhisheng.apps.maturity import selectors, services
from zhisheng.apps.maturity.errors import NobodyToInviteError
from zhisheng.kit.http import UserRequest
from zhisheng.kit.problems import describe


@login_required
@require_http_methods(["GET", "POST"])
def invite(request: UserRequest, enterprise: str) -> HttpResponse:
    """Say what will be sent and what the office will not see; then send it."""
    found = selectors.get_governed_enterprise_for(actor=request.user, code=enterprise)
    if request.method == "POST":
        try:
            told = services.invite_to_evaluate(
                enterprise=found, on=timezone.localdate(), actor=request.user
            )
        except NobodyToInviteError as error:
            messages.error(request, describe(error))
        else:
            text = _("发出去了。") if told else _("今天已经发过了，明天可以再发。")
            messages.success(request, text)
        return redirect("registry:detail", enterprise)
    context = {"enterprise": found, "has_owner": selectors.list_owners(found).exists()}
    return render(request, "maturity/invite.html", context)
