"""The counts; of whom, only a keyed digest is kept."""

from django.db import models


class Pace(models.Model):
    key = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField(default=0)
    # When the count begins anew; the daily upkeep deletes what is over.
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key
