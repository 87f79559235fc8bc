from django.conf import settings
from django.db import models
from django.utils import timezone

from zhisheng.apps.improvement import choices
from zhisheng.kit.codes import new_code


def new_common_code() -> str:
    return new_code("G")


class ProblemSearch(models.Model):
    """One look through the problems of an area and a trade for what is alike."""

    code = models.CharField(max_length=16, unique=True, default=new_common_code)
    # The area is named here; its problems are read when the search runs.
    office = models.ForeignKey(
        "accounts.Unit",
        to_field="code",
        on_delete=models.CASCADE,
        related_name="problem_searches",
    )
    # A division of GB/T 4754, two digits; empty is every trade.
    trade = models.CharField(max_length=4, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    text_count = models.PositiveIntegerField(default=0)
    group_count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.code


class CommonProblem(models.Model):
    """Alike problems of at least five enterprises, named and confirmed by an officer.

    Keywords are pieces that the problems of at least five enterprises have in common;
    nothing else of what the problems say is kept here. What was confirmed keeps its
    problems: what later searches find alike is ``suggested`` until an officer has it join.
    """

    code = models.CharField(max_length=16, unique=True, default=new_common_code)
    office = models.ForeignKey(
        "accounts.Unit",
        to_field="code",
        on_delete=models.CASCADE,
        related_name="common_problems",
    )
    trade = models.CharField(max_length=4, blank=True)
    status = models.CharField(
        max_length=10,
        choices=choices.get_common_statuses,
        default=choices.CommonStatus.FOUND,
    )
    name = models.CharField(max_length=60, blank=True)
    keywords = models.JSONField(default=list)
    enterprise_count = models.PositiveIntegerField()
    problem_count = models.PositiveIntegerField()
    solution = models.TextField(blank=True)
    measures = models.JSONField(default=list)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)
    found_at = models.DateTimeField(default=timezone.now)
    problems = models.ManyToManyField(
        "improvement.Problem", related_name="common_problems"
    )
    suggested = models.ManyToManyField("improvement.Problem", related_name="+")
    # What an officer did not let join is not suggested again.
    declined = models.ManyToManyField("improvement.Problem", related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(enterprise_count__gte=5),
                name="common_of_five_enterprises",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.code


class SolutionFile(models.Model):
    """A drawing, a form, a photo that belongs to a shared solution."""

    common = models.ForeignKey(
        CommonProblem, on_delete=models.CASCADE, related_name="files"
    )
    number = models.PositiveSmallIntegerField()
    file = models.OneToOneField(
        "kit.StoredFile", on_delete=models.CASCADE, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["common", "number"], name="solution_file_number_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.common_id} {self.number}"


class SolutionUse(models.Model):
    """An enterprise says that it used a shared solution; counted once."""

    common = models.ForeignKey(
        CommonProblem, on_delete=models.CASCADE, related_name="uses"
    )
    enterprise = models.ForeignKey(
        "registry.Enterprise", on_delete=models.CASCADE, related_name="+"
    )
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["common", "enterprise"], name="solution_used_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.common_id} {self.enterprise_id}"
