"""The campaigns the matrix asks for: the county's draft, one of it open, one stopped."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from zhisheng.apps.campaigns import services
from zhisheng.apps.campaigns.choices import StepKind
from zhisheng.apps.campaigns.models import Campaign, CampaignInvitation

HELD_ON = timezone.localdate() + timedelta(days=3)
CAMPAIGN: dict[str, object] = {
    "name": "质量月", "words": "一起来。", "basis": "工作方案", "unit": "U131125",
}  # fmt: skip
CAMPAIGN_DATA: dict[str, dict[str, object]] = {
    "campaigns:new": CAMPAIGN,
    "campaigns:edit": CAMPAIGN,
    "campaigns:add_step": {
        "kind": "offline", "held_on": f"{HELD_ON}", "text": "动员会", "place": "三楼",
    },
    "campaigns:close": {"reason": "办完了"},
    "campaigns:answer": {"answer": "yes"},
}  # fmt: skip


def arrange_campaigns(
    get: Callable[[str], Any], enterprise: Any
) -> dict[str, dict[str, object]]:
    officer, unit = get("officer_county"), get("county_unit")
    draft, opened, stopped = (
        services.create_campaign(
            draft=services.CampaignDraft(name="质量月", words="一起来。", basis="方案"),
            unit=unit,
            actor=officer,
        )
        for _number in range(3)
    )
    step = services.StepDraft(StepKind.OFFLINE, HELD_ON, "动员会", "三楼")
    for campaign in (draft, opened):
        services.add_step(campaign=campaign, draft=step, actor=officer)
    long_ago = timezone.now() - timedelta(days=8)
    Campaign.objects.filter(pk=opened.pk).update(status="open", opened_at=long_ago)
    Campaign.objects.filter(pk=stopped.pk).update(status="opening")
    invitation = CampaignInvitation.objects.create(
        campaign=opened, enterprise=enterprise
    )
    of_draft, of_open = {"code": draft.code}, {"code": opened.code}
    numbered: dict[str, object] = {**of_open, "number": invitation.pk}
    return {
        **{f"campaigns:{page}": of_draft for page in ("edit", "delete", "open")},
        **{
            f"campaigns:{page}": of_open
            for page in (
                "campaign", "add_step", "remind", "close", "enterprises",
                "export", "export_list",
            )
        },
        "campaigns:progress": {"code": stopped.code},
        "campaigns:recall": {"code": stopped.code},
        "campaigns:remove_step": {**of_draft, "number": draft.steps.get().pk},
        "campaigns:invitation": numbered,
        "campaigns:answer": numbered,
    }  # fmt: skip
