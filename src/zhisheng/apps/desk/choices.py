from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Labels = list[tuple[str, str | Promise]]


class ComplaintKind(models.TextChoices):
    COMPLAINT = "complaint", _("投诉")
    SUGGESTION = "suggestion", _("建议")
    DATA_RIGHT = "data_right", _("查阅、更正或删除我的信息")


class ComplaintStatus(models.TextChoices):
    OPEN = "open", _("待答复")
    ANSWERED = "answered", _("已答复")


def get_complaint_kinds() -> Labels:
    return list(ComplaintKind.choices)


def get_complaint_statuses() -> Labels:
    return list(ComplaintStatus.choices)
