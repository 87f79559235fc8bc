from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from zhisheng.apps.improvement import choices
from zhisheng.kit.codes import new_code


def new_plan_code() -> str:
    return new_code("P")


class Plan(models.Model):
    """One version of the plan of an enterprise 一企一策, made from one evaluation.

    ``outcome`` is what `methods.planning` said when the plan was made: measures chosen
    and left out with their reasons, levels before and after. An agreed version never
    changes; another choice makes the next version.
    """

    code = models.CharField(max_length=16, unique=True, default=new_plan_code)
    enterprise = models.ForeignKey(
        "registry.Enterprise", on_delete=models.CASCADE, related_name="plans"
    )
    # The plan outlives the evaluation, whose answers are erased in their own time.
    evaluation = models.ForeignKey(
        "maturity.Evaluation", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    model_code = models.CharField(max_length=40)
    model_version = models.CharField(max_length=20)
    number = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(
        max_length=10,
        choices=choices.get_plan_statuses,
        default=choices.PlanStatus.DRAFT,
    )
    aim = models.CharField(
        max_length=10, choices=choices.get_plan_aims, default=choices.PlanAim.BEST
    )
    goals = models.JSONField(default=list)
    budget_yuan = models.PositiveIntegerField()
    staff_days_a_month = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    pinned = models.JSONField(default=list)
    excluded = models.JSONField(default=list)
    outcome = models.JSONField(default=dict)
    # What each aim comes to, kept of a draft under the digest of all it rests on.
    variants = models.JSONField(default=dict)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "number"], name="plan_number_once"
            ),
            models.UniqueConstraint(
                fields=["enterprise"],
                condition=Q(status="draft"),
                name="one_draft_plan",
            ),
            models.UniqueConstraint(
                fields=["enterprise"],
                condition=Q(status="agreed"),
                name="one_agreed_plan",
            ),
        ]
        indexes = [
            # Officers list what was agreed on, the latest first.
            models.Index(fields=["status", "-agreed_at"], name="plan_agreed"),
        ]

    def __str__(self) -> str:
        return self.code


class PlanTask(models.Model):
    """A measure of an agreed plan as something that somebody does until a day."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="tasks")
    number = models.PositiveSmallIntegerField()
    measure = models.CharField(max_length=60)
    # One of the enterprise's people, or a name of somebody without an account.
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    responsible_name = models.CharField(max_length=40, blank=True)
    starts_on = models.DateField()
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reminded_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "measure"], name="plan_measure_once"
            ),
        ]
        indexes = [
            # The reminder looks for what is open and due.
            models.Index(
                fields=["due_on"],
                condition=Q(done_at__isnull=True),
                name="plan_task_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.measure}"
