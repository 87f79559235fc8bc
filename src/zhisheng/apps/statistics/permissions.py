"""Who may do what in this app: the one table that selectors, services and pages read."""

from types import MappingProxyType

from zhisheng.analytics.areas import CORPS, NATION
from zhisheng.apps.accounts.choices import Role, UnitKind
from zhisheng.apps.accounts.selectors import (
    Actor,
    get_scope,
    is_platform,
    list_units_for,
)
from zhisheng.apps.statistics.errors import AreaRefusedError
from zhisheng.kit.errors import ForbiddenError

ALLOWED = MappingProxyType(
    {
        "statistics.create_snapshot": frozenset({Role.OFFICER, Role.ADMINISTRATOR}),
        "statistics.draft_bulletin": frozenset({Role.OFFICER}),
        "statistics.release_bulletin": frozenset({Role.OFFICER}),
        "statistics.correct_bulletin": frozenset({Role.OFFICER}),
        "statistics.see_grades": frozenset({Role.OFFICER}),
        "statistics.replace_template": frozenset({Role.OFFICER}),
    }
)


def may(actor: Actor | None, action: str) -> bool:
    if actor is None or is_platform(actor):
        return True
    return get_scope(actor).has_role(*ALLOWED[action])


def may_for_area(actor: Actor | None, action: str, area: str) -> bool:
    return may(actor, action) and covers_area(actor, area)


def require(actor: Actor | None, action: str) -> None:
    if not may(actor, action):
        raise ForbiddenError


def require_for_area(actor: Actor | None, action: str, area: str) -> None:
    require(actor, action)
    if not covers_area(actor, area):
        raise AreaRefusedError(area=area)


def covers_area(actor: Actor | None, area: str) -> bool:
    """Tell whether an area lies within what the officer governs."""
    if actor is None or is_platform(actor):
        return True
    scope = get_scope(actor)
    if "" in scope.region_prefixes:
        return True
    if area == NATION:
        return False
    if area == CORPS:
        return (
            list_units_for(actor)
            .filter(kind=UnitKind.CORPS, parent__parent=None)
            .exists()
        )
    return scope.covers_region_code(area)
