"""The catalogue of snapshots."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils import timezone

from zhisheng.kit.codes import new_code
from zhisheng.kit.snapshots.errors import SnapshotImmutableError


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    def update(self, **kwargs: object) -> NoReturn:
        raise SnapshotImmutableError


def new_snapshot_code() -> str:
    return new_code("S")


class Snapshot(models.Model):
    """``manifest`` holds per table its rows, SHA-256 and schema."""

    code = models.CharField(max_length=20, unique=True, default=new_snapshot_code)
    year = models.PositiveIntegerField()
    manifest = models.JSONField()
    manifest_sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200)
    note = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    # The person may leave, the snapshot stays as it was: no database constraint.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.code} {self.year}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise SnapshotImmutableError
        super().save(*args, **kwargs)
