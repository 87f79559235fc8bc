"""The public door to what this app can read."""

from zhisheng.apps.accounts.selectors.ledger import (
    get_processing_record_for,
    has_consent,
    list_processing_records_for,
)
from zhisheng.apps.accounts.selectors.organisations import (
    Administration,
    find_organisation,
    get_administration_for,
    get_organisation,
    get_organisation_for,
    get_organisation_of_unit,
    list_administered_organisations_for,
    list_certification_bodies,
    list_invitations,
    list_members,
    list_organisations_for,
    may_administer,
    may_invite,
)
from zhisheng.apps.accounts.selectors.people import (
    DemoUser,
    get_user,
    get_user_by_username,
    is_username_taken,
    list_demo_users,
    list_memberships,
)
from zhisheng.apps.accounts.selectors.scope import NOBODY, Actor, Scope, get_scope
from zhisheng.apps.accounts.selectors.tokens import (
    TokenActor,
    list_tokens,
    require_scope,
)
from zhisheng.apps.accounts.selectors.units import (
    get_unit,
    get_unit_for,
    list_units_below,
    list_units_for,
)

__all__ = [
    "NOBODY",
    "Actor",
    "Administration",
    "DemoUser",
    "Scope",
    "TokenActor",
    "find_organisation",
    "get_administration_for",
    "get_organisation",
    "get_organisation_for",
    "get_organisation_of_unit",
    "get_processing_record_for",
    "get_scope",
    "get_unit",
    "get_unit_for",
    "get_user",
    "get_user_by_username",
    "has_consent",
    "is_username_taken",
    "list_administered_organisations_for",
    "list_certification_bodies",
    "list_demo_users",
    "list_invitations",
    "list_members",
    "list_memberships",
    "list_organisations_for",
    "list_processing_records_for",
    "list_tokens",
    "list_units_below",
    "list_units_for",
    "may_administer",
    "may_invite",
    "require_scope",
]
