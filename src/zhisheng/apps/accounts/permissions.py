"""Who may do what with people and organisations: one table, read everywhere."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from types import MappingProxyType

from zhisheng.apps.accounts.choices import OrganisationKind, Role, TokenScope


class Action(StrEnum):
    CREATE_UNIT = "create_unit"
    CHANGE_UNIT = "change_unit"
    CREATE_ORGANISATION = "create_organisation"
    ADMINISTER_ORGANISATION = "administer_organisation"
    INVITE_INTO_ENTERPRISE = "invite_into_enterprise"
    INVITE_FIRST_PERSON = "invite_first_person"
    RECORD_STATUTORY_DUTY = "record_statutory_duty"


# Roles that act for the whole of their organisation, not only in a task of it.
LEADING_ROLES = frozenset(
    {
        Role.OWNER,
        Role.BODY,
        Role.OFFICER,
        Role.CHAIN_HEAD,
        Role.ASSOCIATION,
        Role.LABORATORY,
        Role.DEPARTMENT,
        Role.BANK,
        Role.TRAINER,
        Role.ADMINISTRATOR,
    }
)
GOVERNING_ROLES = frozenset({Role.OFFICER, Role.ADMINISTRATOR})

# Whoever holds such a role holds it until a day, and is authorised on a page of its own.
ROLES_WITH_END = frozenset({Role.PROXY})
# Who may let somebody act for the enterprise; no officer may.
AUTHORISING_ROLES = frozenset({Role.OWNER})

ROLES_BY_ACTION: Mapping[Action, frozenset[Role]] = MappingProxyType(
    {
        Action.CREATE_UNIT: GOVERNING_ROLES,
        Action.CHANGE_UNIT: GOVERNING_ROLES,
        Action.CREATE_ORGANISATION: GOVERNING_ROLES,
        Action.ADMINISTER_ORGANISATION: LEADING_ROLES,
        Action.INVITE_INTO_ENTERPRISE: GOVERNING_ROLES,
        Action.INVITE_FIRST_PERSON: GOVERNING_ROLES,
        Action.RECORD_STATUTORY_DUTY: GOVERNING_ROLES,
    }
)

ROLES_BY_KIND: Mapping[str, tuple[Role, ...]] = MappingProxyType(
    {
        OrganisationKind.UNIT: (Role.OFFICER, Role.EXPERT),
        OrganisationKind.ENTERPRISE: (
            Role.OWNER,
            Role.WORKER,
            Role.CHAIN_LEADER,
            Role.PROXY,
        ),
        OrganisationKind.CERTIFICATION_BODY: (Role.BODY, Role.EXPERT),
        OrganisationKind.LABORATORY: (Role.LABORATORY, Role.EXPERT),
        OrganisationKind.ASSOCIATION: (Role.ASSOCIATION, Role.EXPERT),
        OrganisationKind.PARK: (Role.ASSOCIATION,),
        OrganisationKind.BANK: (Role.BANK,),
        OrganisationKind.TRAINER: (Role.TRAINER, Role.EXPERT),
        OrganisationKind.DEPARTMENT: (Role.DEPARTMENT,),
        OrganisationKind.CHAIN_OFFICE: (Role.CHAIN_HEAD,),
        OrganisationKind.PLATFORM: (Role.ADMINISTRATOR, Role.EXPERT),
    }
)

# The platform has no enterprises of its own, and nobody lets it see theirs.
READING_KINDS = frozenset(OrganisationKind) - {OrganisationKind.PLATFORM}
GOVERNED_OR_OWN = frozenset({OrganisationKind.UNIT, OrganisationKind.ENTERPRISE})
# Whom a reporting task can be for.
REPORTING_KINDS = frozenset(
    {
        OrganisationKind.UNIT,
        OrganisationKind.ENTERPRISE,
        OrganisationKind.CERTIFICATION_BODY,
    }
)
# Kinds whose leading people may use a scope, where not all may.
KINDS_BY_SCOPE: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        TokenScope.READ_REGISTRY: READING_KINDS,
        TokenScope.PROPOSE_CHANGES: GOVERNED_OR_OWN,
        TokenScope.MANAGE_CONSENTS: frozenset({OrganisationKind.ENTERPRISE}),
        TokenScope.MAKE_STATEMENTS: frozenset({OrganisationKind.ENTERPRISE}),
        TokenScope.READ_RETURNS: READING_KINDS,
        TokenScope.WRITE_RETURNS: GOVERNED_OR_OWN,
        TokenScope.READ_TASKS: REPORTING_KINDS,
        TokenScope.FILL_TASKS: REPORTING_KINDS,
        TokenScope.REVIEW_TASKS: frozenset({OrganisationKind.UNIT}),
        TokenScope.MANAGE_TASKS: frozenset({OrganisationKind.UNIT}),
        TokenScope.READ_PLANS: GOVERNED_OR_OWN,
        TokenScope.READ_HELPERS: REPORTING_KINDS,
        TokenScope.READ_EVALUATIONS: frozenset({OrganisationKind.ENTERPRISE}),
        TokenScope.WRITE_EVALUATIONS: frozenset({OrganisationKind.ENTERPRISE}),
        TokenScope.READ_GRADES: frozenset({OrganisationKind.UNIT}),
        # Who may take an export is the matter of that export.
        TokenScope.MANAGE_COLUMNS: frozenset(
            {OrganisationKind.UNIT, OrganisationKind.CERTIFICATION_BODY}
        ),
        TokenScope.READ_CAMPAIGNS: frozenset({OrganisationKind.UNIT}),
        TokenScope.WRITE_NOTICES: frozenset({OrganisationKind.UNIT}),
        TokenScope.IMPORT_ROSTER: frozenset(
            {
                OrganisationKind.UNIT,
                OrganisationKind.CERTIFICATION_BODY,
                OrganisationKind.PLATFORM,
            }
        ),
    }
)


def may(action: Action, roles: Collection[str]) -> bool:
    return not ROLES_BY_ACTION[action].isdisjoint(roles)


def list_roles_for_kind(kind: str) -> tuple[Role, ...]:
    """Return the roles that people of an organisation of this kind can hold."""
    return ROLES_BY_KIND[kind]


def list_scopes_for_kind(kind: str) -> tuple[TokenScope, ...]:
    """Return the scopes that a key of an organisation of this kind can have."""
    return tuple(
        scope for scope in TokenScope if kind in KINDS_BY_SCOPE.get(scope, {kind})
    )


def list_lasting_roles_for_kind(kind: str) -> tuple[Role, ...]:
    """Return the roles that somebody can be invited to without a last day."""
    return tuple(role for role in ROLES_BY_KIND[kind] if role not in ROLES_WITH_END)
