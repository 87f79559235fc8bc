from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from zhisheng.apps.maturity import choices
from zhisheng.kit.codes import new_code


def new_evaluation_code() -> str:
    return new_code("E")


def new_review_code() -> str:
    return new_code("K")


def new_evidence_code() -> str:
    return new_code("A")


class Evaluation(models.Model):
    """One evaluation of an enterprise by one version of a model of `reference/maturity`.

    ``result`` is what the own answers said when they were submitted, ``confirmed_result``
    what stands after the review of an expert; the version of the model never changes,
    so that the same answers give the same result again.
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
    confirmed_result = models.JSONField(default=dict)
    # What counts of the two results, so that a database can count and compare it.
    lowest_grade = models.CharField(max_length=40, blank=True)
    highest_grade = models.CharField(max_length=40, blank=True)
    lowest_score = models.FloatField(null=True)
    highest_score = models.FloatField(null=True)
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
                condition=Q(status__in=["draft", "returned"]),
                name="one_open_evaluation",
            ),
        ]
        indexes = [
            # Enterprises of a trade are compared by model, latest evaluations only.
            models.Index(
                fields=["model_code", "enterprise", "number"], name="evaluation_model"
            )
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_open(self) -> bool:
        return self.status in choices.OPEN_STATUSES

    @property
    def standing_result(self) -> dict[str, Any]:
        """What counts: confirmed by an expert, else what the enterprise said."""
        found: dict[str, Any] = self.confirmed_result or self.result
        return found


class EvaluationAnswer(models.Model):
    """What one person answered to one question; the latest of all persons counts.

    Where two answered differently both stay, so that they can talk about it. Answers of
    the enterprise have no review; those of an expert belong to the one they are for.
    """

    evaluation = models.ForeignKey(
        Evaluation, on_delete=models.CASCADE, related_name="answers"
    )
    review = models.ForeignKey(
        "Review", null=True, on_delete=models.CASCADE, related_name="answers"
    )
    question = models.CharField(max_length=40)
    value = models.JSONField(null=True)
    respondent = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "question", "respondent"],
                condition=Q(review=None),
                name="answer_once_a_person",
            ),
            models.UniqueConstraint(
                fields=["review", "question", "respondent"],
                name="rating_once_an_expert",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evaluation_id} {self.question}"


class EvaluationEvidence(models.Model):
    """A file that shows what an answer says."""

    code = models.CharField(max_length=16, unique=True, default=new_evidence_code)
    evaluation = models.ForeignKey(
        Evaluation, on_delete=models.CASCADE, related_name="evidence"
    )
    question = models.CharField(max_length=40)
    file = models.ForeignKey(
        "kit.StoredFile", on_delete=models.CASCADE, related_name="+"
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    uploaded_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.code


class Review(models.Model):
    """An expert's look at the same questions, for as long as the enterprise agrees.

    ``ratings`` holds what both sides said before either saw the other's answers; how far
    they agree is measured on these alone, by sums over the levels of both that add up
    over reviews (`methods.agreement`).
    """

    code = models.CharField(max_length=16, unique=True, default=new_review_code)
    evaluation = models.ForeignKey(
        Evaluation, on_delete=models.CASCADE, related_name="reviews"
    )
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.CASCADE, related_name="+"
    )
    status = models.CharField(
        max_length=10,
        choices=choices.get_review_statuses,
        default=choices.ReviewStatus.RATING,
    )
    ratings = models.JSONField(default=dict)
    pairs = models.PositiveSmallIntegerField(default=0)
    own_sum = models.PositiveSmallIntegerField(default=0)
    expert_sum = models.PositiveSmallIntegerField(default=0)
    own_squares = models.PositiveSmallIntegerField(default=0)
    expert_squares = models.PositiveSmallIntegerField(default=0)
    products = models.PositiveSmallIntegerField(default=0)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    rated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    rated_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation"],
                condition=Q(status__in=["rating", "comparing"]),
                name="one_open_review",
            )
        ]
        indexes = [
            # Agreement is told per expert's organisation over time.
            models.Index(fields=["organisation", "rated_at"], name="review_rated")
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_open(self) -> bool:
        return self.status in choices.OPEN_REVIEWS


class ReviewRemark(models.Model):
    """What one side says about a question, or about the whole where none is named."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="remarks")
    question = models.CharField(max_length=40, blank=True)
    side = models.CharField(max_length=10, choices=choices.get_sides)
    text = models.TextField(max_length=1000)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    written_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.review_id} {self.question}"
