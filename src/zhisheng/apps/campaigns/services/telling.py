"""What the invited are told; the texts outside never say of what."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from zhisheng.apps.accounts.models import Membership, User
from zhisheng.apps.accounts.services import Notice, send_notice
from zhisheng.apps.campaigns.models import Campaign
from zhisheng.apps.campaigns.permissions import ANSWERING
from zhisheng.apps.campaigns.selectors import select_unanswered
from zhisheng.apps.registry.models import Enterprise

INVITED = _("请看一看“{campaign}”，参不参加由您定。")
REMINDED = _("“{campaign}”还等您说一声，参不参加由您定。")
CLOSED = _("“{campaign}”结束了，不用再答复。")


def tell_invited(campaign: Campaign, actor: User | None) -> int:
    """Tell who answers for each invited enterprise, every person once."""
    return _send(campaign, INVITED, "invited", select_unanswered(campaign), actor)


def tell_unanswered(campaign: Campaign, actor: User) -> int:
    """Remind who has not answered; the day in the key keeps it from being said twice."""
    key = f"remind:{timezone.localdate().isoformat()}"
    return _send(campaign, REMINDED, key, select_unanswered(campaign), actor)


def tell_closed(campaign: Campaign, actor: User) -> int:
    """Tell who has not answered that it is not waited for any more."""
    return _send(campaign, CLOSED, "closed", select_unanswered(campaign), actor)


def _send(
    campaign: Campaign,
    title: str,
    what: str,
    invitations: QuerySet[Any, Any],
    actor: User | None,
) -> int:
    notice = Notice(
        template="todo",
        title=title,
        key=f"campaign:{campaign.code}:{what}",
        link=reverse("campaigns:campaign", args=[campaign.code]),
        data={"campaign": campaign.name},
    )
    people = _select_answering(invitations)
    return send_notice(notice=notice, recipients=people, actor=actor)


def _select_answering(invitations: QuerySet[Any, Any]) -> QuerySet[User]:
    firms = Enterprise.unscoped.filter(
        pk__in=invitations.values("firm"), organisation__isnull=False
    )
    running = Membership.objects.present().filter(
        organisation__in=firms.values("organisation"), role__in=ANSWERING
    )
    return User.objects.filter(
        pk__in=running.values("user"), is_active=True, is_machine=False
    )
