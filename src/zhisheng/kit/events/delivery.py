"""Tell each listener of an event, in order, each in its own transaction."""

import logging
from datetime import timedelta

from django.db import OperationalError, connection, transaction
from django.utils import timezone

from zhisheng.kit.boundary import Boundary
from zhisheng.kit.events.models import Delivery, DeliveryStatus, OutboxEvent
from zhisheng.kit.events.outbox import deliver_event, delivers_events
from zhisheng.kit.events.payloads import load_event
from zhisheng.kit.events.registry import find_listener

MAX_ATTEMPTS = 8
FIRST_BACKOFF_SECONDS = 10
LONGEST_BACKOFF_SECONDS = 3600
OVERDUE_AFTER = timedelta(minutes=2)

logger = logging.getLogger(__name__)


class ListenerMissingError(LookupError):
    """The listener was renamed or its app removed since the event was published."""


@delivers_events
def deliver(event_id: int) -> None:
    """Deliver one event as far as it goes; the first failing listener holds the rest."""
    open_ones = Delivery.objects.filter(
        event_id=event_id, status=DeliveryStatus.PENDING
    ).order_by("position")
    for delivery_id in list(open_ones.values_list("pk", flat=True)):
        with Boundary() as outcome:
            _deliver_one(delivery_id)
        if outcome.error is not None and not _note_failure(delivery_id, outcome.error):
            return
    OutboxEvent.objects.filter(pk=event_id, delivered_at=None).update(
        delivered_at=timezone.now()
    )


@transaction.atomic
def _deliver_one(delivery_id: int) -> None:
    """Run the listener and note it done in one transaction."""
    # The lock lets a second worker wait here and then find it done.
    delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
    if delivery.status != DeliveryStatus.PENDING:
        return
    row = delivery.event
    listener = find_listener(row.name, delivery.listener)
    if listener is None:
        raise ListenerMissingError(delivery.listener)
    listener.call(load_event(listener.event_class, row.payload))
    delivery.status = DeliveryStatus.DELIVERED
    delivery.attempts += 1
    delivery.error, delivery.delivered_at = "", timezone.now()
    delivery.save()


def _note_failure(delivery_id: int, error: Exception) -> bool:
    """Plan the next attempt; True if there will be none and the next listener's turn."""
    if isinstance(error, OperationalError):
        connection.close()
    delivery = Delivery.objects.get(pk=delivery_id)
    logger.error("listener %s failed", delivery.listener, exc_info=error)
    delivery.attempts += 1
    delivery.error = type(error).__name__[:200]
    is_dead = delivery.attempts >= MAX_ATTEMPTS
    if is_dead:
        delivery.status = DeliveryStatus.DEAD
    delivery.next_attempt_at = timezone.now() + compute_backoff(delivery.attempts)
    with transaction.atomic():
        delivery.save()
        if not is_dead:
            later = deliver_event.using(run_after=delivery.next_attempt_at)
            later.enqueue(delivery.event_id)
    return is_dead


def compute_backoff(attempts: int) -> timedelta:
    """Return 10 s after the first attempt, doubled by each, at most an hour."""
    seconds = FIRST_BACKOFF_SECONDS * 2 ** (attempts - 1)
    return timedelta(seconds=min(seconds, LONGEST_BACKOFF_SECONDS))


def deliver_overdue() -> int:
    """Queue again what a killed worker left; return how many events."""
    before = timezone.now() - OVERDUE_AFTER
    events = _list_pending_events(next_attempt_at__lt=before)
    for event_id in events:
        deliver_event.enqueue(event_id)
    return len(events)


def deliver_pending() -> int:
    """Deliver what is due in this process, for tests and the command line."""
    events = _list_pending_events(next_attempt_at__lte=timezone.now())
    for event_id in events:
        deliver(event_id)
    return len(events)


def _list_pending_events(**due: object) -> list[int]:
    pending = Delivery.objects.filter(status=DeliveryStatus.PENDING, **due)
    events = pending.order_by("event_id").values_list("event_id", flat=True)
    return list(events.distinct()[:1000])
