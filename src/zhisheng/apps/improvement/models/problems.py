from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from zhisheng.apps.improvement import choices
from zhisheng.kit.codes import new_code

LONGEST_TEXT = 1_000


def new_problem_code() -> str:
    return new_code("Q")


class Problem(models.Model):
    """A quality problem of an enterprise, from its report until it is solved.

    The way is the table of `methods.corrective_action`; every step is a row of
    `ProblemStep`. ``version`` rises with each change, so that a stale page is told.
    """

    code = models.CharField(max_length=16, unique=True, default=new_problem_code)
    enterprise = models.ForeignKey(
        "registry.Enterprise", on_delete=models.CASCADE, related_name="problems"
    )
    state = models.CharField(
        max_length=12,
        choices=choices.get_problem_states,
        default=choices.ProblemState.REPORTED,
    )
    source = models.CharField(
        max_length=12,
        choices=choices.get_problem_sources,
        default=choices.ProblemSource.FOUND,
    )
    text = models.CharField(max_length=LONGEST_TEXT)
    # The problem outlives the evaluation that showed it.
    evaluation = models.ForeignKey(
        "maturity.Evaluation", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    criterion = models.CharField(max_length=40, blank=True)
    corrective_action = models.CharField(max_length=LONGEST_TEXT, blank=True)
    # One of the enterprise's people, or a name of somebody without an account.
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    responsible_name = models.CharField(max_length=40, blank=True)
    due_on = models.DateField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    done_at = models.DateTimeField(null=True)
    verify_from = models.DateField(null=True)
    recheck_from = models.DateField(null=True)
    # The same person looked again, because the firm has nobody else.
    is_rechecked = models.BooleanField(default=False)
    measured = models.CharField(max_length=60, blank=True)
    measured_unit = models.CharField(max_length=20, blank=True)
    value_before = models.DecimalField(max_digits=16, decimal_places=4, null=True)
    value_after = models.DecimalField(max_digits=16, decimal_places=4, null=True)
    saved_yuan = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    recurrences = models.PositiveSmallIntegerField(default=0)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reported_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    reminded_on = models.DateField(null=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(saved_yuan=None) | Q(saved_yuan__gte=0),
                name="problem_saved_money",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False),
                name="problem_closed_with_day",
            ),
        ]
        indexes = [
            # The reminder looks for open actions, and for verifications, by day.
            models.Index(fields=["state", "due_on"], name="problem_due"),
            # The bulletin counts what was solved in a year.
            models.Index(
                fields=["closed_at"], condition=Q(state="closed"), name="problem_closed"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class ProblemStep(models.Model):
    """One step of a problem: who did what when, and what was told with it."""

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="steps")
    act = models.CharField(max_length=12, choices=choices.get_problem_acts)
    state = models.CharField(max_length=12, choices=choices.get_problem_states)
    text = models.CharField(max_length=LONGEST_TEXT, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    done_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.problem_id} {self.act}"


class ProblemCause(models.Model):
    """One cause: on a bone of the fishbone, or the why behind another cause.

    What has no parent hangs on its bone 人机料法环测; what has one answers "why?" to it.
    """

    problem = models.ForeignKey(
        Problem, on_delete=models.CASCADE, related_name="causes"
    )
    number = models.PositiveSmallIntegerField()
    parent = models.ForeignKey(
        "self", null=True, on_delete=models.CASCADE, related_name="whys"
    )
    category = models.CharField(max_length=12, choices=choices.get_cause_categories)
    text = models.CharField(max_length=200)
    is_root = models.BooleanField(default=False)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["problem", "number"], name="cause_number_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.problem_id} {self.number}"


class ProblemFile(models.Model):
    """A photo or paper that belongs to a problem."""

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="files")
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
            models.UniqueConstraint(
                fields=["problem", "number"], name="problem_file_number_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.problem_id} {self.number}"
