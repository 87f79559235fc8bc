from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Choices = list[tuple[str, str | _StrPromise]]


class Strength(models.TextChoices):
    STRONG = "strong", _("强")
    MEDIUM = "medium", _("中")
    WEAK = "weak", _("弱")


class HelpKind(models.TextChoices):
    PUBLICITY = "publicity", _("公开宣贯")
    INTERPRETATION = "interpretation", _("标准解读")
    DIAGNOSIS = "diagnosis", _("诊断")
    CONSULTANCY = "consultancy", _("咨询")
    INTERNAL_AUDIT = "internal_audit", _("代做内审")


class DatePrecision(models.TextChoices):
    DAY = "day", _("日")
    MONTH = "month", _("月")
    YEAR = "year", _("年")


class ImportStatus(models.TextChoices):
    UPLOADED = "uploaded", _("已上传")
    MAPPING = "mapping", _("待确认列")
    READING = "reading", _("读取中")
    PREVIEWED = "previewed", _("待确认")
    APPLYING = "applying", _("入库中")
    APPLIED = "applied", _("已入库")
    WITHDRAWN = "withdrawn", _("已撤回")
    FAILED = "failed", _("未完成")


class RowStatus(models.TextChoices):
    ACCEPTED = "accepted", _("可入库")
    WARNING = "warning", _("有提醒")
    REFUSED = "refused", _("未通过")
    TO_CONFIRM = "to_confirm", _("待确认")


class Decision(models.TextChoices):
    SAME = "same", _("同一家")
    NEW = "new", _("新企业")
    SKIP = "skip", _("不导入")


def get_strengths() -> "Choices":
    return [*Strength.choices]


def get_help_kinds() -> "Choices":
    return [*HelpKind.choices]


def get_date_precisions() -> "Choices":
    return [*DatePrecision.choices]


def get_import_statuses() -> "Choices":
    return [*ImportStatus.choices]


def get_row_statuses() -> "Choices":
    return [*RowStatus.choices]


def get_decisions() -> "Choices":
    return [*Decision.choices]
