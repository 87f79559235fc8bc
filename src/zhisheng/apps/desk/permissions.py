"""Who may do what in this app: the one table that selectors, services and pages read."""

from types import MappingProxyType

from zhisheng.apps.accounts.choices import Role
from zhisheng.apps.accounts.selectors import Actor, get_scope
from zhisheng.kit.errors import ForbiddenError

ALLOWED = MappingProxyType(
    {
        "desk.answer_complaint": frozenset({Role.OFFICER, Role.ADMINISTRATOR}),
        "desk.manage_jobs": frozenset({Role.ADMINISTRATOR}),
        "desk.see_traffic": frozenset({Role.ADMINISTRATOR}),
        "desk.read_catalogue": frozenset({Role.ADMINISTRATOR}),
    }
)


def may(actor: Actor, action: str) -> bool:
    return get_scope(actor).has_role(*ALLOWED[action])


def require(actor: Actor, action: str) -> None:
    if not may(actor, action):
        raise ForbiddenError
