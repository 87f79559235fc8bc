from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Choices = list[tuple[str, str | _StrPromise]]


# Source of the first version of a record its own claimant typed.
SELF_REGISTERED = "self"


class LegalForm(models.TextChoices):
    COMPANY = "company", _("公司")
    HOUSEHOLD = "household", _("个体工商户")
    SOLE = "sole", _("个人独资企业")
    PARTNERSHIP = "partnership", _("合伙企业")
    COOPERATIVE = "cooperative", _("农民专业合作社")
    OTHER = "other", _("其他")


class EnterpriseStatus(models.TextChoices):
    ACTIVE = "active", _("存续")
    UNVERIFIED = "unverified", _("待核实")
    CLOSED = "closed", _("注销")
    REVOKED = "revoked", _("吊销营业执照")
    MERGED = "merged", _("并入其他记录")


class LifeEventKind(models.TextChoices):
    RENAMED = "renamed", _("更名")
    MOVED = "moved", _("迁址")
    CLOSED = "closed", _("注销")
    LICENCE_REVOKED = "licence_revoked", _("吊销营业执照")
    CONVERTED = "converted", _("个转企(直接变更)")
    SUCCEEDED = "succeeded", _("承接前身")
    MERGED = "merged", _("合并重复记录")
    UNMERGED = "unmerged", _("撤销合并")


class SizeClass(models.TextChoices):
    LARGE = "large", _("大型")
    MEDIUM = "medium", _("中型")
    SMALL = "small", _("小型")
    MICRO = "micro", _("微型")
    NOT_APPLICABLE = "not_applicable", _("不适用")
    UNKNOWN = "unknown", _("资料不足")


# What a size class may lack, by its name in `methods.size_class`.
SIZE_FACTS = {
    "industry_code": _("行业"),
    "employees": _("从业人员"),
    "revenue_yuan": _("营业收入"),
    "total_assets_yuan": _("资产总额"),
}


def name_missing_facts(basis: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what an unknown size class lacks, as people call it."""
    missing = basis.get("missing", ())
    return tuple(str(SIZE_FACTS[name]) for name in missing if name in SIZE_FACTS)


class ReviewStatus(models.TextChoices):
    PENDING = "pending", _("待审核")
    APPROVED = "approved", _("已通过")
    REFUSED = "refused", _("未通过")
    WITHDRAWN = "withdrawn", _("已撤回")


class ConsentPurpose(models.TextChoices):
    CREDIT = "credit", _("贷款和授信审查")
    INSURANCE = "insurance", _("保险承保和理赔")
    SERVICE = "service", _("园区或协会的服务和活动")
    TESTING = "testing", _("检验检测和设备共享")
    SUPPLY_CHAIN = "supply_chain", _("供应链质量管理")
    TRAINING = "training", _("培训")


class FieldGroup(models.TextChoices):
    """What an owner agrees to show, in plain words; FIELDS_BY_GROUP says the fields."""

    RECORD = "record", _("登记信息：信用代码、主体类型、登记地区、行业、规模、成立日期")
    ADDRESS = "address", _("地址：住所和经营地址")
    CONTACT = "contact", _("联系方式：联系人和电话号码")
    RETURNS = "returns", _("填报的指标：营业收入、利润、质量损失等各年的数")


FIELDS_BY_GROUP = {
    FieldGroup.RECORD: (
        "name", "uscc", "legal_form", "region", "industry", "size_class",
        "established_on",
    ),
    FieldGroup.ADDRESS: ("name", "address"),
    FieldGroup.CONTACT: ("name", "contact"),
    FieldGroup.RETURNS: ("name", "returns"),
}  # fmt: skip


def get_legal_forms() -> "Choices":
    return [*LegalForm.choices]


def get_enterprise_statuses() -> "Choices":
    return [*EnterpriseStatus.choices]


def get_life_event_kinds() -> "Choices":
    return [*LifeEventKind.choices]


def get_size_classes() -> "Choices":
    return [*SizeClass.choices]


def get_review_statuses() -> "Choices":
    return [*ReviewStatus.choices]
