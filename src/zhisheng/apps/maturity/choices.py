from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class EvaluationStatus(models.TextChoices):
    """How far an evaluation has come."""

    DRAFT = "draft", _("正在填")
    SUBMITTED = "submitted", _("已提交")
    RETURNED = "returned", _("退回补充")
    CONFIRMED = "confirmed", _("专家已确认")


# The enterprise may still change its answers.
OPEN_STATUSES = (EvaluationStatus.DRAFT, EvaluationStatus.RETURNED)


class Side(models.TextChoices):
    """Who answers: the enterprise itself, or the expert who looks at the same questions."""

    SELF = "self", _("企业自评")
    EXPERT = "expert", _("专家评价")


class ReviewStatus(models.TextChoices):
    """An expert answers alone first; only then both see where they differ."""

    RATING = "rating", _("专家正在看")
    COMPARING = "comparing", _("核对差异")
    CONFIRMED = "confirmed", _("已确认")
    ENDED = "ended", _("企业已撤回")


OPEN_REVIEWS = (ReviewStatus.RATING, ReviewStatus.COMPARING)


class PaperKind(models.TextChoices):
    """The papers an enterprise takes away from a diagnosis."""

    FEEDBACK = "feedback", _("意见反馈表")
    REPORT = "report", _("综合报告")
    ADVICE = "advice", _("改进建议清单")


def get_evaluation_statuses() -> list[tuple[str, str | Promise]]:
    return list(EvaluationStatus.choices)


def get_sides() -> list[tuple[str, str | Promise]]:
    return list(Side.choices)


def get_review_statuses() -> list[tuple[str, str | Promise]]:
    return list(ReviewStatus.choices)
