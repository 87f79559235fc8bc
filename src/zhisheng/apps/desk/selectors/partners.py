"""The desk of roles whose own tasks are not built yet: what is open to them today."""

from dataclasses import dataclass

from zhisheng.apps.accounts.models import User
from zhisheng.apps.accounts.selectors import (
    has_second_factor,
    list_administered_organisations_for,
    list_members,
)
from zhisheng.apps.desk.selectors.desks import name_organisation
from zhisheng.apps.improvement.selectors import count_asked_for
from zhisheng.apps.registry.permissions import Action, may
from zhisheng.apps.registry.selectors import (
    EnterpriseRow,
    RosterFilters,
    list_enterprises_for,
    list_own_enterprises_for,
)
from zhisheng.apps.statistics.models import Bulletin
from zhisheng.apps.statistics.selectors import list_bulletins_for

SHOWN_ENTERPRISES = 5


@dataclass(frozen=True, slots=True)
class Granted:
    """Enterprises that let the person's organisation see something of them."""

    newest: tuple[EnterpriseRow, ...]
    count: int


@dataclass(frozen=True, slots=True)
class PartnerDesk:
    """`is_alone`: looks after an organisation that has no other member."""

    organisation: str
    own: tuple[EnterpriseRow, ...]
    granted: Granted
    bulletin: Bulletin | None
    is_alone: bool
    orders_asked: int
    has_second_factor: bool


def get_partner_desk(actor: User) -> PartnerDesk:
    own = tuple(list_own_enterprises_for(actor))
    return PartnerDesk(
        organisation=name_organisation(actor),
        own=own,
        granted=find_granted_for(actor, own),
        bulletin=_find_newest_bulletin(actor),
        is_alone=_is_alone(actor),
        orders_asked=count_asked_for(actor),
        has_second_factor=has_second_factor(actor),
    )


def find_granted_for(actor: User, own: tuple[EnterpriseRow, ...]) -> Granted:
    """Return what others opened; the own enterprises are seen by right."""
    if not may(actor, Action.SEE_ROSTER):
        return Granted((), 0)
    codes = {row.code for row in own}
    page = list_enterprises_for(
        actor=actor, filters=RosterFilters(), size=SHOWN_ENTERPRISES + len(codes)
    )
    newest = [row for row in page.rows if row.code not in codes]
    return Granted(tuple(newest[:SHOWN_ENTERPRISES]), page.count - len(codes))


def _find_newest_bulletin(actor: User) -> Bulletin | None:
    released = list_bulletins_for(actor).exclude(released_at=None)
    return released.order_by("-released_at").first()


def _is_alone(actor: User) -> bool:
    own = list_administered_organisations_for(actor).first()
    return own is not None and list_members(own).count() == 1
