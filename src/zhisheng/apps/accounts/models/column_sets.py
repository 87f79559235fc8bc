"""Columns of exports that an organisation has chosen once and uses again."""

from django.db import models
from django.utils import timezone

from zhisheng.apps.accounts.models.people import Organisation, User
from zhisheng.kit.codes import new_code


def new_column_set_code() -> str:
    return new_code("L")


class ColumnSet(models.Model):
    """Which columns of an export, in which order; it gives nobody a right to see them."""

    code = models.CharField(max_length=16, unique=True, default=new_column_set_code)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="column_sets"
    )
    export = models.CharField(max_length=40)
    # The form of a reporting task, empty for exports that always have the same columns.
    form = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=60)
    # Pairs of key and label: the label names a column that a form has no longer.
    columns = models.JSONField(default=list)
    # Whoever changes or deletes a set names the version it saw.
    version = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "export", "form", "name"],
                name="column_set_name_is_used_once",
            )
        ]

    def __str__(self) -> str:
        return self.name
