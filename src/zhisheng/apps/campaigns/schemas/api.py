"""What the API gives of campaigns; names of enterprises stay inside."""

from collections.abc import Iterable
from datetime import date, datetime

from ninja import Schema

from zhisheng.apps.campaigns import selectors
from zhisheng.apps.campaigns.choices import (
    CampaignStatus,
    DropOutReason,
    Stage,
    StepKind,
)
from zhisheng.apps.campaigns.models import Campaign
from zhisheng.apps.campaigns.schemas.funnel import list_lines


class CampaignOut(Schema):
    code: str
    name: str
    words: str
    basis: str
    unit_code: str
    unit_name: str
    status: CampaignStatus
    opened_at: datetime | None
    closed_at: datetime | None
    closing_reason: str


class CampaignPageOut(Schema):
    """``next_before`` is sent as ``before`` for the next page, empty on the last."""

    items: list[CampaignOut]
    next_before: int | None


class StepOut(Schema):
    kind: StepKind
    held_on: date
    text: str
    place: str
    link: str


class StageOut(Schema):
    """One stage; ``number`` is empty where nothing is known yet, which is not nought."""

    stage: Stage
    number: int | None
    base: int
    base_stage: Stage


class ReasonOut(Schema):
    """How many gave a reason not to take part, and how many to stop later."""

    reason: DropOutReason
    number: int
    stopped: int


class FunnelOut(Schema):
    """How many enterprises of the own area came how far since the opening."""

    campaign: CampaignOut
    steps: list[StepOut]
    stages: list[StageOut]
    unanswered: int
    declined: int
    stopped: int
    reasons: list[ReasonOut]


def write_campaigns(campaigns: Iterable[Campaign]) -> list[CampaignOut]:
    return [write_campaign(one) for one in campaigns]


def write_campaign(campaign: Campaign) -> CampaignOut:
    return CampaignOut(
        code=campaign.code,
        name=campaign.name,
        words=campaign.words,
        basis=campaign.basis,
        unit_code=campaign.unit.code,
        unit_name=campaign.unit.name,
        status=CampaignStatus(campaign.status),
        opened_at=campaign.opened_at,
        closed_at=campaign.closed_at,
        closing_reason=campaign.closing_reason,
    )


def write_funnel(campaign: Campaign, funnel: selectors.Funnel) -> FunnelOut:
    early = {Stage.INVITED, Stage.YES}
    return FunnelOut(
        campaign=write_campaign(campaign),
        steps=[
            StepOut(
                kind=StepKind(one.kind),
                held_on=one.held_on,
                text=one.text,
                place=one.place,
                link=one.link,
            )
            for one in selectors.list_steps_of(campaign)
        ],
        stages=[
            StageOut(
                stage=line.stage,
                number=line.number,
                base=line.base,
                base_stage=Stage.INVITED if line.stage in early else Stage.YES,
            )
            for line in list_lines(funnel)
        ],
        unanswered=funnel.unanswered,
        declined=funnel.declined,
        stopped=funnel.stopped,
        reasons=[
            ReasonOut(
                reason=one,
                number=funnel.reasons[one],
                stopped=funnel.reasons_to_stop[one],
            )
            for one in DropOutReason
        ],
    )
