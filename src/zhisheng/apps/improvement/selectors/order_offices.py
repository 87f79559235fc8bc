"""The offices an order lies with: who dispatches it, since when, and who is above."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from zhisheng.apps.accounts.choices import Role
from zhisheng.apps.accounts.models import Membership, Unit, User
from zhisheng.apps.improvement.choices import OrderAct
from zhisheng.apps.improvement.models import HelpOrder
from zhisheng.apps.improvement.selectors.cases import find_office_above
from zhisheng.apps.improvement.selectors.orders import REFUSING
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.selectors import find_first_office


def find_when_it_came(order: HelpOrder) -> datetime:
    """Return when an order came to the office it lies with; other acts restart nothing."""
    acts = (OrderAct.ASK_OFFICE, *REFUSING)
    last = order.steps.filter(act__in=acts).order_by("pk").last()
    return last.done_at if last is not None else order.ordered_at


def list_dispatchers(order: HelpOrder) -> QuerySet[User]:
    """Return the officers of the office that dispatched it, else of the nearest that has any.

    An order waits for somebody.
    """
    office = _find_charged(order)
    return User.objects.none() if office is None else _list_officers(office)


def list_officers_above(order: HelpOrder) -> QuerySet[User]:
    """Return the officers of the next office above that one that has any."""
    office = _find_charged(order)
    while office is not None:
        office = find_office_above(office)
        if office is not None and _list_officers(office).exists():
            return _list_officers(office)
    return User.objects.none()


def _find_charged(order: HelpOrder) -> Unit | None:
    dispatching = _find_dispatching(order)
    offices = list(dict.fromkeys(_climb_offices(order.enterprise.surviving)))
    offices.sort(key=lambda office: office.code not in dispatching)
    return next((one for one in offices if _list_officers(one).exists()), None)


def _find_dispatching(order: HelpOrder) -> set[Any]:
    """Return the offices of who dispatched it last."""
    step = order.steps.filter(act=OrderAct.DISPATCH).order_by("pk").last()
    if step is None or step.done_by is None:
        return set()
    own = Membership.objects.present().filter(user=step.done_by, role=Role.OFFICER)
    return set(own.values_list("organisation__unit", flat=True))


def _list_officers(office: Unit) -> QuerySet[User]:
    officers = Membership.objects.present().filter(
        organisation__unit=office, organisation__is_active=True, role=Role.OFFICER
    )
    people = User.objects.filter(is_active=True, is_machine=False)
    return people.filter(pk__in=officers.values("user"))


def _climb_offices(enterprise: Enterprise) -> Iterator[Unit]:
    """Tell its own unit, and then who answers for its area, from near to far."""
    if enterprise.unit is not None and enterprise.unit.ended_on is None:
        yield enterprise.unit
    office = find_first_office(enterprise)
    while office is not None:
        yield office
        office = find_office_above(office)
