from typing import TYPE_CHECKING, TypeAlias

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Labels: TypeAlias = "list[tuple[str, _StrPromise]]"


class IndicatorLevel(models.TextChoices):
    ENTERPRISE = "enterprise", _("企业")
    TRADE = "trade", _("行业")
    CHAIN = "chain", _("产业链")
    REGION = "region", _("地区")
    PILOT = "pilot", _("试点")


class PeriodKind(models.TextChoices):
    YEAR = "year", _("年度")
    QUARTER = "quarter", _("季度")
    POINT = "point", _("时点")
    CUMULATIVE = "cumulative", _("累计")
    UNSTATED = "unstated", _("未说明累计或当年")


class ValueKind(models.TextChoices):
    AMOUNT = "amount", _("金额")
    COUNT = "count", _("数量")
    PERCENT = "percent", _("百分比")
    PERCENTAGE_POINT = "percentage_point", _("百分点")
    RATIO = "ratio", _("比值")


class Population(models.TextChoices):
    PARTICIPATING = "participating", _("参与")
    TRAINED = "trained", _("受训")
    HELPED = "helped", _("帮扶")
    CERTIFIED = "certified", _("获证")
    PILOT = "pilot", _("试点")


class ValueSource(models.TextChoices):
    ROSTER = "roster", _("帮扶名单")
    RETURN = "return", _("企业填报")
    SHEET = "sheet", _("表格导入")
    REPORTED = "reported", _("上报合计")


class FormRight(models.TextChoices):
    SURVEY = "survey", _("统计调查制度")
    WORKING = "working", _("工作资料(自愿)")


class ReturnStatus(models.TextChoices):
    DRAFT = "draft", _("填写中")
    SUBMITTED = "submitted", _("已提交")
    CHECKED = "checked", _("已核对")
    WITHDRAWN = "withdrawn", _("已撤回")


class SheetStatus(models.TextChoices):
    UPLOADED = "uploaded", _("已上传")
    CHECKING = "checking", _("核对中")
    PREVIEWED = "previewed", _("待入库")
    APPLYING = "applying", _("入库中")
    APPLIED = "applied", _("已入库")
    REVERTING = "reverting", _("撤回中")
    WITHDRAWN = "withdrawn", _("已撤回")
    FAILED = "failed", _("未完成")


JOBS = {
    SheetStatus.UPLOADED: "returns.check_sheet",
    SheetStatus.CHECKING: "returns.check_sheet",
    SheetStatus.APPLYING: "returns.apply_sheet",
    SheetStatus.REVERTING: "returns.withdraw_sheet",
}


def get_indicator_levels() -> Labels:
    return list(IndicatorLevel.choices)


def get_period_kinds() -> Labels:
    return list(PeriodKind.choices)


def get_value_kinds() -> Labels:
    return list(ValueKind.choices)


def get_populations() -> Labels:
    return list(Population.choices)


def get_value_sources() -> Labels:
    return list(ValueSource.choices)


def get_form_rights() -> Labels:
    return list(FormRight.choices)


def get_return_statuses() -> Labels:
    return list(ReturnStatus.choices)


def get_sheet_statuses() -> Labels:
    return list(SheetStatus.choices)
