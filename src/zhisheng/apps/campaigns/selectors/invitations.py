"""Invitations: those of the own enterprises, and those an office may look at."""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from zhisheng.apps.accounts.selectors import Actor, get_scope
from zhisheng.apps.campaigns.choices import Answer, CampaignStatus
from zhisheng.apps.campaigns.models import Campaign, CampaignInvitation
from zhisheng.apps.campaigns.permissions import ANSWERING
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.models.enterprises import build_governed_condition
from zhisheng.apps.registry.selectors import select_acted_for
from zhisheng.kit.errors import NotFoundError

BEGUN = (CampaignStatus.OPEN, CampaignStatus.CLOSED)


def list_own_invitations_for(actor: Actor) -> QuerySet[CampaignInvitation]:
    """Return the invitations of enterprises the actor answers for, the latest first."""
    own = select_acted_for(actor, ANSWERING).order_by().values("pk")
    found = select_standing().filter(firm__in=own, campaign__status__in=BEGUN)
    return found.select_related("campaign__unit", "enterprise").order_by("-pk")


def list_waiting_invitations_for(actor: Actor) -> QuerySet[CampaignInvitation]:
    """Return the own invitations of open campaigns that nobody has answered yet."""
    waiting = list_own_invitations_for(actor).filter(answer=Answer.NONE)
    return waiting.filter(campaign__status=CampaignStatus.OPEN)


def get_own_invitation_for(
    *, actor: Actor, code: str, number: int
) -> CampaignInvitation:
    own = list_own_invitations_for(actor).filter(campaign__code=code)
    invitation = own.filter(pk=number).first()
    if invitation is None:
        raise NotFoundError
    return invitation


def find_own_invitation(actor: Actor, code: str) -> CampaignInvitation:
    """Return an own invitation to a campaign, one that waits for an answer first."""
    own = list_own_invitations_for(actor).filter(campaign__code=code)
    invitation = own.order_by("answer", "pk").first()
    if invitation is None:
        raise NotFoundError
    return invitation


def select_standing() -> QuerySet[Any, Any]:
    """Select invitations with the enterprise each stands for now, each one once.

    ``firm`` is the surviving record of a merged one. Where both were invited, or two
    that were merged into one, a single invitation stands.
    """
    survivor = OuterRef("enterprise__merged_into")
    twins = CampaignInvitation.objects.filter(
        Q(enterprise=survivor)
        | Q(enterprise__merged_into=survivor, pk__lt=OuterRef("pk")),
        campaign=OuterRef("campaign"),
    )
    return CampaignInvitation.objects.filter(
        Q(enterprise__merged_into=None) | ~Exists(twins)
    ).annotate(firm=Coalesce("enterprise__merged_into_id", F("enterprise_id")))


def select_seen(campaign: Campaign, actor: Actor) -> QuerySet[Any, Any]:
    """Select the invitations of enterprises that an officer answers for today."""
    found = select_standing().filter(campaign=campaign)
    governed = build_governed_condition(get_scope(actor), actor)
    if not governed:
        return found
    seen: QuerySet[Any, Any] = Enterprise.unscoped.filter(governed).values("pk")
    return found.filter(firm__in=seen)


def count_standing(campaign: Campaign) -> int:
    return select_standing().filter(campaign=campaign).count()


def select_unanswered(campaign: Campaign) -> QuerySet[Any, Any]:
    standing = select_standing().filter(campaign=campaign)
    return standing.filter(answer=Answer.NONE)
