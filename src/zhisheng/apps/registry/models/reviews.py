from django.conf import settings
from django.db import models
from django.db.models import Q

from zhisheng.apps.registry import choices
from zhisheng.apps.registry.models.enterprises import Enterprise


class Decided(models.Model):
    """Which office decided, and for which below it and why where it acted in its place."""

    office_name = models.CharField(max_length=100, blank=True)
    acted_for_name = models.CharField(max_length=100, blank=True)
    acting_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True


class Claim(Decided):
    """A person says a record is theirs and shows proof; an officer decides."""

    code = models.CharField(max_length=16, unique=True)
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.CASCADE, related_name="claims"
    )
    claimant = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="claims"
    )
    proof = models.ForeignKey("kit.StoredFile", null=True, on_delete=models.PROTECT)
    statement = models.CharField(max_length=300, blank=True)
    status = models.CharField(
        max_length=10,
        choices=choices.get_review_statuses,
        default=choices.ReviewStatus.PENDING,
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "claimant"],
                condition=Q(status="pending"),
                name="claim_pending_once",
            )
        ]

    def __str__(self) -> str:
        return self.code


class ChangeProposal(Decided):
    """Changed official fields of an enterprise that wait for an officer's approval."""

    code = models.CharField(max_length=16, unique=True)
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.CASCADE, related_name="proposals"
    )
    changes = models.JSONField()
    reason = models.CharField(max_length=300, blank=True)
    effective_on = models.DateField()
    status = models.CharField(
        max_length=10,
        choices=choices.get_review_statuses,
        default=choices.ReviewStatus.PENDING,
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.code
