"""Campaigns before they are opened: whom they are for, what they say, their steps."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.models import Unit, User
from zhisheng.apps.accounts.selectors import get_scope
from zhisheng.apps.campaigns.choices import CampaignStatus, StepKind
from zhisheng.apps.campaigns.errors import CampaignStateError
from zhisheng.apps.campaigns.models import Campaign, CampaignStep
from zhisheng.apps.campaigns.permissions import Action, require
from zhisheng.apps.places.models import Region
from zhisheng.apps.programme.services.planning import list_outside
from zhisheng.kit import audit
from zhisheng.kit.errors import FieldsRefusedError, ForbiddenError, NotFoundError

RUNNING = (CampaignStatus.DRAFT, CampaignStatus.OPEN)
MOST_STEPS = 30


@dataclass(frozen=True, slots=True)
class CampaignDraft:
    """What a campaign tells the enterprises, and who they are."""

    name: str
    words: str
    basis: str
    area: Region | None = None
    industry: str = ""
    size_class: str = ""
    enrolled_year: int | None = None


@dataclass(frozen=True, slots=True)
class StepDraft:
    kind: StepKind
    held_on: date
    text: str
    place: str = ""
    link: str = ""


@transaction.atomic
def create_campaign(*, draft: CampaignDraft, unit: Unit, actor: User) -> Campaign:
    """Write a campaign down; no enterprise hears of it before it is opened."""
    require_office(unit, actor)
    campaign = Campaign(unit=unit, created_by=actor)
    _write(campaign, draft)
    _record("campaigns.campaign_created", campaign, actor)
    return campaign


@transaction.atomic
def update_campaign(
    *, campaign: Campaign, draft: CampaignDraft, actor: User
) -> Campaign:
    """Change a draft; once it is opened it stays as the enterprises were told."""
    locked = lock_campaign(campaign, actor, CampaignStatus.DRAFT)
    _write(locked, draft)
    _record("campaigns.campaign_changed", locked, actor)
    return locked


@transaction.atomic
def delete_campaign(*, campaign: Campaign, actor: User) -> None:
    """Throw a draft away that no enterprise has seen."""
    locked = lock_campaign(campaign, actor, CampaignStatus.DRAFT)
    _record("campaigns.campaign_deleted", locked, actor)
    locked.delete()


@transaction.atomic
def add_step(*, campaign: Campaign, draft: StepDraft, actor: User) -> CampaignStep:
    """Set a step down; while the campaign runs the invited see it on their page."""
    locked = lock_campaign(campaign, actor, *RUNNING)
    _check_step(locked, draft)
    step = CampaignStep.objects.create(
        campaign=locked,
        kind=draft.kind,
        held_on=draft.held_on,
        text=draft.text.strip(),
        place=draft.place.strip(),
        link=draft.link,
    )
    _record_step("campaigns.step_added", step, actor)
    return step


@transaction.atomic
def remove_step(*, step: CampaignStep, actor: User) -> None:
    locked = lock_campaign(step.campaign, actor, *RUNNING)
    found = locked.steps.filter(pk=step.pk).first()
    if found is None:
        raise NotFoundError
    _record_step("campaigns.step_removed", found, actor)
    found.delete()


def lock_campaign(
    campaign: Campaign, actor: User, *statuses: CampaignStatus
) -> Campaign:
    """Lock a campaign of the actor's line that is in one of these states."""
    locked = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    require_office(locked.unit, actor)
    require_status(locked, statuses)
    return locked


def require_office(unit: Unit, actor: User) -> None:
    require(actor, Action.MANAGE_CAMPAIGN)
    if not get_scope(actor).covers_unit_path(unit.path):
        raise ForbiddenError


def require_status(campaign: Campaign, statuses: Collection[CampaignStatus]) -> None:
    if campaign.status not in statuses:
        raise CampaignStateError(status=campaign.get_status_display())


def _write(campaign: Campaign, draft: CampaignDraft) -> None:
    if refused := list_outside(draft.area, campaign.unit):
        raise FieldsRefusedError(refused)
    campaign.name, campaign.words = draft.name.strip(), draft.words.strip()
    campaign.basis, campaign.area = draft.basis.strip(), draft.area
    campaign.conditions = {
        "industry": draft.industry,
        "size_class": draft.size_class,
        "enrolled_year": draft.enrolled_year,
    }
    campaign.save()


def _check_step(campaign: Campaign, draft: StepDraft) -> None:
    if not (draft.place.strip() or draft.link):
        raise FieldsRefusedError({"place": _("地点和网址，请至少写一个。")})
    if campaign.steps.count() >= MOST_STEPS:
        text = _("一次活动最多 {most} 步，请先删掉用不着的。")
        raise FieldsRefusedError({"kind": text.format(most=MOST_STEPS)})


def _record(action: str, campaign: Campaign, actor: User) -> None:
    told = {"name": campaign.name, "conditions": dict(campaign.conditions)}
    audit.record(action=action, subject=campaign, actor=actor, new=told)


def _record_step(action: str, step: CampaignStep, actor: User) -> None:
    audit.record(
        action=action,
        subject=step.campaign,
        actor=actor,
        new={"kind": step.kind, "held_on": step.held_on.isoformat()},
    )
