"""The way of an entry of a task: each step, who took it, and for whom."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from zhisheng.apps.programme import choices


class EntryStep(models.Model):
    """One step on an entry's way: who did what, when, for which unit.

    ``unit`` is the office that acted; ``acted_for`` the one below it whose turn it was,
    where the act was 代审, and ``acting_reason`` why.
    """

    entry = models.ForeignKey(
        "programme.TaskEntry", on_delete=models.CASCADE, related_name="steps"
    )
    act = models.CharField(max_length=10, choices=choices.get_entry_acts)
    state = models.CharField(max_length=10, choices=choices.get_entry_states)
    comment = models.CharField(max_length=300, blank=True)
    # All that was to be mended, by the name of the line: lines may go, this stays.
    remarks = models.JSONField(default=list)
    # How many lines were taken out since it was returned, of a handing in.
    dropped = models.PositiveIntegerField(default=0)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    # By which link, of somebody without an account.
    link = models.ForeignKey(
        "programme.TaskLink",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    unit = models.ForeignKey(
        "accounts.Unit",
        to_field="code",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    acted_for = models.ForeignKey(
        "accounts.Unit",
        to_field="code",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    acting_reason = models.CharField(max_length=300, blank=True)
    done_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        indexes = [
            # A link that is erased is looked for here.
            models.Index(
                fields=["link"], condition=Q(link__isnull=False), name="step_by_link"
            ),
            # Few steps answer an objection; who waits for a check is found from them.
            models.Index(
                fields=["entry", "done_at"],
                condition=Q(act=choices.EntryAct.SETTLED),
                name="step_settled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.act}"

    @property
    def is_unproven(self) -> bool:
        """Whether it came by a link that was handed over: anybody may have taken it."""
        return self.link is not None and self.link.is_handed_over
