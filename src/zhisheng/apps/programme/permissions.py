"""Who may do what in this app: the one table that selectors, services and pages read."""

from types import MappingProxyType

from zhisheng.apps.accounts.choices import Role
from zhisheng.apps.accounts.models import Unit
from zhisheng.apps.accounts.selectors import Actor, get_scope, is_platform
from zhisheng.kit.errors import ForbiddenError

# Who answers for an enterprise, a body or a unit that has to fill something in.
ANSWERING = frozenset({Role.OWNER, Role.PROXY, Role.BODY, Role.OFFICER})
ALLOWED = MappingProxyType(
    {
        "programme.import_roster": frozenset(
            {Role.OFFICER, Role.BODY, Role.ADMINISTRATOR}
        ),
        "programme.see_ledger": frozenset({Role.OFFICER, Role.BODY}),
        "programme.write_ledger": frozenset({Role.OFFICER}),
        "programme.ask_confirmation": frozenset({Role.BODY}),
        "programme.confirm_help": frozenset({Role.OWNER, Role.PROXY}),
        "programme.choose_helper": frozenset({Role.OWNER}),
        "programme.manage_notices": frozenset({Role.OFFICER}),
        "programme.manage_tasks": frozenset({Role.OFFICER}),
        "programme.manage_years": frozenset({Role.OFFICER, Role.ADMINISTRATOR}),
    }
)


def may(actor: Actor, action: str) -> bool:
    """Tell whether the actor may; the platform itself may do what any role may."""
    return is_platform(actor) or get_scope(actor).has_role(*ALLOWED[action])


def may_for(actor: Actor, action: str, organisation_id: int | None) -> bool:
    """Tell whether the actor may in the name of this very organisation."""
    scope = get_scope(actor)
    return is_platform(actor) or scope.holds(organisation_id, ALLOWED[action])


def require(actor: Actor, action: str) -> None:
    if not may(actor, action):
        raise ForbiddenError


def may_sign_for(actor: Actor, unit: Unit) -> bool:
    """Tell whether the actor is of this very office: nobody signs for another one."""
    return may_sign_at(actor, unit.path)


def may_sign_at(actor: Actor, unit_path: str) -> bool:
    """Tell of an office's path whether the actor is of it, not of one above."""
    scope = get_scope(actor)
    is_allowed = scope.has_role(*ALLOWED["programme.manage_tasks"])
    return is_allowed and unit_path in scope.officer_unit_paths
