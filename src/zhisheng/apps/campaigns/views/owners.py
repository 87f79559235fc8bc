"""The invitation on the phone of who answers for an enterprise."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhisheng.apps.campaigns import permissions, selectors, services
from zhisheng.apps.campaigns.choices import Answer, CampaignStatus
from zhisheng.apps.campaigns.forms import AnswerForm
from zhisheng.apps.campaigns.permissions import Action
from zhisheng.apps.campaigns.schemas.campaigns import list_step_lines, show_answer
from zhisheng.kit.errors import FieldsRefusedError
from zhisheng.kit.http import UserRequest

UNPROCESSABLE = 422


@login_required
@require_safe
def invitation(request: UserRequest, code: str, number: int) -> HttpResponse:
    return _show(request, code, number)


@login_required
@require_POST
def answer(request: UserRequest, code: str, number: int) -> HttpResponse:
    """Take a yes or a no; a no that says no reason is shown with what was typed."""
    permissions.require(request.user, Action.ANSWER_INVITATION)
    found = selectors.get_own_invitation_for(
        actor=request.user, code=code, number=number
    )
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            services.answer_invitation(
                invitation=found,
                answer=Answer(form.cleaned_data["answer"]),
                reason=form.cleaned_data["reason"],
                text=form.cleaned_data["text"],
                actor=request.user,
            )
        except FieldsRefusedError as error:
            form.refuse(error)
        else:
            messages.success(request, _("答复收到了。活动结束前可以改。"))
            return redirect("campaigns:invitation", code, number)
    return _show(request, code, number, form)


def _show(
    request: UserRequest, code: str, number: int, refused: AnswerForm | None = None
) -> HttpResponse:
    found = selectors.get_own_invitation_for(
        actor=request.user, code=code, number=number
    )
    initial = {"reason": found.reason, "text": found.text}
    context = {
        "invitation": found,
        "campaign": found.campaign,
        "steps": list_step_lines(found.campaign),
        "said": show_answer(found),
        "is_open": found.campaign.status == CampaignStatus.OPEN,
        "form": refused or AnswerForm(initial=initial),
        "is_refused": refused is not None,
    }
    status = UNPROCESSABLE if refused else 200
    return render(request, "campaigns/invitation.html", context, status=status)
