"""An enterprise says whether it takes part; it may think otherwise while it is open."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.models import User
from zhisheng.apps.accounts.selectors import name_represented
from zhisheng.apps.campaigns.choices import Answer, CampaignStatus, DropOutReason
from zhisheng.apps.campaigns.errors import CampaignOverError
from zhisheng.apps.campaigns.models import (
    LONGEST_REASON,
    Campaign,
    CampaignInvitation,
)
from zhisheng.apps.campaigns.permissions import Action, require
from zhisheng.apps.campaigns.selectors import get_own_invitation_for
from zhisheng.apps.campaigns.services.closing import hold_status
from zhisheng.apps.registry.models import Enterprise
from zhisheng.kit import audit
from zhisheng.kit.errors import FieldsRefusedError

TAKING_PART = (Answer.YES, Answer.OUT)


@transaction.atomic
def answer_invitation(
    *,
    invitation: CampaignInvitation,
    answer: Answer,
    reason: str = "",
    text: str = "",
    actor: User,
) -> CampaignInvitation:
    """Keep the answer; the same again changes nothing."""
    require(actor, Action.ANSWER_INVITATION)
    campaign = invitation.campaign
    own = get_own_invitation_for(actor=actor, code=campaign.code, number=invitation.pk)
    _require_open(campaign)
    given = _read(answer, reason, text)
    locked = CampaignInvitation.objects.select_for_update().get(pk=own.pk)
    old = _tell(locked)
    if answer == Answer.OUT and old["answer"] not in TAKING_PART:
        raise FieldsRefusedError({"answer": _("还没有答应参加，选“这次不参加”就行。")})
    if old == given:
        return locked
    locked.answer, locked.reason, locked.text = given.values()
    locked.answered_by, locked.answered_at = actor, timezone.now()
    locked.save()
    _record(locked, old, given, actor)
    return locked


def _require_open(campaign: Campaign) -> None:
    """Refuse a campaign that has ended by now, whatever the page said."""
    hold_status(campaign.pk)
    is_open = Campaign.objects.filter(pk=campaign.pk, status=CampaignStatus.OPEN)
    if not is_open.exists():
        raise CampaignOverError(campaign=campaign.name)


def _read(answer: str, reason: str, text: str) -> dict[str, str]:
    """Return what is kept; who takes part says no reason."""
    if answer == Answer.YES:
        return {"answer": Answer.YES, "reason": "", "text": ""}
    if answer not in {Answer.NO, Answer.OUT}:
        raise FieldsRefusedError({"answer": _("请选参加，或者这次不参加。")})
    if reason not in DropOutReason.values:
        raise FieldsRefusedError({"reason": _("请选一个原因。")})
    if reason == DropOutReason.OTHER and not text.strip():
        raise FieldsRefusedError({"text": _("选了“其他”，请写两句是什么原因。")})
    return {
        "answer": answer,
        "reason": reason,
        "text": text.strip()[:LONGEST_REASON],
    }


def _tell(invitation: CampaignInvitation) -> dict[str, str]:
    return {
        "answer": invitation.answer,
        "reason": invitation.reason,
        "text": invitation.text,
    }


def _record(
    invitation: CampaignInvitation,
    old: dict[str, Any],
    new: dict[str, Any],
    actor: User,
) -> None:
    enterprise: Enterprise = invitation.enterprise
    standing = enterprise.merged_into or enterprise
    audit.record(
        action="campaigns.invitation_answered",
        subject=invitation.campaign,
        actor=actor,
        old=old,
        new={**new, "enterprise": enterprise.code},
        proxy_for=name_represented(actor, standing.organisation_id),
    )
