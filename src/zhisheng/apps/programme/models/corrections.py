"""What an enterprise had said of a help before it said otherwise."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from zhisheng.apps.programme import choices
from zhisheng.apps.programme.models.ledger import Engagement


class AnswerCorrection(models.Model):
    """An earlier proven answer to a help, when it was given, and why it was corrected.

    What counts now stands with the help itself.
    """

    engagement = models.ForeignKey(
        Engagement, on_delete=models.CASCADE, related_name="corrections"
    )
    was_right = models.BooleanField()
    was_note = models.CharField(max_length=300, blank=True)
    was_proof = models.CharField(max_length=8, choices=choices.get_proofs)
    was_answered_at = models.DateTimeField()
    # Empty where a "no" was taken back by answering anew.
    reason = models.CharField(max_length=300, blank=True)
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    corrected_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.engagement_id} {self.was_right}"
