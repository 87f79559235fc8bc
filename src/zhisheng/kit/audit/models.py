"""Append-only audit entries and the head of their chain."""

from typing import Any, NoReturn

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from zhisheng.kit.audit.errors import SealedEntryError


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    def update(self, **kwargs: object) -> NoReturn:
        raise SealedEntryError

    def delete(self) -> NoReturn:
        raise SealedEntryError


class AuditEntry(models.Model):
    """One act; ``sequence`` and the hashes stay empty until the sealer chains it."""

    at = models.DateTimeField(default=timezone.now)
    action = models.CharField(max_length=100)
    # The person may leave, the entry stays as it was sealed: no database constraint.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    actor_label = models.CharField(max_length=200, blank=True)
    organisation_code = models.CharField(max_length=50, blank=True)
    subject_type = models.CharField(max_length=100, blank=True)
    subject_code = models.CharField(max_length=100, blank=True)
    old = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    new = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    counts = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    rows_hash = models.CharField(max_length=64, blank=True)
    sequence = models.BigIntegerField(null=True, unique=True, editable=False)
    previous_hash = models.CharField(max_length=64, blank=True, editable=False)
    own_hash = models.CharField(max_length=64, blank=True, editable=False)
    sealed_at = models.DateTimeField(null=True, editable=False)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        indexes = [
            # The timeline of one subject, newest first.
            models.Index(
                fields=["subject_type", "subject_code", "-at"], name="audit_subject"
            ),
            # What the sealer has still to chain; empty most of the time.
            models.Index(
                fields=["id"],
                condition=models.Q(sequence__isnull=True),
                name="audit_unsealed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_code}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise SealedEntryError
        super().save(*args, **kwargs)

    def delete(self, *args: object, **kwargs: object) -> NoReturn:
        raise SealedEntryError


class AuditChain(models.Model):
    """The single row that holds the chain's end; its lock admits one sealer."""

    last_sequence = models.BigIntegerField(default=0)
    last_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="audit_chain_single")
        ]

    def __str__(self) -> str:
        return f"{self.last_sequence} {self.last_hash}"
