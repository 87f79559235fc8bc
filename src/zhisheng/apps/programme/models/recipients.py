"""Who was taken out of an open task, put back or added: by whom and why."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from zhisheng.apps.programme import choices


class RecipientChange(models.Model):
    """One change of whom an open task asks.

    Who is taken out has put nothing in, so that this is all there is to keep of it. One
    without a reason came of another filter, which may add without a word.
    """

    task = models.ForeignKey(
        "programme.ReportingTask",
        on_delete=models.CASCADE,
        related_name="recipient_changes",
        db_index=False,
    )
    enterprise = models.ForeignKey(
        "registry.Enterprise", null=True, on_delete=models.CASCADE, related_name="+"
    )
    organisation = models.ForeignKey(
        "accounts.Organisation", null=True, on_delete=models.CASCADE, related_name="+"
    )
    name = models.CharField(max_length=120)
    unit_path = models.CharField(max_length=240)
    act = models.CharField(max_length=10, choices=choices.get_recipient_acts)
    reason = models.CharField(max_length=300, blank=True)
    # Taken out and asked again since.
    is_undone = models.BooleanField(default=False)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # The office whose officer did it, which may be one above that of the task.
    unit = models.ForeignKey(
        "accounts.Unit",
        to_field="code",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    done_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(enterprise__isnull=False, organisation=None)
                | Q(enterprise=None, organisation__isnull=False),
                name="recipient_change_is_of_one",
            )
        ]
        indexes = [
            # Another filter may take out a hundred thousand; the list shows a page.
            models.Index(
                fields=["task", "act", "is_undone", "unit_path"],
                name="recipient_change_standing",
            ),
            models.Index(fields=["task", "id"], name="recipient_change_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.act}"
