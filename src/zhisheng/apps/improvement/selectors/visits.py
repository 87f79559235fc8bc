"""Visits of an order as the enterprise, who helped, and the office see them."""

from django.db.models import Prefetch, Q

from zhisheng.apps.accounts.selectors import Actor
from zhisheng.apps.improvement.choices import PROVING, VisitFinding
from zhisheng.apps.improvement.models import HelpOrder, HelpVisit, HelpVisitFile
from zhisheng.apps.improvement.permissions import Action
from zhisheng.apps.improvement.selectors.orders import (
    CONFIRMED,
    find_hands,
    get_order_for,
    list_own_orders_for,
)
from zhisheng.kit.errors import NotFoundError
from zhisheng.kit.files import StoredFile
from zhisheng.methods.help_orders import Hand

# The enterprise says it is not so, and no office found otherwise.
DENIED = (
    Q(said_at__isnull=False)
    & (Q(said_came=False) | Q(said_kind=False))
    & ~Q(finding=VisitFinding.AS_WRITTEN)
)


def get_own_visit_for(*, actor: Actor, code: str, number: int) -> HelpVisit:
    """Return a visit to whoever answers for the enterprise it was paid to."""
    own = list_own_orders_for(actor, Action.ORDER_HELP).filter(code=code).first()
    visit = own.visits.filter(number=number).first() if own else None
    if visit is None:
        raise NotFoundError
    return visit


def get_visit_for(*, actor: Actor, code: str, number: int) -> HelpVisit:
    order = get_order_for(actor=actor, code=code)
    visit = order.visits.select_related("order", "helper").filter(number=number).first()
    if visit is None:
        raise NotFoundError
    return visit


def get_visit_to_settle_for(*, actor: Actor, code: str, number: int) -> HelpVisit:
    """Return a visit to who dispatches in the area of its enterprise."""
    visit = get_visit_for(actor=actor, code=code, number=number)
    if Hand.OFFICE not in find_hands(actor, visit.order):
        raise NotFoundError
    return visit


def get_shown_visit_for(*, actor: Actor, code: str, number: int) -> HelpVisit:
    """Return a visit to the enterprise and who helped; an office reads none."""
    order = get_order_for(actor=actor, code=code)
    if not find_hands(actor, order) & {Hand.ENTERPRISE, Hand.HELPER} and not (
        list_own_orders_for(actor).filter(pk=order.pk).exists()
    ):
        raise NotFoundError
    visits = order.visits.select_related(
        "order__enterprise__industry",
        "order__helper",
        "helper__organisation",
        "signature",
    )
    visit = visits.filter(number=number).first()
    if visit is None:
        raise NotFoundError
    return visit


def get_visit_file_for(
    *, actor: Actor, code: str, number: int, file: int
) -> HelpVisitFile:
    """Return a file of a visit to whoever may read the visit."""
    visit = get_shown_visit_for(actor=actor, code=code, number=number)
    found = visit.files.select_related("file").filter(number=file).first()
    if found is None:
        raise NotFoundError
    return found


def get_signature_for(*, actor: Actor, code: str, number: int) -> StoredFile:
    """Return what was signed on the screen to whoever may read the visit."""
    visit = get_shown_visit_for(actor=actor, code=code, number=number)
    if visit.signature is None:
        raise NotFoundError
    return visit.signature


def list_visits(order: HelpOrder) -> list[HelpVisit]:
    files = HelpVisitFile.objects.select_related("file")
    visits = order.visits.select_related("helper", "written_by")
    return list(visits.prefetch_related(Prefetch("files", files)))


def has_confirmed_visit(order: HelpOrder) -> bool:
    """Tell whether a visit was confirmed, or an office found it to be as written."""
    found = Q(finding=VisitFinding.AS_WRITTEN)
    return order.visits.filter(CONFIRMED | found).exists()


def has_standing_visit(order: HelpOrder) -> bool:
    """Tell whether a visit was written down that the enterprise does not deny."""
    return order.visits.exclude(DENIED).exists()


def is_help_proven_otherwise(visit: HelpVisit) -> bool:
    """Tell whether another visit of the year, of the same helper, is proven."""
    others = HelpVisit.objects.filter(
        CONFIRMED,
        order__enterprise=visit.order.enterprise_id,
        helper__organisation=visit.helper.organisation_id if visit.helper else None,
        visited_on__year=visit.visited_on.year,
        order__done_at__isnull=False,
        proof__in=PROVING,
    )
    return others.exclude(pk=visit.pk).exists()
