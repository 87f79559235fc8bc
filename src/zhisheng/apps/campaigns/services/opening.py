"""Opening a campaign: everybody the filter names is invited once, in one transaction."""

from django.db import transaction
from django.db.models import Value
from django.utils import timezone

from zhisheng.apps.accounts.models import User
from zhisheng.apps.campaigns.choices import CampaignStatus
from zhisheng.apps.campaigns.errors import (
    CampaignStateError,
    NobodyInvitedError,
    NoStepsError,
)
from zhisheng.apps.campaigns.models import Campaign, CampaignInvitation
from zhisheng.apps.campaigns.selectors import (
    count_invited,
    has_stopped_opening,
    select_uninvited,
)
from zhisheng.apps.campaigns.services.drafting import lock_campaign
from zhisheng.apps.campaigns.services.telling import tell_invited
from zhisheng.kit import audit, bulk, jobs

OPEN = "campaigns.open_campaign"


@transaction.atomic
def queue_opening(*, campaign: Campaign, actor: User) -> Campaign:
    """Have the worker invite everybody; an opening that stopped is queued anew."""
    locked = lock_campaign(
        campaign, actor, CampaignStatus.DRAFT, CampaignStatus.OPENING
    )
    _require_openable(locked)
    locked.status = CampaignStatus.OPENING
    locked.job = jobs.enqueue(name=OPEN, payload={"campaign": locked.code}, actor=actor)
    locked.save(update_fields=["status", "job"])
    audit.record(action="campaigns.campaign_opening", subject=locked, actor=actor)
    return locked


@transaction.atomic
def recall_campaign(*, campaign: Campaign, actor: User) -> Campaign:
    """Take a campaign whose opening stopped back to a draft, which can be changed."""
    locked = lock_campaign(campaign, actor, CampaignStatus.OPENING)
    if not has_stopped_opening(locked):
        raise CampaignStateError(status=locked.get_status_display())
    locked.status, locked.job = CampaignStatus.DRAFT, None
    locked.save(update_fields=["status", "job"])
    audit.record(action="campaigns.campaign_recalled", subject=locked, actor=actor)
    return locked


@transaction.atomic
def open_campaign(*, campaign: Campaign, actor: User | None) -> int:
    """Invite everybody the filter names now; return how many invitations there are.

    A worker killed before the end comes here again and finds the campaign as it was.
    """
    locked = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    if locked.status != CampaignStatus.OPENING:
        return locked.invitations.count()
    made = _invite(locked)
    if not made:
        raise NobodyInvitedError
    locked.status, locked.opened_at = CampaignStatus.OPEN, timezone.now()
    locked.save(update_fields=["status", "opened_at"])
    tell_invited(locked, actor)
    audit.record(
        action="campaigns.campaign_opened",
        subject=locked,
        actor=actor,
        counts={"invitations": made},
    )
    return made


def _require_openable(campaign: Campaign) -> None:
    is_stopped = has_stopped_opening(campaign)
    if campaign.status != CampaignStatus.DRAFT and not is_stopped:
        raise CampaignStateError(status=campaign.get_status_display())
    if not campaign.steps.exists():
        raise NoStepsError
    if not count_invited(campaign):
        raise NobodyInvitedError


def _invite(campaign: Campaign) -> int:
    invited = select_uninvited(campaign).annotate(of_campaign=Value(campaign.pk))
    return bulk.insert_from(
        CampaignInvitation,
        invited.order_by("pk"),
        {"campaign": "of_campaign", "enterprise": "pk"},
        ignore_conflicts=True,
    )
