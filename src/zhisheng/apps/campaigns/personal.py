"""What campaigns hold of a person, and how long they are kept."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop as _

from zhisheng.apps.campaigns.choices import Answer
from zhisheng.apps.campaigns.models import Campaign, CampaignInvitation
from zhisheng.kit.personal import PersonalPart, Row, tells, write_moment
from zhisheng.kit.retention import RetentionRule, delete_in_batches, erases

if TYPE_CHECKING:
    from django.contrib.auth.models import _User

KEPT = timedelta(days=5 * 365)


@tells(
    PersonalPart(
        _("办过和答复过的活动"),
        _("知道活动是谁办的、邀请是谁答复的"),
        _("活动结束后 5 年"),
        ("campaigns.Campaign", "campaigns.CampaignInvitation"),
    )
)
def tell_campaigns(user: "_User") -> Iterator[Row]:
    for made in Campaign.objects.filter(created_by_id=user.pk).order_by("-pk"):
        yield {
            _("活动"): made.name,
            _("做了什么"): _("建立"),
            _("企业"): "",
            _("时间"): write_moment(made.created_at),
        }
    answered = CampaignInvitation.objects.filter(answered_by_id=user.pk)
    for one in answered.select_related("campaign", "enterprise").order_by("-pk"):
        yield {
            _("活动"): one.campaign.name,
            _("做了什么"): str(Answer(one.answer).label),
            _("企业"): one.enterprise.name,
            _("时间"): write_moment(one.answered_at),
        }


@erases(
    RetentionRule("campaigns.campaigns", _("活动和企业的答复"), _("活动结束后 5 年"))
)
def erase_campaigns(now: datetime) -> int:
    old = Campaign.objects.filter(closed_at__lt=now - KEPT)
    invitations = CampaignInvitation.objects.filter(campaign__in=old.values("pk"))
    return delete_in_batches(invitations) + delete_in_batches(old)
