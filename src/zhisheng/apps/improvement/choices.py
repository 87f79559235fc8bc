from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Labels = list[tuple[str, str | Promise]]


class PlanStatus(models.TextChoices):
    """How far a version of a plan has come."""

    DRAFT = "draft", _("还没定")
    AGREED = "agreed", _("已定下")
    REPLACED = "replaced", _("换成新的了")


class PlanAim(models.TextChoices):
    """What a plan is best at; the values are those of `methods.planning.Aim`."""

    BEST = "best", _("这些钱和时间，提升最多")
    CHEAPEST = "cheapest", _("花最少的钱，升一档")
    FASTEST = "fastest", _("最快走完认证")


def get_plan_statuses() -> Labels:
    return list(PlanStatus.choices)


def get_plan_aims() -> Labels:
    return list(PlanAim.choices)
