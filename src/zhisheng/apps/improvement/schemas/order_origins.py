"""Tell where an order of help comes from, and what orders came of a problem."""

from typing import Protocol

from django.urls import reverse
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.selectors import Actor
from zhisheng.apps.improvement import selectors
from zhisheng.apps.improvement.models import HelpOrder, Plan, Problem
from zhisheng.apps.improvement.schemas.orders import OrderCard, build_card
from zhisheng.apps.maturity.models import Evaluation

Link = tuple[str, str]


class Starting(Protocol):
    """What an order, and the form of one, start from."""

    @property
    def evaluation(self) -> Evaluation | None: ...
    @property
    def plan(self) -> Plan | None: ...
    @property
    def problem(self) -> Problem | None: ...


def list_links_back(start: Starting) -> tuple[Link, ...]:
    """Return the pages a start of an order has, for who may read them."""
    found = [
        (_("看评价结果"), "maturity:result", start.evaluation),
        (_("看提升计划"), "improvement:plan", start.plan),
        (_("看质量问题"), "improvement:problem", start.problem),
    ]
    return tuple(
        (label, reverse(page, args=[record.code]))
        for label, page, record in found
        if record is not None
    )


def list_links_of(actor: Actor, order: HelpOrder) -> tuple[Link, ...]:
    """Return the way back from an order, to people of the enterprise alone."""
    is_own = selectors.list_own_orders_for(actor).filter(pk=order.pk).exists()
    return list_links_back(order) if is_own else ()


def list_orders_of(actor: Actor, problem: Problem) -> tuple[OrderCard, ...]:
    """Return the own orders that a problem was the reason of, the latest first."""
    own = selectors.list_own_orders_for(actor).filter(problem=problem)
    return tuple(build_card(order) for order in own)
