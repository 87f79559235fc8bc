"""What enterprises were called before."""

from django.db import models

from zhisheng.apps.registry.models.enterprises import Enterprise


class FormerName(models.Model):
    """A name that a version holds and the current row does not; search reads it.

    Few enterprises are renamed: the table stays small beside that of the versions.
    """

    enterprise = models.ForeignKey(
        Enterprise,
        on_delete=models.CASCADE,
        related_name="former_names",
        db_index=False,
    )
    name = models.CharField(max_length=120)
    name_key = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "name_key"], name="former_name_once"
            )
        ]
        indexes = [models.Index(fields=["name_key"], name="former_name_key")]

    def __str__(self) -> str:
        return self.name
