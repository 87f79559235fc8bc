"""The stand-in of every channel: what it takes is kept here, for tests and the demo."""

import logging
from collections.abc import Sequence

from django.conf import settings
from django.db import models
from django.utils import timezone

from zhisheng.kit.channels.parcels import Outcome, Parcel, Verdict
from zhisheng.kit.crypto import EncryptedTextField, mask_mobile

logger = logging.getLogger(__name__)


class LocalDelivery(models.Model):
    """One text that a channel would have brought; a repeated key is dropped."""

    channel = models.CharField(max_length=20)
    key = models.CharField(max_length=40, unique=True)
    address_masked = models.CharField(max_length=40)
    text = EncryptedTextField()
    template = models.CharField(max_length=40)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.channel} {self.key}"


class LocalChannel:
    def __init__(self, *, name: str) -> None:
        self._name = name

    def hand_over(self, parcels: Sequence[Parcel]) -> Sequence[Outcome]:
        LocalDelivery.objects.bulk_create(
            [
                LocalDelivery(
                    channel=self._name,
                    key=parcel.key,
                    address_masked=mask_mobile(parcel.address),
                    text=parcel.text,
                    template=parcel.template,
                )
                for parcel in parcels
            ],
            ignore_conflicts=True,
        )
        if settings.DEBUG or settings.DEMO:
            for parcel in parcels:
                logger.warning("%s: %s", self._name, parcel.text)
        return [Outcome(parcel.key, Verdict.TAKEN) for parcel in parcels]


def list_local_deliveries(*, most: int = 50) -> Sequence[LocalDelivery]:
    """Return the newest texts; only a page of the developer's own machine shows them."""
    return list(LocalDelivery.objects.all()[:most])


def find_local_text(key: str) -> str:
    """Return what was handed over under a key, empty while nothing was."""
    found = LocalDelivery.objects.filter(key=key).first() if key else None
    return found.text if found else ""
