"""Who may do what in this app: the one table that selectors, services and pages read."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from types import MappingProxyType

from zhisheng.apps.accounts.choices import Role
from zhisheng.apps.accounts.selectors import (
    Actor,
    Scope,
    get_scope,
    is_platform,
    list_organisations_acted_for,
)
from zhisheng.apps.registry.models import Enterprise, Grant
from zhisheng.apps.registry.models.enterprises import covers_enterprise
from zhisheng.kit.errors import ForbiddenError


class Action(StrEnum):
    SEE_ROSTER = "registry.see_roster"
    EXPORT_ROSTER = "registry.export_roster"
    REGISTER = "registry.register"
    UPDATE_OFFICIAL = "registry.update_official"
    RECORD_LIFE_EVENT = "registry.record_life_event"
    MERGE = "registry.merge"
    DECIDE = "registry.decide"
    PROPOSE_CHANGE = "registry.propose_change"
    EDIT_CONTACT = "registry.edit_contact"
    REVEAL_CONTACT = "registry.reveal_contact"
    CLAIM = "registry.claim"
    GRANT = "registry.grant"
    CONSENT = "registry.consent"
    EXCHANGE = "registry.exchange"
    PLACE = "registry.place"
    STATE = "registry.state"
    SEE_STATEMENTS = "registry.see_statements"


# An officer acts on what the unit governs, everybody else on the own enterprise.
ROLES_BY_ACTION: Mapping[Action, frozenset[Role]] = MappingProxyType(
    {
        Action.SEE_ROSTER: frozenset(
            {Role.OFFICER, Role.BODY, Role.EXPERT, Role.BANK, Role.ASSOCIATION,
             Role.LABORATORY, Role.TRAINER, Role.DEPARTMENT, Role.CHAIN_HEAD,
             Role.CHAIN_LEADER}
        ),
        Action.EXPORT_ROSTER: frozenset({Role.OFFICER, Role.BODY}),
        Action.REGISTER: frozenset({Role.OFFICER}),
        Action.UPDATE_OFFICIAL: frozenset({Role.OFFICER}),
        Action.RECORD_LIFE_EVENT: frozenset({Role.OFFICER}),
        Action.MERGE: frozenset({Role.OFFICER}),
        Action.DECIDE: frozenset({Role.OFFICER}),
        Action.PROPOSE_CHANGE: frozenset({Role.OWNER, Role.OFFICER}),
        Action.EDIT_CONTACT: frozenset({Role.OWNER, Role.OFFICER}),
        Action.REVEAL_CONTACT: frozenset({Role.OWNER, Role.OFFICER}),
        Action.CLAIM: frozenset(Role),
        Action.GRANT: frozenset({Role.OWNER, Role.OFFICER}),
        Action.CONSENT: frozenset({Role.OWNER}),
        Action.EXCHANGE: frozenset({Role.OFFICER}),
        Action.PLACE: frozenset({Role.OFFICER}),
        # In its name speaks the enterprise alone, or whom it authorised.
        Action.STATE: frozenset({Role.OWNER, Role.PROXY}),
        Action.SEE_STATEMENTS: frozenset({Role.OWNER, Role.PROXY, Role.OFFICER}),
    }
)  # fmt: skip
# What nobody does for an enterprise but who acts for it; no office, not the platform.
IN_ITS_NAME = frozenset({Action.CONSENT, Action.STATE})


def may(actor: Actor, action: Action) -> bool:
    """Tell whether some role of the actor allows the action at all."""
    return is_platform(actor) or get_scope(actor).has_role(*ROLES_BY_ACTION[action])


def may_on(actor: Actor, action: Action, enterprise: Enterprise) -> bool:
    """Tell whether the actor may do it to this enterprise."""
    if action in IN_ITS_NAME:
        return may_act_for(actor, action, enterprise)
    if is_platform(actor):
        return True
    return _allows(get_scope(actor), action, enterprise)


def may_act_for(actor: Actor, action: Action, enterprise: Enterprise) -> bool:
    """Tell whether the actor may do it in the name of this very enterprise."""
    if enterprise.organisation_id is None:
        return False
    own = list_organisations_acted_for(actor, ROLES_BY_ACTION[action])
    return own.filter(pk=enterprise.organisation_id).exists()


def may_see_field(actor: Actor, field: str, enterprise: Enterprise) -> bool:
    """Tell whether a field of this enterprise is open to the actor, by right or grant."""
    return enterprise.pk in list_seen(actor, field, [enterprise])


def list_seen(
    actor: Actor, field: str, enterprises: Collection[Enterprise]
) -> frozenset[int]:
    """Return the ids of those whose field is open to the actor, asked of all at once."""
    if is_platform(actor):
        return frozenset(one.pk for one in enterprises)
    scope = get_scope(actor)
    by_right = {
        one.pk for one in enterprises if _allows(scope, Action.REVEAL_CONTACT, one)
    }
    grants = Grant.live.filter(
        enterprise__in=[one.pk for one in enterprises if one.pk not in by_right],
        viewer_id__in=scope.organisation_ids,
    )
    granted = (one.enterprise_id for one in grants if field in one.fields)
    return frozenset((*by_right, *granted))


def require(actor: Actor | None, action: Action) -> None:
    """Raise unless some role allows it; no actor is the platform itself."""
    if actor is not None and not may(actor, action):
        raise ForbiddenError


def require_on(actor: Actor | None, action: Action, enterprise: Enterprise) -> None:
    if actor is not None and not may_on(actor, action, enterprise):
        raise ForbiddenError


def list_actions_on(actor: Actor, enterprise: Enterprise) -> frozenset[str]:
    """Return every action the actor may do to this enterprise, for pages."""
    if is_platform(actor):
        return frozenset(Action)
    scope = get_scope(actor)
    actions = {action for action in Action if _allows(scope, action, enterprise)}
    spoken = actions & IN_ITS_NAME
    actions -= {one for one in spoken if not may_act_for(actor, one, enterprise)}
    return frozenset(action.name.lower() for action in actions)


def _allows(scope: Scope, action: Action, enterprise: Enterprise) -> bool:
    roles = scope.roles & ROLES_BY_ACTION[action]
    if Role.OFFICER in roles and covers_enterprise(scope, enterprise):
        return True
    # What somebody may do in one enterprise says nothing of the next.
    return scope.holds(enterprise.organisation_id, roles - {Role.OFFICER})
