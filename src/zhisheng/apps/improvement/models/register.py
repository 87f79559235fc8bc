from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from zhisheng.apps.improvement import choices
from zhisheng.kit.codes import new_code


def new_helper_code() -> str:
    return new_code("H")


def join_codes(codes: Iterable[str]) -> str:
    """Write codes each between commas, so that both databases can look for one."""
    kept = [code for code in dict.fromkeys(codes) if code]
    return f",{','.join(kept)}," if kept else ""


def split_codes(text: str) -> tuple[str, ...]:
    return tuple(code for code in text.split(",") if code)


class Helper(models.Model):
    """An entry of the register: an expert, association, park or supporting body.

    An office keeps it; the person or the people of the organisation it names keep their
    own absences and how much they take on. ``load`` is counted, never kept.
    """

    code = models.CharField(max_length=16, unique=True, default=new_helper_code)
    kind = models.CharField(max_length=12, choices=choices.get_helper_kinds)
    name = models.CharField(max_length=60)
    # Whose account it is, where there is one; an expert's own, or an organisation's.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="helper_entries",
    )
    organisation = models.ForeignKey(
        "accounts.Organisation",
        null=True,
        on_delete=models.PROTECT,
        related_name="helper_entries",
    )
    # Bodies of one group are one body to the guard of impartiality.
    group_name = models.CharField(max_length=60, blank=True)
    office = models.ForeignKey(
        "accounts.Unit",
        to_field="code",
        on_delete=models.PROTECT,
        related_name="helper_entries",
    )
    home = models.ForeignKey(
        "places.Region",
        to_field="code",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )
    fields = models.CharField(max_length=240, blank=True)
    regions = models.CharField(max_length=480, blank=True)
    languages = models.CharField(max_length=120, blank=True)
    capacity = models.PositiveSmallIntegerField(default=3)
    is_active = models.BooleanField(default=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(is_active=True), name="helper_user_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def field_codes(self) -> tuple[str, ...]:
        return split_codes(self.fields)

    @property
    def region_codes(self) -> tuple[str, ...]:
        return split_codes(self.regions)

    @property
    def language_codes(self) -> tuple[str, ...]:
        return split_codes(self.languages)


class HelperAbsence(models.Model):
    """Days on which a helper takes no order; both ends are included."""

    helper = models.ForeignKey(
        Helper, on_delete=models.CASCADE, related_name="absences"
    )
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")),
                name="absence_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"{self.helper_id} {self.starts_on}"


class HelperQualification(models.Model):
    """What a helper is qualified by; one that has expired does not count."""

    helper = models.ForeignKey(
        Helper, on_delete=models.CASCADE, related_name="qualifications"
    )
    name = models.CharField(max_length=60)
    expires_on = models.DateField(null=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name
