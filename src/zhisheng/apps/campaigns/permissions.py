"""Who may do what with campaigns: one table, read everywhere."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from zhisheng.apps.accounts.choices import Role
from zhisheng.apps.accounts.selectors import Actor, get_scope
from zhisheng.kit.errors import ForbiddenError

ANSWERING = frozenset({Role.OWNER, Role.PROXY})


class Action(StrEnum):
    SEE_CAMPAIGNS = "campaigns.see_campaigns"
    MANAGE_CAMPAIGN = "campaigns.manage_campaign"
    ANSWER_INVITATION = "campaigns.answer_invitation"


ROLES_BY_ACTION: Mapping[Action, frozenset[Role]] = MappingProxyType(
    {
        Action.SEE_CAMPAIGNS: frozenset({Role.OFFICER}),
        # Only the office itself, or one above it.
        Action.MANAGE_CAMPAIGN: frozenset({Role.OFFICER}),
        # Taking part is decided by who answers for the enterprise, never for it.
        Action.ANSWER_INVITATION: ANSWERING,
    }
)


def may(actor: Actor, action: Action) -> bool:
    return get_scope(actor).has_role(*ROLES_BY_ACTION[action])


def require(actor: Actor, *actions: Action) -> None:
    """Raise unless some role of the actor allows one of the actions."""
    if not any(may(actor, action) for action in actions):
        raise ForbiddenError
