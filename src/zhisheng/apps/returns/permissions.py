"""Who may do what with indicator values: one table, read everywhere."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from zhisheng.apps.accounts.choices import Role
from zhisheng.apps.accounts.selectors import Actor, get_scope
from zhisheng.apps.returns.errors import TotalOfOtherOfficeError
from zhisheng.apps.returns.models import AreaValue
from zhisheng.kit.errors import ForbiddenError


class Action(StrEnum):
    FILE_RETURN = "file_return"
    CHECK_RETURN = "check_return"
    LIST_RETURNS = "list_returns"
    ENTER_TOTAL = "enter_total"
    IMPORT_VALUES = "import_values"


ROLES_BY_ACTION: Mapping[Action, frozenset[Role]] = MappingProxyType(
    {
        Action.FILE_RETURN: frozenset({Role.OWNER, Role.PROXY}),
        Action.CHECK_RETURN: frozenset({Role.OFFICER}),
        Action.LIST_RETURNS: frozenset({Role.OFFICER}),
        Action.ENTER_TOTAL: frozenset({Role.OFFICER}),
        Action.IMPORT_VALUES: frozenset({Role.OFFICER, Role.BODY}),
    }
)


def may(actor: Actor, action: Action) -> bool:
    return get_scope(actor).has_role(*ROLES_BY_ACTION[action])


def require_change_of_total(actor: Actor, total: AreaValue) -> None:
    require(actor, Action.ENTER_TOTAL)
    if not may_change_total(actor, total):
        raise TotalOfOtherOfficeError(office=total.office_name)


def may_change_total(actor: Actor, total: AreaValue) -> bool:
    """Tell whether the actor's office reported the total or stands above who did."""
    scope, office = get_scope(actor), total.declared_by
    if not may(actor, Action.ENTER_TOTAL):
        return False
    if office is None:
        # Nobody reported it here, so nobody but the nation's own office stands above.
        return "" in scope.region_prefixes
    unit = office.unit
    is_above = unit is not None and scope.covers_unit_path(unit.path)
    return is_above or office.pk in scope.organisation_ids


def require(actor: Actor, action: Action) -> None:
    if not may(actor, action):
        raise ForbiddenError
