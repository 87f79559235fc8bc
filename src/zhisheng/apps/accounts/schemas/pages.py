"""What the pages are given."""

from dataclasses import dataclass

from zhisheng.apps.accounts.models import (
    ApiToken,
    Invitation,
    Membership,
    Organisation,
    Unit,
)
from zhisheng.apps.accounts.selectors import Page


@dataclass(frozen=True, slots=True)
class AccountPage:
    """Context of a person's own page."""

    memberships: tuple[Membership, ...]
    has_second_factor: bool
    has_identity: bool
    record_count: int


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """Context of the page on which an organisation is looked after."""

    organisation: Organisation
    members: Page[Membership]
    invitations: tuple[Invitation, ...]
    tokens: tuple[ApiToken, ...]
    may_administer: bool
    may_invite: bool
    may_authorise: bool
    others: tuple[Organisation, ...]


@dataclass(frozen=True, slots=True)
class UnitPage:
    """Context of one unit in the tree of an officer's units."""

    unit: Unit
    line: tuple[Unit, ...]
    below: Page[Unit]
    organisation: Organisation
    may_create: bool
