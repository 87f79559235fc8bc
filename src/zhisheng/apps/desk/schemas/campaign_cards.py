"""The cards of campaigns: what one is invited to, what one holds within a week."""

from django.urls import reverse
from django.utils.translation import gettext as _

from zhisheng.apps.campaigns.choices import StepKind
from zhisheng.apps.campaigns.models import CampaignInvitation, CampaignStep
from zhisheng.ui.cards import ActionCard
from zhisheng.ui.formats import format_date


def invite(invitation: CampaignInvitation) -> ActionCard:
    campaign = invitation.campaign
    return ActionCard(
        title=_("{unit}邀请您参加“{campaign}”").format(
            unit=campaign.unit.name, campaign=campaign.name
        ),
        why=_("参不参加由您定，看一看、答复一下就行。"),
        url=reverse("campaigns:invitation", args=[campaign.code, invitation.pk]),
        label=_("去看看"),
        kind="action",
        minutes=2,
    )


def see_step(step: CampaignStep) -> ActionCard:
    return ActionCard(
        title=_("本周有活动：{campaign}").format(campaign=step.campaign.name),
        why=_("{day}，{kind}：{text}").format(
            day=format_date(step.held_on),
            kind=StepKind(step.kind).label,
            text=step.text,
        ),
        url=reverse("campaigns:campaign", args=[step.campaign.code]),
        label=_("看活动"),
        kind="action",
        minutes=3,
    )
