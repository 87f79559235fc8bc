"""Build the contexts of the pages of a campaign: lists, draft, steps."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhisheng.apps.accounts.selectors import Actor
from zhisheng.apps.campaigns import selectors
from zhisheng.apps.campaigns.choices import Answer, CampaignStatus, StepKind
from zhisheng.apps.campaigns.models import Campaign, CampaignInvitation, CampaignStep
from zhisheng.apps.programme.schemas.task_audiences import list_narrowed
from zhisheng.kit.language import join_clauses
from zhisheng.ui.formats import format_count, format_date
from zhisheng.ui.tables import Badge, Column, Row, Table

STATUS_BADGES: dict[str, Any] = {
    CampaignStatus.DRAFT: "need",
    CampaignStatus.OPENING: "action",
    CampaignStatus.OPEN: "action",
    CampaignStatus.CLOSED: "quiet",
}
ANSWER_BADGES: dict[str, Any] = {
    Answer.NONE: "need",
    Answer.YES: "done",
    Answer.NO: "quiet",
    Answer.OUT: "quiet",
}


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step as both sides read it; ``remove_url`` is empty where it stays."""

    kind: str
    day: str
    text: str
    place: str
    link: str
    link_text: str
    is_past: bool
    remove_url: str = ""


@dataclass(frozen=True, slots=True)
class CampaignPage:
    campaign: Campaign
    audience: str
    invited: str
    steps: tuple[StepLine, ...]
    may_manage: bool
    is_running: bool
    has_stopped: bool
    problem: str
    # When it is too early to remind: from which day on it may be done.
    remind_from: str


def build_campaign_page(campaign: Campaign, actor: Actor) -> CampaignPage:
    may_manage = selectors.may_manage(actor, campaign)
    has_stopped = selectors.has_stopped_opening(campaign)
    is_opening = campaign.status == CampaignStatus.OPENING
    return CampaignPage(
        campaign=campaign,
        audience=describe_audience(campaign),
        invited=tell_invited(campaign),
        steps=list_step_lines(campaign, may_remove=may_manage),
        may_manage=may_manage,
        is_running=is_opening and not has_stopped,
        has_stopped=has_stopped,
        problem=tell_problem(campaign),
        remind_from=tell_next_reminder(campaign),
    )


def tell_next_reminder(campaign: Campaign) -> str:
    first = selectors.find_next_reminder(campaign)
    return format_date(first) if timezone.localdate() < first else ""


def describe_audience(campaign: Campaign) -> str:
    """Say who is invited: the area of the office, then each thing that narrows it."""
    told = [campaign.unit.name, *list_narrowed(campaign.area, campaign.conditions)]
    return join_clauses(told)


def tell_invited(campaign: Campaign) -> str:
    """Say how many a draft would invite now; an open one tells by its figures."""
    if campaign.status != CampaignStatus.DRAFT:
        return ""
    number = selectors.count_invited(campaign)
    text = ngettext("{number} 家企业", "{number} 家企业", number)
    return text.format(number=format_count(number))


def list_step_lines(
    campaign: Campaign, *, may_remove: bool = False
) -> tuple[StepLine, ...]:
    is_open = campaign.status in {CampaignStatus.DRAFT, CampaignStatus.OPEN}
    return tuple(
        _show_step(campaign, step, may_remove=may_remove and is_open)
        for step in selectors.list_steps_of(campaign)
    )


def _show_step(campaign: Campaign, step: CampaignStep, *, may_remove: bool) -> StepLine:
    url = reverse("campaigns:remove_step", args=[campaign.code, step.pk])
    return StepLine(
        kind=str(StepKind(step.kind).label),
        day=format_date(step.held_on),
        text=step.text,
        place=step.place,
        link=step.link,
        link_text=step.link.partition("://")[2].rstrip("/"),
        is_past=step.held_on < timezone.localdate(),
        remove_url=url if may_remove else "",
    )


def build_campaign_table(campaigns: Iterable[Campaign]) -> Table:
    return Table(
        caption=_("本条线的活动"),
        columns=(
            Column("name", _("活动")),
            Column("unit", _("主办单位")),
            Column("state", _("状态")),
            Column("opened", _("开始邀请")),
        ),
        rows=tuple(
            Row(
                (
                    one.name,
                    one.unit.name,
                    show_status(one),
                    format_date(one.opened_at) if one.opened_at else "—",
                ),
                url=reverse("campaigns:campaign", args=[one.code]),
            )
            for one in campaigns
        ),
    )


def build_invitation_table(invitations: Iterable[CampaignInvitation]) -> Table:
    return Table(
        caption=_("邀请我们的活动"),
        columns=(
            Column("name", _("活动")),
            Column("enterprise", _("企业")),
            Column("unit", _("主办单位")),
            Column("answer", _("我们的答复")),
            Column("state", _("状态")),
        ),
        rows=tuple(
            Row(
                (
                    one.campaign.name,
                    one.enterprise.name,
                    one.campaign.unit.name,
                    show_answer(one),
                    show_status(one.campaign),
                ),
                url=reverse("campaigns:invitation", args=[one.campaign.code, one.pk]),
            )
            for one in invitations
        ),
    )


def show_status(campaign: Campaign) -> Badge:
    label = CampaignStatus(campaign.status).label
    return Badge(label, STATUS_BADGES[campaign.status])


def show_answer(invitation: CampaignInvitation) -> Badge:
    label = Answer(invitation.answer).label
    return Badge(label, ANSWER_BADGES[invitation.answer])


def list_own_units(actor: Actor) -> list[tuple[str, str]]:
    """Offer the offices the actor sits in: each holds campaigns of its own."""
    return [(one.code, one.name) for one in selectors.list_own_offices(actor)]


def tell_problem(campaign: Campaign) -> str:
    """Return why an opening stopped, empty for every other campaign."""
    job = campaign.job
    is_told = selectors.has_stopped_opening(campaign) and job and job.error_message
    return _(job.error_message) if job and is_told else ""


def prefill(campaign: Campaign | None) -> dict[str, Any] | None:
    """Return what the form of a draft shows first."""
    if campaign is None:
        return None
    conditions = campaign.conditions
    return {
        "name": campaign.name,
        "words": campaign.words,
        "basis": campaign.basis,
        "unit": campaign.unit_id,
        "area": campaign.area_id or "",
        "industry": conditions.get("industry", ""),
        "size_class": conditions.get("size_class", ""),
        "enrolled_year": conditions.get("enrolled_year") or "",
    }
