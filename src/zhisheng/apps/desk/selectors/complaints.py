"""Complaints: anybody's own by its code, those of an area for its officers."""

from collections import Counter

from django.db.models import Count, Q, QuerySet

from zhisheng.apps.accounts.selectors import Actor, Scope, get_scope
from zhisheng.apps.desk.choices import ComplaintStatus
from zhisheng.apps.desk.models import Complaint
from zhisheng.apps.desk.permissions import ALLOWED
from zhisheng.apps.registry.selectors import Place
from zhisheng.kit.errors import NotFoundError

PAGE = 30
LOWEST, HIGHEST = "0", "9"
REGION_DIGITS = 6


def find_complaint(code: str) -> Complaint:
    """Return a complaint to whoever knows its code; its page shows no contact."""
    found = Complaint.objects.select_related("region").filter(code=code).first()
    if found is None:
        raise NotFoundError
    return found


def list_complaints_for(
    *, actor: Actor, after: int | None = None
) -> tuple[list[Complaint], int | None]:
    """Return one page, open ones first, and where the next page begins."""
    complaints = _list_visible(actor).select_related("region").order_by("-id")
    page = list((complaints.filter(id__lt=after) if after else complaints)[: PAGE + 1])
    return page[:PAGE], page[PAGE - 1].pk if len(page) > PAGE else None


def get_complaint_for(*, actor: Actor, code: str) -> Complaint:
    found = _list_visible(actor).select_related("region").filter(code=code).first()
    if found is None:
        raise NotFoundError
    return found


def count_open_complaints_for(actor: Actor) -> int:
    return _list_visible(actor).filter(status=ComplaintStatus.OPEN).count()


def count_open_by_place_for(actor: Actor) -> Counter[Place]:
    """Count the open complaints of an officer's area by where they come from."""
    visible = _list_visible(actor).filter(status=ComplaintStatus.OPEN).order_by()
    counted = visible.values_list("region_id").annotate(Count("pk"))
    return Counter({(region, None): count for region, count in counted})


def _list_visible(actor: Actor) -> QuerySet[Complaint]:
    scope = get_scope(actor)
    if not scope.has_role(*ALLOWED["desk.answer_complaint"]):
        return Complaint.objects.none()
    if scope.is_administrator or "" in scope.region_prefixes:
        return Complaint.objects.all()
    return Complaint.objects.filter(_match_regions(scope))


def _match_regions(scope: Scope) -> Q:
    condition = Q(pk__in=[])
    for prefix in scope.region_prefixes:
        condition |= Q(
            region_id__gte=prefix.ljust(REGION_DIGITS, LOWEST),
            region_id__lte=prefix.ljust(REGION_DIGITS, HIGHEST),
        )
    return condition
