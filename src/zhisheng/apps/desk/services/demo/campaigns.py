"""A campaign of the county under way; the demo's owner has not answered it."""

from datetime import timedelta

from django.utils import timezone

from zhisheng.apps.accounts.selectors import get_user_by_username
from zhisheng.apps.campaigns.choices import StepKind
from zhisheng.apps.campaigns.models import Campaign
from zhisheng.apps.campaigns.services import (
    CampaignDraft,
    StepDraft,
    add_step,
    create_campaign,
    queue_opening,
)
from zhisheng.apps.desk.services.demo import people
from zhisheng.kit import jobs

STEPS = (
    (3, StepKind.MOBILISE, "质量认证能给小厂带来什么，半天", "县局三楼会议室", ""),
    (8, StepKind.ONLINE, "网上课：十五分钟做完质量评价", "", "https://www.example.cn/live"),
    (20, StepKind.DIAGNOSE, "专家上门看一看，帮着找短板", "各自厂里", ""),
)  # fmt: skip


def hold_campaign() -> None:
    officer = get_user_by_username(people.COUNTY_OFFICER)
    unit = people.get_organisation_of(people.COUNTY_OFFICER).unit
    if unit is None:
        return
    campaign = create_campaign(
        draft=CampaignDraft(
            name="质量认证提升月（示例）",
            words="一个月里走三步：听一听、评一评、请专家看一看。每步半天以内，先报名先安排。",
            basis="示例：县局年度质量提升工作方案",
        ),
        unit=unit,
        actor=officer,
    )
    _set_steps(campaign)
    queue_opening(campaign=campaign, actor=officer)
    jobs.run_pending()


def _set_steps(campaign: Campaign) -> None:
    today = timezone.localdate()
    officer = get_user_by_username(people.COUNTY_OFFICER)
    for days, kind, text, place, link in STEPS:
        draft = StepDraft(kind, today + timedelta(days=days), text, place, link)
        add_step(campaign=campaign, draft=draft, actor=officer)
