"""What the pages are given."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhisheng.apps.accounts.choices import Role
from zhisheng.apps.accounts.models import (
    ApiToken,
    Invitation,
    Membership,
    Organisation,
    Unit,
)
from zhisheng.apps.accounts.selectors import Page
from zhisheng.kit.personal import PersonalPart, Row
from zhisheng.ui.tables import Column, Table
from zhisheng.ui.tables import Row as TableRow

SHOWN_ROWS = 20


@dataclass(frozen=True, slots=True)
class AccountPage:
    """Context of a person's own page."""

    memberships: tuple[Membership, ...]
    has_second_factor: bool
    has_identity: bool
    record_count: int

    @property
    def may_bind(self) -> bool:
        """Only the province's officers have an identity there to bind."""
        roles = {one.role for one in self.memberships}
        return self.has_identity or Role.OFFICER in roles


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


@dataclass(frozen=True, slots=True)
class PersonalTable:
    """One part of what is held of a person: what for, how long, the latest rows."""

    name: str
    purpose: str
    kept: str
    count: int
    table: Table


def list_parts(
    parts: Iterable[tuple[PersonalPart, list[Row]]],
) -> tuple[PersonalTable, ...]:
    return tuple(
        PersonalTable(
            _(part.name), _(part.purpose), _(part.kept), len(rows), _tabulate(rows)
        )
        for part, rows in parts
    )


def _tabulate(rows: list[Row]) -> Table:
    names = list(rows[0]) if rows else []
    return Table(
        columns=tuple(Column(name, _(name)) for name in names),
        rows=tuple(
            TableRow(tuple(row[name] or "—" for name in names))
            for row in rows[:SHOWN_ROWS]
        ),
    )
