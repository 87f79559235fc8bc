from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from zhisheng.apps.campaigns import choices
from zhisheng.kit.codes import new_code

LONGEST_NAME, LONGEST_WORDS, LONGEST_REASON = 60, 1_000, 300


def new_campaign_code() -> str:
    return new_code("H")


class Campaign(models.Model):
    """What an office chains for a chosen group of enterprises 三叠链.

    ``area`` and ``conditions`` say who is invited; what the filter means is settled when
    the campaign is opened and does not change with the register.
    """

    code = models.CharField(max_length=16, unique=True, default=new_campaign_code)
    name = models.CharField(max_length=LONGEST_NAME)
    words = models.CharField(max_length=LONGEST_WORDS)
    basis = models.CharField(max_length=LONGEST_REASON)
    unit = models.ForeignKey(
        "accounts.Unit", to_field="code", on_delete=models.PROTECT, related_name="+"
    )
    area = models.ForeignKey(
        "places.Region",
        to_field="code",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    conditions = models.JSONField(default=dict)
    status = models.CharField(
        max_length=8,
        choices=choices.get_campaign_statuses,
        default=choices.CampaignStatus.DRAFT,
    )
    job = models.ForeignKey(
        "kit.Job", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    opened_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closing_reason = models.CharField(max_length=LONGEST_REASON, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["draft", "opening"])
                | Q(opened_at__isnull=False),
                name="campaign_opened_with_day",
            ),
            models.CheckConstraint(
                condition=~Q(status="closed") | Q(closed_at__isnull=False),
                name="campaign_closed_with_day",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CampaignStep(models.Model):
    """What happens on a day, at a place or behind a link."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="steps"
    )
    kind = models.CharField(max_length=10, choices=choices.get_step_kinds)
    held_on = models.DateField()
    text = models.CharField(max_length=LONGEST_REASON)
    place = models.CharField(max_length=120, blank=True)
    link = models.URLField(max_length=300, blank=True)

    class Meta:
        ordering = ["held_on", "pk"]
        indexes = [models.Index(fields=["held_on"], name="campaign_step_day")]

    def __str__(self) -> str:
        return self.text


class CampaignInvitation(models.Model):
    """One enterprise that is invited, and what it said; taking part is voluntary."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="invitations", db_index=False
    )
    enterprise = models.ForeignKey(
        "registry.Enterprise",
        on_delete=models.CASCADE,
        related_name="campaign_invitations",
    )
    answer = models.CharField(max_length=3, choices=choices.get_answers, blank=True)
    reason = models.CharField(
        max_length=12, choices=choices.get_drop_out_reasons, blank=True
    )
    text = models.CharField(max_length=LONGEST_REASON, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Opening twice, or again after a break, invites nobody twice.
            models.UniqueConstraint(
                fields=["campaign", "enterprise"], name="campaign_invites_once"
            ),
            models.CheckConstraint(
                condition=~Q(answer="no") | ~Q(reason=""), name="campaign_no_has_reason"
            ),
            models.CheckConstraint(
                condition=~Q(answer="out") | ~Q(reason=""),
                name="campaign_out_has_reason",
            ),
        ]
        indexes = [
            # Lists go through a campaign the latest first, a page at a time.
            models.Index(fields=["campaign", "-id"], name="campaign_invitation_page")
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.enterprise_id}"
