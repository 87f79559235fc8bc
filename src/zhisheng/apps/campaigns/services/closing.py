"""While a campaign runs and when it ends: reminders, the end, exports."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.models import User
from zhisheng.apps.campaigns.choices import CampaignStatus
from zhisheng.apps.campaigns.errors import NobodyToRemindError, ReminderEarlyError
from zhisheng.apps.campaigns.models import LONGEST_REASON, Campaign
from zhisheng.apps.campaigns.selectors import (
    find_next_reminder,
    get_campaign_for,
    select_unanswered,
)
from zhisheng.apps.campaigns.services.drafting import lock_campaign
from zhisheng.apps.campaigns.services.telling import tell_closed, tell_unanswered
from zhisheng.kit import audit, bulk
from zhisheng.kit.errors import FieldsRefusedError
from zhisheng.ui.formats import format_date


@transaction.atomic
def remind_unanswered(*, campaign: Campaign, actor: User) -> int:
    """Remind who has not answered, at most once a week; return how many people."""
    locked = lock_campaign(campaign, actor, CampaignStatus.OPEN)
    first = find_next_reminder(locked)
    if timezone.localdate() < first:
        raise ReminderEarlyError(day=format_date(first))
    if not select_unanswered(locked).exists():
        raise NobodyToRemindError
    told = tell_unanswered(locked, actor)
    locked.reminded_at = timezone.now()
    locked.save(update_fields=["reminded_at"])
    audit.record(
        action="campaigns.unanswered_reminded",
        subject=locked,
        actor=actor,
        counts={"people": told},
    )
    return told


@transaction.atomic
def close_campaign(*, campaign: Campaign, reason: str, actor: User) -> Campaign:
    """End a campaign: nobody answers any more, and everybody reads why."""
    bulk.hold_lock(name_lock(campaign.pk))
    locked = lock_campaign(campaign, actor, CampaignStatus.OPEN)
    if not reason.strip():
        raise FieldsRefusedError({"reason": _("请写明为什么结束，企业看得到。")})
    locked.status, locked.closed_at = CampaignStatus.CLOSED, timezone.now()
    locked.closing_reason = reason.strip()[:LONGEST_REASON]
    locked.save(update_fields=["status", "closed_at", "closing_reason"])
    waiting = select_unanswered(locked).count()
    tell_closed(locked, actor)
    audit.record(
        action="campaigns.campaign_closed",
        subject=locked,
        actor=actor,
        new={"reason": locked.closing_reason},
        counts={"unanswered": waiting},
    )
    return locked


@transaction.atomic
def note_export(*, campaign: Campaign, view: str, actor: User) -> None:
    """Note that names of enterprises, or their counts, were taken along."""
    found = get_campaign_for(actor=actor, code=campaign.code)
    audit.record(
        action="campaigns.exported", subject=found, actor=actor, new={"view": view}
    )


def hold_status(campaign_id: int) -> None:
    """Let nobody end a campaign before an answer to it is written."""
    bulk.hold_lock(name_lock(campaign_id), is_shared=True)


def name_lock(campaign_id: int) -> str:
    return f"campaigns.status_of_campaign:{campaign_id}"
