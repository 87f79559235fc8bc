"""Campaigns as their office, the offices above and those below see them."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from zhisheng.apps.accounts.models import Unit
from zhisheng.apps.accounts.selectors import Actor, Page, get_scope, match_below
from zhisheng.apps.campaigns.choices import CampaignStatus
from zhisheng.apps.campaigns.models import Campaign, CampaignInvitation, CampaignStep
from zhisheng.apps.campaigns.permissions import ROLES_BY_ACTION, Action, may
from zhisheng.apps.programme.selectors.audiences import select_audience
from zhisheng.apps.registry.models import Enterprise
from zhisheng.kit.errors import ForbiddenError, NotFoundError

WEEK = timedelta(days=7)
PAGE_ROWS = 50


def list_campaigns_for(actor: Actor) -> QuerySet[Campaign]:
    """Return the campaigns of an officer's own line, the latest first.

    A draft of an office above is nobody's business below.
    """
    if not may(actor, Action.SEE_CAMPAIGNS):
        return Campaign.objects.none()
    condition = Q(pk__in=[])
    for path in get_scope(actor).officer_unit_paths:
        is_begun = ~Q(status__in=[CampaignStatus.DRAFT, CampaignStatus.OPENING])
        condition |= match_below(path, "unit__path")
        condition |= Q(unit__in=path.strip("/").split("/")) & is_begun
    found = Campaign.objects.filter(condition)
    return found.select_related("unit", "area", "job").order_by("-pk")


def page_campaigns_for(actor: Actor, *, before: int = 0) -> Page[Campaign]:
    found = list_campaigns_for(actor)
    older = found.filter(pk__lt=before) if before else found
    rows = list(older[: PAGE_ROWS + 1])
    next_before = rows[PAGE_ROWS - 1].pk if len(rows) > PAGE_ROWS else None
    return Page(tuple(rows[:PAGE_ROWS]), next_before)


def get_campaign_for(*, actor: Actor, code: str) -> Campaign:
    campaign = list_campaigns_for(actor).filter(code=code).first()
    if campaign is None:
        raise NotFoundError
    return campaign


def get_managed_campaign_for(*, actor: Actor, code: str) -> Campaign:
    """Return a campaign for who answers for its office: that one or one above it."""
    campaign = get_campaign_for(actor=actor, code=code)
    if not may_manage(actor, campaign):
        raise ForbiddenError
    return campaign


def may_manage(actor: Actor, campaign: Campaign) -> bool:
    is_office = may(actor, Action.MANAGE_CAMPAIGN)
    return is_office and get_scope(actor).covers_unit_path(campaign.unit.path)


def list_own_offices(actor: Actor) -> list[Unit]:
    """Return the offices an officer sits in: what is held is held by one of them."""
    paths = get_scope(actor).officer_unit_paths
    return list(Unit.objects.filter(path__in=paths).order_by("path"))


def get_own_office(*, actor: Actor, code: str) -> Unit:
    found = [one for one in list_own_offices(actor) if one.code == code]
    if not found:
        raise NotFoundError
    return found[0]


def get_campaign(code: str) -> Campaign:
    """Return a campaign for a job."""
    return Campaign.objects.select_related("unit", "job").get(code=code)


def has_stopped_opening(campaign: Campaign) -> bool:
    """Tell whether the opening ended without an outcome, as by a lost worker."""
    is_waiting = campaign.status == CampaignStatus.OPENING
    return is_waiting and (campaign.job is None or campaign.job.is_finished)


def find_next_reminder(campaign: Campaign) -> date:
    """Return from which day on who has not answered may be reminded again."""
    last = campaign.reminded_at or campaign.opened_at or timezone.now()
    return timezone.localdate(last) + WEEK


def select_invited(campaign: Campaign) -> QuerySet[Enterprise]:
    """Select whom the filter means as the register stands now.

    Only by what an office knows anyway: by whether a firm evaluated itself, a filter
    narrow enough would tell which one did.
    """
    return select_audience(
        unit=campaign.unit, area_code=campaign.area_id, conditions=campaign.conditions
    )


def count_invited(campaign: Campaign) -> int:
    """Count who would be invited if the campaign were opened now."""
    return select_invited(campaign).count()


def select_uninvited(campaign: Campaign) -> QuerySet[Enterprise]:
    """Select whom the filter means and who has no invitation yet."""
    known = CampaignInvitation.objects.filter(
        campaign=campaign, enterprise=OuterRef("pk")
    )
    return select_invited(campaign).filter(~Exists(known))


def list_steps_of(campaign: Campaign) -> QuerySet[CampaignStep]:
    return campaign.steps.all()


def get_step_of(campaign: Campaign, number: int) -> CampaignStep:
    step = campaign.steps.filter(pk=number).first()
    if step is None:
        raise NotFoundError
    return step


def list_coming_steps_for(actor: Actor, *, on: date) -> list[CampaignStep]:
    """Return what the actor's own offices hold within the week, the next first."""
    scope = get_scope(actor)
    if not scope.has_role(*ROLES_BY_ACTION[Action.MANAGE_CAMPAIGN]):
        return []
    steps = CampaignStep.objects.filter(
        campaign__unit__path__in=scope.officer_unit_paths,
        campaign__status=CampaignStatus.OPEN,
        held_on__gte=on,
        held_on__lt=on + WEEK,
    )
    return list(steps.select_related("campaign").order_by("held_on", "pk"))
