"""Programme years, and the ledger: who is in it, who helped whom."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from zhisheng.apps.programme import choices

if TYPE_CHECKING:
    from zhisheng.apps.registry.models import Enterprise


class ProgrammeYear(models.Model):
    year = models.PositiveIntegerField(unique=True)
    name = models.CharField(max_length=120)
    opens_on = models.DateField()
    closes_on = models.DateField(null=True)

    class Meta:
        ordering = ["-year"]

    def __str__(self) -> str:
        return self.name


class Enrolment(models.Model):
    """An entry of the ledger 帮扶台账: one enterprise in one programme year."""

    enterprise = models.ForeignKey(
        "registry.Enterprise",
        on_delete=models.CASCADE,
        related_name="enrolments",
        db_index=False,
    )
    year = models.PositiveIntegerField()
    willingness = models.CharField(
        max_length=10, choices=choices.get_strengths, blank=True
    )
    potential = models.CharField(
        max_length=10, choices=choices.get_strengths, blank=True
    )
    is_selected = models.BooleanField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=40, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    # Set by the selectors of the ledger: the helps of the year that the reader may see.
    engagements_of_year: Sequence["Engagement"] = ()
    is_readable: bool = True
    # What a reader who may not see the record wrote itself of the enterprise; what an
    # office reported of it is told by its registered name.
    reported_name: str = ""
    reported_region: str = ""
    reported_region_name: str = ""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "year"], name="enrolment_once"
            )
        ]
        indexes = [
            models.Index(fields=["year", "-id"], name="enrolment_year_page"),
            models.Index(fields=["source"], name="enrolment_source"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.year}"

    @property
    def shown_name(self) -> str:
        return self.reported_name or self.enterprise.name

    @property
    def shown_region_code(self) -> str:
        if self.reported_name:
            return self.reported_region
        return self.enterprise.region_id or ""

    @property
    def shown_region(self) -> str:
        region = self.enterprise.region
        known = region.full_name if region else ""
        return self.reported_region_name if self.reported_name else known

    def as_initial(self) -> dict[str, object]:
        """Return what a form shows first."""
        return {
            "willingness": self.willingness,
            "potential": self.potential,
            "is_selected": self.is_selected,
            "reason": self.reason,
        }


class GivenEngagements(models.Manager["Engagement"]):
    """Helps that took place: a choice alone, which nobody reported yet, is none."""

    def get_queryset(self) -> models.QuerySet["Engagement"]:
        return (
            super()
            .get_queryset()
            .exclude(
                is_chosen_by_enterprise=True, help_kind="", source="", started_on=None
            )
        )


class Engagement(models.Model):
    """One help: who helped which enterprise in which year, how, from when to when.

    An organisation is never deleted while one names it (PROTECT); the database does not
    look it up again for each of a hundred thousand rows.
    """

    enterprise = models.ForeignKey(
        "registry.Enterprise",
        on_delete=models.CASCADE,
        related_name="engagements",
        db_index=False,
    )
    year = models.PositiveIntegerField()
    helper = models.ForeignKey(
        "accounts.Organisation",
        on_delete=models.PROTECT,
        related_name="engagements",
        db_constraint=False,
        db_index=False,
    )
    help_kind = models.CharField(
        max_length=20, choices=choices.get_help_kinds, blank=True
    )
    method = models.CharField(max_length=120, blank=True)
    problem = models.TextField(blank=True)
    is_chosen_by_enterprise = models.BooleanField(null=True)
    started_on = models.DateField(null=True)
    started_precision = models.CharField(
        max_length=6, choices=choices.get_date_precisions, blank=True
    )
    ended_on = models.DateField(null=True)
    ended_precision = models.CharField(
        max_length=6, choices=choices.get_date_precisions, blank=True
    )
    source = models.CharField(max_length=40, blank=True)
    reported_by = models.ForeignKey(
        "accounts.Organisation",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    # When a person last wrote on it; a roster leaves it as it is.
    recorded_at = models.DateTimeField(null=True)
    # What the enterprise says of it: right, wrong and why, or nothing yet.
    is_confirmed = models.BooleanField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_note = models.CharField(max_length=300, blank=True)
    # What shows that the enterprise itself said so; without it, it counts for nothing.
    confirmation_proof = models.CharField(
        max_length=8, choices=choices.get_proofs, blank=True
    )
    # When the platform last asked the enterprise about it.
    asked_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = models.Manager()
    given = GivenEngagements()

    # Set by selectors that call an enterprise as the helper's own roster does.
    shown_name: str = ""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "year", "helper"], name="engagement_once"
            ),
            models.CheckConstraint(
                condition=Q(started_on=None)
                | Q(ended_on=None)
                | Q(ended_on__gte=models.F("started_on")),
                name="engagement_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["helper", "year"], name="engagement_helper"),
            models.Index(fields=["source"], name="engagement_source"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.year} {self.helper_id}"

    @property
    def is_given(self) -> bool:
        """Tell a help from a choice that nobody reported a help for yet."""
        told = self.help_kind or self.source or self.started_on
        return bool(told) or not self.is_chosen_by_enterprise

    @property
    def is_proven(self) -> bool:
        """Whether the enterprise confirmed it and showed that it is the enterprise."""
        return bool(self.is_confirmed) and self.confirmation_proof in choices.PROVING

    @property
    def is_disputed(self) -> bool:
        """Whether the enterprise said no to it and showed that it is the enterprise."""
        is_no = self.is_confirmed is False
        return is_no and self.confirmation_proof in choices.PROVING

    @property
    def answering(self) -> "Enterprise":
        """The enterprise that answers: the one its record was merged into, if any."""
        return self.enterprise.merged_into or self.enterprise
