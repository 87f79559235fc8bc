from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class EvaluationStatus(models.TextChoices):
    """How far an evaluation has come."""

    DRAFT = "draft", _("正在填")
    SUBMITTED = "submitted", _("已提交")


class Side(models.TextChoices):
    """Who answers: the enterprise itself, or the expert who looks at the same questions."""

    SELF = "self", _("企业自评")
    EXPERT = "expert", _("专家评价")


def get_evaluation_statuses() -> list[tuple[str, str | Promise]]:
    return list(EvaluationStatus.choices)


def get_sides() -> list[tuple[str, str | Promise]]:
    return list(Side.choices)
