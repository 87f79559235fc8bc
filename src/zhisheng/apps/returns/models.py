from collections.abc import Collection
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, When, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.translation import gettext as _

from zhisheng.apps.returns import choices
from zhisheng.kit.codes import new_code


def new_return_code() -> str:
    return new_code("R")


def new_total_code() -> str:
    return new_code("T")


class Indicator(models.Model):
    """One entry of the indicator dictionary, loaded from `reference/indicators/`.

    `level` is the usual one of `levels`; values stay in `unit`, people mostly write
    `display_unit`; what is `derived_from` others is computed and never asked for.
    """

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    english_name = models.CharField(max_length=80, blank=True)
    definition = models.TextField(blank=True)
    unit = models.CharField(max_length=20)
    display_unit = models.CharField(max_length=20, blank=True)
    level = models.CharField(max_length=12, choices=choices.get_indicator_levels)
    levels = models.JSONField(default=list)
    period_kind = models.CharField(max_length=12, choices=choices.get_period_kinds)
    value_kind = models.CharField(max_length=20, choices=choices.get_value_kinds)
    may_be_range = models.BooleanField(default=False)
    is_share = models.BooleanField(default=False)
    derived_from = models.JSONField(default=list)
    population = models.CharField(
        max_length=20, choices=choices.get_populations, blank=True
    )
    source = models.CharField(max_length=200, blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name


class MeasuredValue(models.Model):
    """What a value says; money is in yuan, percent values in percent (9.7 means 9.7 %)."""

    # Values come by the million; the dictionary never loses an entry, and every
    # value is found through its enterprise, so neither check nor index pays here.
    indicator = models.ForeignKey(
        Indicator,
        to_field="code",
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    period = models.CharField(max_length=7)
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    low = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    high = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    is_approximate = models.BooleanField(default=False)
    source_kind = models.CharField(max_length=10, choices=choices.get_value_sources)
    source = models.CharField(max_length=120, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    checked_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True


class ValueQuerySet(models.QuerySet["Value"]):
    def effective(self, merged_ids: Collection[int] = ()) -> Self:
        """Keep one value per enterprise, indicator and period.

        A checked value stands before an unchecked one, then the enterprise's own
        return, then what was recorded last. The values of the merged records named
        count as the surviving one's, after all it has itself. ``owner_id`` says whose
        a value is.
        """
        is_merged = Q(enterprise_id__in=merged_ids)
        owner = Case(
            When(is_merged, then=F("enterprise__merged_into_id")),
            default=F("enterprise_id"),
        )
        own_first = Case(When(is_merged, then=1), default=0).asc()
        return self.annotate(
            owner_id=owner if merged_ids else F("enterprise_id"),
            standing=Window(
                RowNumber(),
                partition_by=[F("owner_id"), F("indicator_id"), F("period")],
                order_by=[
                    *([own_first] if merged_ids else []),
                    Case(When(checked_at__isnull=False, then=0), default=1).asc(),
                    Case(When(source_kind="return", then=0), default=1).asc(),
                    F("recorded_at").desc(),
                    F("id").desc(),
                ],
            ),
        ).filter(standing=1)


class Value(MeasuredValue):
    """The raw value of an indicator of one enterprise in one period, as one party declared it.

    `origin` is the source that made the row, `source` the one that wrote it last.
    """

    enterprise = models.ForeignKey(
        "registry.Enterprise",
        on_delete=models.CASCADE,
        related_name="values",
        db_constraint=False,
        db_index=False,
    )
    declared_by = models.ForeignKey(
        "accounts.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    origin = models.CharField(max_length=120, blank=True)

    # Set by `effective`.
    owner_id: int

    objects = ValueQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "indicator", "period", "declared_by"],
                name="value_once",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False, low=None, high=None)
                | Q(value=None, low__isnull=False, high__isnull=False),
                name="value_or_range",
            ),
        ]
        indexes = [models.Index(fields=["source"], name="value_source")]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.indicator_id} {self.period}"


class ValueChange(models.Model):
    """What an import wrote over in a value: needed to take the import back.

    ``old`` is null where nothing stands before it, because the import that had made the
    value was withdrawn since.
    """

    source = models.CharField(max_length=120)
    value_id = models.BigIntegerField()
    old = models.JSONField(null=True)
    new = models.JSONField()

    class Meta:
        indexes = [
            models.Index(fields=["source"], name="value_change_source"),
            models.Index(fields=["value_id"], name="value_change_value"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.value_id}"


class ValueRepeat(models.Model):
    """A source that said what was on record already, and which source it repeated.

    Once that one is withdrawn, the value stands by the repeat.
    """

    source = models.CharField(max_length=120)
    source_kind = models.CharField(max_length=10, choices=choices.get_value_sources)
    value_id = models.BigIntegerField()
    repeated = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["repeated", "value_id", "source"], name="value_repeat_once"
            )
        ]
        indexes = [models.Index(fields=["source"], name="value_repeat_source")]

    def __str__(self) -> str:
        return f"{self.source} {self.value_id}"


class AreaValue(MeasuredValue):
    """A value of a region, trade, chain or pilot, or a total reported on paper."""

    code = models.CharField(max_length=16, unique=True, default=new_total_code)
    subject_kind = models.CharField(max_length=12, choices=choices.get_indicator_levels)
    subject_code = models.CharField(max_length=40)
    subject_name = models.CharField(max_length=120, blank=True)
    population = models.CharField(
        max_length=20, choices=choices.get_populations, blank=True
    )
    document = models.CharField(max_length=200)
    declared_by = models.ForeignKey(
        "accounts.Organisation", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "subject_kind",
                    "subject_code",
                    "indicator",
                    "period",
                    "document",
                ],
                name="area_value_once",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False, low=None, high=None)
                | Q(value=None, low__isnull=False, high__isnull=False),
                name="area_value_or_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_code} {self.indicator_id} {self.period}"

    @property
    def office_name(self) -> str:
        """Who reported the total; what stands here without one is the nation's."""
        return self.declared_by.name if self.declared_by else _("总局")


class Form(models.Model):
    """A form and the right it asks by; a survey closes when its approval expires."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    right = models.CharField(max_length=10, choices=choices.get_form_rights)
    form_number = models.CharField(max_length=60, blank=True)
    authority = models.CharField(max_length=120, blank=True)
    approval_number = models.CharField(max_length=60, blank=True)
    purpose = models.CharField(max_length=300)
    recipients = models.CharField(max_length=200)
    retention_years = models.PositiveIntegerField(default=5)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    minutes = models.PositiveIntegerField(default=5)
    indicators = models.ManyToManyField(Indicator, through="FormField")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(right="working")
                | ~Q(form_number="", approval_number="", authority="")
                & Q(valid_to__isnull=False),
                name="survey_names_its_right",
            )
        ]

    def __str__(self) -> str:
        return self.name


class FormField(models.Model):
    form = models.ForeignKey(Form, on_delete=models.CASCADE, related_name="form_fields")
    indicator = models.ForeignKey(Indicator, to_field="code", on_delete=models.PROTECT)
    step = models.CharField(max_length=30, blank=True)
    is_required = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["form", "indicator"], name="form_field_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.form_id} {self.indicator_id}"


class Return(models.Model):
    """What one enterprise fills in on one form for one period."""

    code = models.CharField(max_length=16, unique=True, default=new_return_code)
    form = models.ForeignKey(Form, on_delete=models.PROTECT)
    enterprise = models.ForeignKey(
        "registry.Enterprise", on_delete=models.CASCADE, related_name="returns"
    )
    period = models.CharField(max_length=7)
    status = models.CharField(
        max_length=10,
        choices=choices.get_return_statuses,
        default=choices.ReturnStatus.DRAFT,
    )
    answers = models.JSONField(default=dict)
    warnings = models.JSONField(default=list)
    explanations = models.JSONField(default=dict)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    checked_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["form", "enterprise", "period"], name="return_once"
            )
        ]

    def __str__(self) -> str:
        return self.code


def new_import_code() -> str:
    return new_code("S")


class SheetImport(models.Model):
    """A sheet of values on its way: uploaded, checked, applied, perhaps withdrawn."""

    code = models.CharField(max_length=16, unique=True, default=new_import_code)
    file = models.ForeignKey(
        "kit.StoredFile", on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    year = models.PositiveIntegerField()
    status = models.CharField(
        max_length=10,
        choices=choices.get_sheet_statuses,
        default=choices.SheetStatus.UPLOADED,
    )
    problem = models.CharField(max_length=500, blank=True)
    job = models.ForeignKey(
        "kit.Job", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    report = models.JSONField(default=list)
    # What a withdrawal left as it was, because it was changed since.
    kept = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.code
