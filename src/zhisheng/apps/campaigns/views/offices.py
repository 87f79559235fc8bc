"""Campaigns as an office writes, opens and ends them."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from zhisheng.apps.campaigns import permissions, selectors, services
from zhisheng.apps.campaigns.choices import CampaignStatus
from zhisheng.apps.campaigns.errors import CampaignStateError
from zhisheng.apps.campaigns.forms import CampaignForm, ClosingForm, StepForm
from zhisheng.apps.campaigns.permissions import Action
from zhisheng.apps.campaigns.schemas import campaigns as schemas
from zhisheng.apps.campaigns.schemas import funnel as funnels
from zhisheng.apps.programme.selectors import list_years
from zhisheng.kit.errors import DomainError, FieldsRefusedError, NotFoundError
from zhisheng.kit.http import UserRequest, render_form

if TYPE_CHECKING:
    from zhisheng.apps.campaigns.models import Campaign
    from zhisheng.kit.forms import RefusableForm

MOST_CAMPAIGNS, UNPROCESSABLE = 200, 422


@login_required
@require_safe
def index(request: UserRequest) -> HttpResponse:
    """List the campaigns of the own line, and what the own enterprises are invited to."""
    actor = request.user
    permissions.require(actor, Action.SEE_CAMPAIGNS, Action.ANSWER_INVITATION)
    own = selectors.list_own_invitations_for(actor)[:MOST_CAMPAIGNS]
    held = selectors.list_campaigns_for(actor)[:MOST_CAMPAIGNS]
    context = {
        "own": schemas.build_invitation_table(own),
        "held": schemas.build_campaign_table(held),
        "is_office": permissions.may(actor, Action.SEE_CAMPAIGNS),
        "is_own": permissions.may(actor, Action.ANSWER_INVITATION),
    }
    return render(request, "campaigns/campaigns.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def begin(request: UserRequest) -> HttpResponse:
    permissions.require(request.user, Action.MANAGE_CAMPAIGN)
    return _edit(request, None)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: UserRequest, code: str) -> HttpResponse:
    campaign = selectors.get_managed_campaign_for(actor=request.user, code=code)
    if campaign.status != CampaignStatus.DRAFT:
        raise CampaignStateError(status=campaign.get_status_display())
    return _edit(request, campaign)


def _edit(request: UserRequest, campaign: "Campaign | None") -> HttpResponse:
    form = CampaignForm(
        request.POST or None,
        units=[(campaign.unit.code, campaign.unit.name)]
        if campaign
        else schemas.list_own_units(request.user),
        years=[one.year for one in list_years()],
        initial=schemas.prefill(campaign),
    )
    if request.method == "POST" and form.is_valid():
        try:
            saved = _save(request, campaign, form)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("存好了。安排好步骤，再邀请企业。"))
            return redirect("campaigns:campaign", saved.code)
    context = {"form": form, "campaign": campaign}
    return render_form(request, "campaigns/campaign_form.html", context)


def _save(
    request: UserRequest, campaign: "Campaign | None", form: CampaignForm
) -> "Campaign":
    actor, draft = request.user, form.tell()
    if campaign is not None:
        return services.update_campaign(campaign=campaign, draft=draft, actor=actor)
    code = form.cleaned_data["unit"]
    unit = selectors.get_own_office(actor=actor, code=code)
    return services.create_campaign(draft=draft, unit=unit, actor=actor)


@login_required
@require_safe
def detail(request: UserRequest, code: str) -> HttpResponse:
    """Show a campaign to an office; the invited are led to their invitation."""
    if selectors.list_campaigns_for(request.user).filter(code=code).exists():
        return _show(request, code)
    invitation = selectors.find_own_invitation(request.user, code)
    return redirect("campaigns:invitation", code, invitation.pk)


@login_required
@require_safe
def progress(request: UserRequest, code: str) -> HttpResponse:
    """Answer the page that waits for a campaign to be opened; once it is, show it."""
    campaign = selectors.get_campaign_for(actor=request.user, code=code)
    is_opening = campaign.status == CampaignStatus.OPENING
    if is_opening and not selectors.has_stopped_opening(campaign):
        return HttpResponse(status=204)
    response = HttpResponse()
    response["HX-Refresh"] = "true"
    return response


@login_required
@require_POST
def add_step(request: UserRequest, code: str) -> HttpResponse:
    campaign = selectors.get_managed_campaign_for(actor=request.user, code=code)
    form = StepForm(request.POST)
    if form.is_valid():
        try:
            services.add_step(campaign=campaign, draft=form.tell(), actor=request.user)
        except FieldsRefusedError as error:
            form.refuse(error)
        else:
            return redirect("campaigns:campaign", code)
    return _show(request, code, step=form)


@login_required
@require_POST
def remove_step(request: UserRequest, code: str, number: int) -> HttpResponse:
    campaign = selectors.get_managed_campaign_for(actor=request.user, code=code)
    step = selectors.get_step_of(campaign, number)
    services.remove_step(step=step, actor=request.user)
    return redirect("campaigns:campaign", code)


@login_required
@require_POST
def open_campaign(request: UserRequest, code: str) -> HttpResponse:
    campaign = selectors.get_managed_campaign_for(actor=request.user, code=code)
    services.queue_opening(campaign=campaign, actor=request.user)
    messages.success(request, _("正在邀请。有账号的企业会收到消息。"))
    return redirect("campaigns:campaign", code)


@login_required
@require_POST
def recall(request: UserRequest, code: str) -> HttpResponse:
    campaign = selectors.get_managed_campaign_for(actor=request.user, code=code)
    services.recall_campaign(campaign=campaign, actor=request.user)
    messages.success(request, _("已改回草稿。改好后再邀请。"))
    return redirect("campaigns:campaign", code)


@login_required
@require_POST
def delete(request: UserRequest, code: str) -> HttpResponse:
    campaign = selectors.get_managed_campaign_for(actor=request.user, code=code)
    services.delete_campaign(campaign=campaign, actor=request.user)
    messages.success(request, _("草稿删掉了。"))
    return redirect("campaigns:index")


@login_required
@require_POST
def remind(request: UserRequest, code: str) -> HttpResponse:
    campaign = selectors.get_managed_campaign_for(actor=request.user, code=code)
    told = services.remind_unanswered(campaign=campaign, actor=request.user)
    text = _("已提醒 {number} 人。没有账号的企业提醒不到，请电话或者上门说一声。")
    messages.success(request, text.format(number=told))
    return redirect("campaigns:campaign", code)


@login_required
@require_POST
def close(request: UserRequest, code: str) -> HttpResponse:
    campaign = selectors.get_managed_campaign_for(actor=request.user, code=code)
    form = ClosingForm(request.POST)
    if form.is_valid():
        services.close_campaign(
            campaign=campaign, reason=form.cleaned_data["reason"], actor=request.user
        )
        messages.success(request, _("活动结束了。"))
        return redirect("campaigns:campaign", code)
    return _show(request, code, closing=form)


def _show(request: UserRequest, code: str, **refused: "RefusableForm") -> HttpResponse:
    campaign = selectors.get_campaign_for(actor=request.user, code=code)
    context = {
        "page": schemas.build_campaign_page(campaign, request.user),
        "funnel": _describe_funnel(request, campaign),
        "step": StepForm(),
        "closing": ClosingForm(),
        **refused,
    }
    status = UNPROCESSABLE if refused else 200
    return render(request, "campaigns/campaign.html", context, status=status)


def _describe_funnel(
    request: UserRequest, campaign: "Campaign"
) -> "funnels.FunnelPage | None":
    if campaign.opened_at is None:
        return None
    counted = selectors.count_funnel(campaign, request.user)
    outside = 0
    if selectors.may_manage(request.user, campaign):
        outside = selectors.count_standing(campaign) - counted.invited
    return funnels.build_funnel(campaign, counted, outside=outside)


def require_opened(campaign: "Campaign") -> None:
    """Before it is opened a campaign has nothing to be listed or taken along."""
    if campaign.opened_at is None:
        raise NotFoundError
