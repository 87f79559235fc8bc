"""News that goes up: written with the act it tells of, delivered at least once."""

from zhisheng.kit.events.delivery import deliver_overdue, deliver_pending
from zhisheng.kit.events.models import Delivery, DeliveryStatus, OutboxEvent
from zhisheng.kit.events.outbox import publish, publish_all, revive
from zhisheng.kit.events.registry import Event, listens_to

__all__ = [
    "Delivery",
    "DeliveryStatus",
    "Event",
    "OutboxEvent",
    "deliver_overdue",
    "deliver_pending",
    "listens_to",
    "publish",
    "publish_all",
    "revive",
]
