"""Files of other systems on their way, and what those systems told of an enterprise."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from zhisheng.apps.registry import choices
from zhisheng.apps.registry.models.enterprises import Enterprise

# A file that could not be read leaves its number and itself free to be sent again.
_COUNTS = Q(direction="inbound") & ~Q(status="failed")


class ExchangeBatch(models.Model):
    """One file of another system: read, previewed, applied; or made for it and sent."""

    code = models.CharField(max_length=16, unique=True)
    connector = models.CharField(max_length=40)
    layout = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    direction = models.CharField(max_length=10, choices=choices.get_directions)
    number = models.CharField(max_length=60)
    as_of = models.DateField()
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    # Whose consents a file rests on that goes out by consent.
    recipient = models.ForeignKey(
        "accounts.Organisation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    file = models.ForeignKey("kit.StoredFile", null=True, on_delete=models.PROTECT)
    # Of the bytes: it stays when the file is gone, or was never kept.
    sha256 = models.CharField(max_length=64)
    status = models.CharField(
        max_length=10,
        choices=choices.get_exchange_statuses,
        default=choices.ExchangeStatus.UPLOADED,
    )
    counts = models.JSONField(default=dict)
    problem = models.CharField(max_length=500, blank=True)
    job = models.ForeignKey("kit.Job", null=True, on_delete=models.SET_NULL)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "connector", "layout", "number"],
                condition=_COUNTS,
                name="exchange_number_once",
            ),
            models.UniqueConstraint(
                fields=["organisation", "connector", "layout", "sha256"],
                condition=_COUNTS,
                name="exchange_file_once",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class ExchangeRow(models.Model):
    """A staging row: what was read, whose it is, why it is not taken.

    Rows come and go by the hundred thousand, so the database checks no reference.
    """

    batch = models.ForeignKey(
        ExchangeBatch,
        on_delete=models.CASCADE,
        related_name="rows",
        db_constraint=False,
        db_index=False,
    )
    sheet = models.CharField(max_length=60, blank=True)
    row = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=choices.get_exchange_row_statuses)
    # Of a row that comes back: column from 1, reason and cure, one after another.
    reasons = models.JSONField(default=list)
    name = models.CharField(max_length=120, blank=True)
    key = models.CharField(max_length=80, blank=True)
    answers = models.JSONField(default=dict)
    # What applying would change of the record, as it stood at the reading: by field the
    # old and the new, and what that is called.
    changes = models.JSONField(default=dict)
    change = models.CharField(
        max_length=10, choices=choices.get_exchange_changes, blank=True
    )
    enterprise = models.ForeignKey(
        Enterprise,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["batch", "status", "id"], name="exchange_row_page"),
            # Few of many rows change anything.
            models.Index(
                fields=["batch", "change", "id"],
                condition=~Q(change=""),
                name="exchange_row_change",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet}!{self.row}"


class OutsideRecord(models.Model):
    """What another system told of an enterprise last, as it was received."""

    enterprise = models.ForeignKey(
        Enterprise,
        on_delete=models.CASCADE,
        related_name="outside_records",
        db_constraint=False,
        db_index=False,
    )
    connector = models.CharField(max_length=40)
    layout = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    as_of = models.DateField()
    values = models.JSONField(default=dict)
    batch = models.ForeignKey(
        ExchangeBatch,
        on_delete=models.PROTECT,
        related_name="records",
        db_constraint=False,
    )
    received_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "connector", "layout", "key"],
                name="outside_record_once",
            )
        ]
        indexes = [
            # Who else a certificate of this number is on record for.
            models.Index(fields=["layout", "key"], name="outside_record_key")
        ]

    def __str__(self) -> str:
        return f"{self.connector} {self.key}"
