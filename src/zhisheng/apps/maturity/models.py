from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from zhisheng.apps.maturity import choices
from zhisheng.kit.codes import new_code


def new_evaluation_code() -> str:
    return new_code("E")


class Evaluation(models.Model):
    """One evaluation of an enterprise by one version of a model of `reference/maturity`.

    ``result`` is what the answers said when they were submitted; the version of the
    model never changes, so that the same answers give the same result again.
    """

    code = models.CharField(max_length=16, unique=True, default=new_evaluation_code)
    enterprise = models.ForeignKey(
        "registry.Enterprise", on_delete=models.CASCADE, related_name="evaluations"
    )
    model_code = models.CharField(max_length=40)
    model_version = models.CharField(max_length=20)
    number = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(
        max_length=10,
        choices=choices.get_evaluation_statuses,
        default=choices.EvaluationStatus.DRAFT,
    )
    result = models.JSONField(default=dict)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    opened_at = models.DateTimeField(default=timezone.now)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "model_code", "number"],
                name="evaluation_number_once",
            ),
            models.UniqueConstraint(
                fields=["enterprise", "model_code"],
                condition=Q(status="draft"),
                name="one_open_evaluation",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class EvaluationAnswer(models.Model):
    """What one person answered to one question; the latest of all persons counts.

    Where two answered differently both stay, so that they can talk about it.
    """

    evaluation = models.ForeignKey(
        Evaluation, on_delete=models.CASCADE, related_name="answers"
    )
    side = models.CharField(max_length=10, choices=choices.get_sides)
    question = models.CharField(max_length=40)
    value = models.JSONField(null=True)
    respondent = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "side", "question", "respondent"],
                name="answer_once_a_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.evaluation_id} {self.question}"
