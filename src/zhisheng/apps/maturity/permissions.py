"""Who may do what with evaluations: one table, read everywhere."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from zhisheng.apps.accounts.choices import Role
from zhisheng.apps.accounts.selectors import Actor, get_scope
from zhisheng.kit.errors import ForbiddenError


class Action(StrEnum):
    EVALUATE = "evaluate"
    SUBMIT = "submit"
    ASK_REVIEW = "ask_review"
    REVIEW = "review"
    SEE_AGREEMENT = "see_agreement"
    INVITE = "invite"


ROLES_BY_ACTION: Mapping[Action, frozenset[Role]] = MappingProxyType(
    {
        # Several may answer; what leaves the house is for who answers for the firm.
        Action.EVALUATE: frozenset({Role.OWNER, Role.WORKER, Role.PROXY}),
        Action.SUBMIT: frozenset({Role.OWNER, Role.PROXY}),
        # Letting somebody look in is a consent, which nobody gives for the owner.
        Action.ASK_REVIEW: frozenset({Role.OWNER}),
        Action.REVIEW: frozenset({Role.EXPERT}),
        Action.SEE_AGREEMENT: frozenset({Role.OFFICER}),
        # An office may ask; it sees neither whether nor what was answered.
        Action.INVITE: frozenset({Role.OFFICER}),
    }
)


def may(actor: Actor, action: Action) -> bool:
    return get_scope(actor).has_role(*ROLES_BY_ACTION[action])


def require(actor: Actor, action: Action) -> None:
    if not may(actor, action):
        raise ForbiddenError
