"""Write events into the outbox, in the transaction of what they tell of."""

from collections.abc import Callable, Sequence

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from zhisheng.kit.events.models import Delivery, DeliveryStatus, OutboxEvent
from zhisheng.kit.events.payloads import dump_event
from zhisheng.kit.events.registry import Event, list_listeners

# News is short work: it goes before the jobs that wait.
PRIORITY = 10
ROWS_PER_STATEMENT = 500


_deliverers: list[Callable[[int], None]] = []


def delivers_events(deliver: Callable[[int], None]) -> Callable[[int], None]:
    """Register what delivers an event; it stands above the outbox and uses it."""
    _deliverers[:] = [deliver]
    return deliver


@task(priority=PRIORITY)
def deliver_event(event_id: int) -> None:
    for deliver in _deliverers:
        deliver(event_id)


def publish(event: Event) -> OutboxEvent:
    """Keep the event and hand it to the queue; nothing is sent if the caller fails."""
    return publish_all([event])[0]


@transaction.atomic
def publish_all(events: Sequence[Event]) -> list[OutboxEvent]:
    """Keep many events at once, in their order."""
    now = timezone.now()
    rows = OutboxEvent.objects.bulk_create(
        [
            OutboxEvent(
                name=event.name,
                payload=dump_event(event),
                delivered_at=None if list_listeners(event.name) else now,
            )
            for event in events
        ],
        batch_size=ROWS_PER_STATEMENT,
    )
    Delivery.objects.bulk_create(
        [
            Delivery(event=row, listener=listener.label, position=position)
            for row in rows
            for position, listener in enumerate(list_listeners(row.name))
        ],
        batch_size=ROWS_PER_STATEMENT,
    )
    for row in rows:
        if row.delivered_at is None:
            deliver_event.enqueue(row.pk)
    return rows


@transaction.atomic
def revive(delivery: Delivery) -> None:
    """Try a dead delivery again, after its cause was mended."""
    revived = Delivery.objects.filter(
        pk=delivery.pk, status=DeliveryStatus.DEAD
    ).update(status=DeliveryStatus.PENDING, attempts=0, next_attempt_at=timezone.now())
    if revived:
        OutboxEvent.objects.filter(pk=delivery.event_id).update(delivered_at=None)
        deliver_event.enqueue(delivery.event_id)
