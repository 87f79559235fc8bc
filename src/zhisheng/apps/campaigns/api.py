"""Campaigns for programs of offices: which there are, and how far the invited came."""

from ninja import Router

from zhisheng.apps.accounts.api import BearerToken, TokenRequest
from zhisheng.apps.accounts.choices import TokenScope
from zhisheng.apps.campaigns import selectors
from zhisheng.apps.campaigns.schemas.api import (
    CampaignPageOut,
    FunnelOut,
    write_campaigns,
    write_funnel,
)
from zhisheng.kit.errors import NotFoundError

router = Router(tags=["campaigns"])


@router.get(
    "/",
    response=CampaignPageOut,
    summary="本条线的活动，新的在前",
    auth=BearerToken(TokenScope.READ_CAMPAIGNS),
)
def list_campaigns(request: TokenRequest, before: int | None = None) -> CampaignPageOut:
    """Return the campaigns of the office, of those below and, once open, those above."""
    page = selectors.page_campaigns_for(request.auth.user, before=before or 0)
    return CampaignPageOut(
        items=write_campaigns(page.rows), next_before=page.next_after
    )


@router.get(
    "/{code}/funnel",
    response=FunnelOut,
    summary="一次活动走到了哪一步：邀请、答应、评价、计划、帮扶、证书",
    auth=BearerToken(TokenScope.READ_CAMPAIGNS, selectors.get_campaign_for),
)
def show_funnel(request: TokenRequest, code: str) -> FunnelOut:
    campaign = selectors.get_campaign_for(actor=request.auth.user, code=code)
    if campaign.opened_at is None:
        raise NotFoundError
    return write_funnel(campaign, selectors.count_funnel(campaign, request.auth.user))
