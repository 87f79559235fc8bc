"""Visits of an order as the enterprise, who helped, and the office see them."""

from django.db.models import Prefetch, Q, QuerySet

from zhisheng.apps.accounts.selectors import Actor
from zhisheng.apps.improvement.choices import PROVING, VisitFinding
from zhisheng.apps.improvement.models import HelpOrder, HelpVisit, HelpVisitFile
from zhisheng.apps.improvement.permissions import Action
from zhisheng.apps.improvement.selectors.orders import (
    CONFIRMED,
    find_hands,
    get_order_for,
    get_taken_order_for,
    list_own_orders_for,
)
from zhisheng.apps.improvement.selectors.register import list_own_entries_for
from zhisheng.kit.errors import NotFoundError
from zhisheng.kit.files import StoredFile
from zhisheng.methods.help_orders import Hand

# The enterprise itself says it is not so, and no office found otherwise.
DENIED = Q(disputed_at__isnull=False) & ~Q(finding=VisitFinding.AS_WRITTEN)


def get_own_visit_for(*, actor: Actor, code: str, number: int) -> HelpVisit:
    """Return a visit to whoever answers for the enterprise it was paid to."""
    own = list_own_orders_for(actor, Action.ORDER_HELP).filter(code=code).first()
    visit = own.visits.filter(number=number).first() if own else None
    if visit is None:
        raise NotFoundError
    return visit


def get_taken_visit_for(*, actor: Actor, code: str, number: int) -> HelpVisit:
    """Return a visit to who paid it, as long as the order is theirs."""
    taken = get_taken_order_for(actor=actor, code=code)
    own = taken.visits.select_related("order", "helper").filter(helper=taken.helper_id)
    visit = own.filter(number=number).first()
    if visit is None:
        raise NotFoundError
    return visit


def get_visit_to_settle_for(*, actor: Actor, code: str, number: int) -> HelpVisit:
    """Return a visit to who dispatches in the area of its enterprise."""
    order = get_order_for(actor=actor, code=code)
    visit = order.visits.select_related("order", "helper").filter(number=number).first()
    if visit is None or Hand.OFFICE not in find_hands(actor, order):
        raise NotFoundError
    return visit


def get_shown_visit_for(*, actor: Actor, code: str, number: int) -> HelpVisit:
    """Return a visit to the enterprise and who paid it; an office reads none."""
    order = get_order_for(actor=actor, code=code)
    visits = select_read_visits_for(actor, order).select_related(
        "order__enterprise__industry",
        "order__helper",
        "helper__organisation",
        "signature",
    )
    visit = visits.filter(number=number).first()
    if visit is None:
        raise NotFoundError
    return visit


def select_read_visits_for(actor: Actor, order: HelpOrder) -> QuerySet[HelpVisit]:
    """Return the visits whose notes one reads: the enterprise all, who helped the own."""
    if list_own_orders_for(actor).filter(pk=order.pk).exists():
        return order.visits.all()
    entries = list_own_entries_for(actor).order_by().values("pk")
    return order.visits.filter(helper__in=entries)


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
    """Tell whether a visit of who has the order was confirmed, or found as written."""
    found = Q(finding=VisitFinding.AS_WRITTEN)
    own = order.visits.filter(helper=order.helper_id)
    return own.filter(CONFIRMED | found).exists()


def has_standing_visit(order: HelpOrder) -> bool:
    """Tell whether who has the order paid a visit that the enterprise does not deny."""
    own = order.visits.filter(helper=order.helper_id)
    return own.exclude(DENIED).exists()


def is_help_proven_otherwise(visit: HelpVisit) -> bool:
    """Tell whether another visit of the year, booked on the same helper, is proven."""
    if visit.helper is None:
        return False
    body, office = visit.helper.organisation_id, visit.helper.office_id
    is_same = Q(helper__organisation=body)
    if body is None:
        is_same &= Q(helper__office=office)
    others = HelpVisit.objects.filter(
        is_same,
        CONFIRMED & Q(proof__in=PROVING) | Q(finding=VisitFinding.AS_WRITTEN),
        order__enterprise=visit.order.enterprise_id,
        visited_on__year=visit.visited_on.year,
        order__done_at__isnull=False,
    )
    return others.exclude(pk=visit.pk).exists()
