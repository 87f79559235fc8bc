"""How far notices got: in the inbox, out through a channel, read; and why one did not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When
from django.utils import timezone

from zhisheng.apps.accounts.choices import DeliveryState, DispatchStatus
from zhisheng.apps.accounts.models import Message, User
from zhisheng.apps.accounts.selectors.paging import PAGE_SIZE, Page

# Texts that went out are erased after a year; then nobody knows any more.
KNOWN_FOR = timedelta(days=360)
FAILURES = (DispatchStatus.FAILED, DispatchStatus.EXPIRED)


@dataclass(frozen=True, slots=True)
class DeliveryCounts:
    """Of so many people told, how many the notice reached; those who read it among all."""

    total: int
    waiting: int
    handed_over: int
    received: int
    failed: int
    unaddressed: int
    read: int


def read_state(delivery: Message) -> DeliveryState:
    """Return how far a notice of ``select_deliveries`` got."""
    return DeliveryState(getattr(delivery, "state", DeliveryState.WAITING))


def select_deliveries(
    keys: Iterable[str], recipients: QuerySet[User]
) -> QuerySet[Message]:
    """Return the notices of these keys to people that the caller has been let to see."""
    told = Message.objects.filter(key__in=list(keys), recipient__in=recipients)
    return told.annotate(
        state=Case(
            When(is_waiting=True, then=Value(DeliveryState.WAITING)),
            When(dispatch=None, then=Value(DeliveryState.UNADDRESSED)),
            When(dispatch__status__in=FAILURES, then=Value(DeliveryState.FAILED)),
            default=F("dispatch__status"),
            output_field=CharField(),
        )
    )


def list_delivery_keys(start: str, recipients: QuerySet[User]) -> list[str]:
    """Return which notices whose keys start so these people got, the latest first."""
    since = timezone.now() - KNOWN_FOR
    told = Message.objects.filter(
        key__startswith=start, recipient__in=recipients, created_at__gte=since
    )
    return list(told.order_by("-key").values_list("key", flat=True).distinct())


def count_deliveries(deliveries: QuerySet[Message]) -> DeliveryCounts:
    # Annotated, so no field of the model by which it could be counted in a typed way.
    states: dict[str, Any] = {}
    for one in DeliveryState:
        is_so: dict[str, Any] = {"state": one.value}
        states[one.value] = Count("pk", filter=Q(**is_so))
    counted = deliveries.aggregate(
        total=Count("pk"), read=Count("pk", filter=Q(read_at__isnull=False)), **states
    )
    return DeliveryCounts(**counted)


def list_deliveries(
    deliveries: QuerySet[Message], *, view: str = "", after: int | None = None
) -> Page[Message]:
    """Return one page of notices; ``view`` is a state, ``read``, ``unread`` or empty."""
    found = deliveries
    if view in DeliveryState.values:
        is_so: dict[str, Any] = {"state": view}
        found = found.filter(**is_so)
    elif view in {"read", "unread"}:
        found = found.filter(read_at__isnull=view == "unread")
    if after:
        found = found.filter(pk__gt=after)
    rows = list(
        found.select_related("recipient", "dispatch").order_by("pk")[: PAGE_SIZE + 1]
    )
    is_last = len(rows) <= PAGE_SIZE
    rows = rows[:PAGE_SIZE]
    return Page(tuple(rows), None if is_last else rows[-1].pk)
