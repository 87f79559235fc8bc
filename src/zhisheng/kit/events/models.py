"""The outbox and, per listener, what became of each event."""

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DeliveryStatus(models.TextChoices):
    PENDING = "pending", _("待送达")
    DELIVERED = "delivered", _("已送达")
    DEAD = "dead", _("多次失败，待处理")


def list_delivery_choices() -> list[tuple[str, Any]]:
    return DeliveryStatus.choices


class OutboxEvent(models.Model):
    name = models.CharField(max_length=100)
    payload = models.JSONField(encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField(default=timezone.now)
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="outbox_created")]

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    event = models.ForeignKey(
        OutboxEvent, on_delete=models.CASCADE, related_name="deliveries"
    )
    listener = models.CharField(max_length=200)
    position = models.PositiveIntegerField()
    status = models.CharField(
        max_length=20, choices=list_delivery_choices, default=DeliveryStatus.PENDING
    )
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    error = models.CharField(max_length=200, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event", "listener"], name="delivery_once_per_listener"
            )
        ]
        indexes = [
            # Overdue and dead deliveries are few among very many done ones.
            models.Index(
                fields=["status", "next_attempt_at"],
                condition=~models.Q(status="delivered"),
                name="delivery_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.listener} {self.status}"
