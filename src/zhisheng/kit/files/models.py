"""What is known of each stored file; its bytes are in the storage."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from zhisheng.kit.codes import new_code
from zhisheng.kit.crypto import EncryptedTextField


def new_file_code() -> str:
    return new_code("F")


class StoredFile(models.Model):
    code = models.CharField(max_length=20, unique=True, default=new_file_code)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField()
    content_type = models.CharField(max_length=100)
    original_name = models.CharField(max_length=255)
    kind = models.CharField(max_length=50)
    organisation_code = models.CharField(max_length=50, blank=True)
    path = models.CharField(max_length=200, unique=True)
    # Opens the bytes; empty where they are not sealed.
    data_key = EncryptedTextField(blank=True)
    # The job that deletes expired files reads by this date.
    retention_until = models.DateField(db_index=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    def __str__(self) -> str:
        return f"{self.code} {self.original_name}"
