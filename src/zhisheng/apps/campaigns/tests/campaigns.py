"""What the tests of campaigns share: a draft, its step, its opening, an answer."""

from datetime import timedelta

from django.utils import timezone

from zhisheng.apps.campaigns import services
from zhisheng.apps.campaigns.choices import Answer, StepKind
from zhisheng.apps.campaigns.models import Campaign, CampaignInvitation
from zhisheng.apps.campaigns.selectors import list_own_invitations_for
from zhisheng.kit import jobs

TERMS = {"name": "丝网质量月", "words": "一起把质量管起来。", "basis": "县局工作方案"}


def create(unit, actor, **changes):
    draft = services.CampaignDraft(**(TERMS | changes))
    return services.create_campaign(draft=draft, unit=unit, actor=actor)


def add_step(campaign, actor, *, days=3, **changes):
    defaults = {
        "kind": StepKind.MOBILISE,
        "held_on": timezone.localdate() + timedelta(days=days),
        "text": "动员会",
        "place": "县局三楼会议室",
    }
    draft = services.StepDraft(**(defaults | changes))
    return services.add_step(campaign=campaign, draft=draft, actor=actor)


def open_now(campaign, actor):
    services.queue_opening(campaign=campaign, actor=actor)
    jobs.run_pending()
    return Campaign.objects.get(pk=campaign.pk)


def answer(actor, said=Answer.YES, **others):
    invitation = list_own_invitations_for(actor).first()
    return services.answer_invitation(
        invitation=invitation, answer=said, actor=actor, **others
    )


def list_answers(campaign):
    rows = CampaignInvitation.objects.filter(campaign=campaign).order_by("pk")
    return list(rows.values_list("enterprise__name", "answer", "reason"))
