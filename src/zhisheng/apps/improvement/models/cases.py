from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from zhisheng.apps.improvement import choices
from zhisheng.kit.codes import new_code

LONGEST_TITLE, LONGEST_CASE_TEXT = 60, 2_000


def new_case_code() -> str:
    return new_code("K")


class GoodCase(models.Model):
    """What an enterprise did about a problem, with figures, for others to learn from.

    The way is the table of `methods.case_selection`. ``is_named`` is the consent to be
    named; it is asked at every reading, so that taking it back works at once.
    """

    code = models.CharField(max_length=16, unique=True, default=new_case_code)
    enterprise = models.ForeignKey(
        "registry.Enterprise", on_delete=models.CASCADE, related_name="cases"
    )
    # The case outlives the problem it tells of.
    problem = models.ForeignKey(
        "improvement.Problem", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(
        max_length=10,
        choices=choices.get_case_states,
        default=choices.CaseState.DRAFT,
    )
    # Where it lies; the office that selected it keeps it.
    office = models.ForeignKey(
        "accounts.Unit",
        to_field="code",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    # Laid open before everybody reads it; several cases may share a notice.
    notice = models.ForeignKey(
        "programme.PublicNotice",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    title = models.CharField(max_length=LONGEST_TITLE)
    problem_text = models.CharField(max_length=LONGEST_CASE_TEXT)
    measure_text = models.CharField(max_length=LONGEST_CASE_TEXT)
    # The gap it closed: a criterion of an evaluation model.
    model_code = models.CharField(max_length=40, blank=True)
    criterion = models.CharField(max_length=40, blank=True)
    is_named = models.BooleanField(default=False)
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    named_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    selected_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False),
                name="case_published_with_day",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | Q(office__isnull=False),
                name="case_lies_at_an_office",
            ),
        ]
        indexes = [
            # What the public reads, the latest first.
            models.Index(
                fields=["-id"],
                condition=Q(state="published"),
                name="case_published",
            ),
            # The bulletin counts what was selected in a year.
            models.Index(fields=["selected_at"], name="case_selected"),
        ]

    def __str__(self) -> str:
        return self.title


class CaseFigure(models.Model):
    """One raw figure before and after, as it was measured."""

    case = models.ForeignKey(GoodCase, on_delete=models.CASCADE, related_name="figures")
    number = models.PositiveSmallIntegerField()
    measured = models.CharField(max_length=60)
    measured_unit = models.CharField(max_length=20)
    value_before = models.DecimalField(max_digits=16, decimal_places=4)
    value_after = models.DecimalField(max_digits=16, decimal_places=4)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="case_figure_once")
        ]

    def __str__(self) -> str:
        return self.measured


class CasePhoto(models.Model):
    """A photo that everybody sees once the case is published."""

    case = models.ForeignKey(GoodCase, on_delete=models.CASCADE, related_name="photos")
    number = models.PositiveSmallIntegerField()
    file = models.OneToOneField(
        "kit.StoredFile", on_delete=models.CASCADE, related_name="+"
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="case_photo_once")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.number}"


class CaseStep(models.Model):
    """One step of a case: who did what when, at which office, and why.

    ``acted_for_name`` is the office whose step it was where one above acted in its place.
    """

    case = models.ForeignKey(GoodCase, on_delete=models.CASCADE, related_name="steps")
    act = models.CharField(max_length=10, choices=choices.get_case_acts)
    office_name = models.CharField(max_length=100, blank=True)
    acted_for_name = models.CharField(max_length=100, blank=True)
    acting_reason = models.CharField(max_length=300, blank=True)
    text = models.CharField(max_length=500, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    done_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.act}"
