"""What the pages are given."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _

from zhisheng.apps.accounts.choices import Role
from zhisheng.apps.accounts.models import (
    ApiToken,
    Invitation,
    Membership,
    Organisation,
    Unit,
)
from zhisheng.apps.accounts.selectors import Page, write_unit
from zhisheng.kit.personal import PersonalPart, Row
from zhisheng.ui.tables import Column, Table
from zhisheng.ui.tables import Row as TableRow

SHOWN_ROWS = 20
# A page does not need to know more exactly; the file holds them all.
COUNTED_ROWS = 1_000


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
    may_change: bool


def describe_unit(unit: Unit) -> tuple[str, str, str]:
    """Return value, label and detail of a picker's option."""
    above = unit.parent.name if unit.parent else ""
    return write_unit(unit), unit.name, f"{unit.get_kind_display()} {above}".strip()


@dataclass(frozen=True, slots=True)
class PersonalTable:
    """One part of what is held of a person: what for, how long, the latest rows."""

    name: str
    purpose: str
    kept: str
    count: int
    has_more: bool
    table: Table


def list_parts(
    parts: Iterable[tuple[PersonalPart, Iterable[Row]]],
) -> tuple[PersonalTable, ...]:
    return tuple(_describe_part(part, rows) for part, rows in parts)


def _describe_part(part: PersonalPart, rows: Iterable[Row]) -> PersonalTable:
    read = list(islice(rows, COUNTED_ROWS + 1))
    return PersonalTable(
        name=_(part.name),
        purpose=_(part.purpose),
        kept=_(part.kept),
        count=min(len(read), COUNTED_ROWS),
        has_more=len(read) > COUNTED_ROWS,
        table=_tabulate(read),
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
