from collections.abc import Mapping
from types import MappingProxyType
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


# Such an enterprise is no more.
ENDED_STATUSES = (EnterpriseStatus.CLOSED, EnterpriseStatus.REVOKED)


class LifeEventKind(models.TextChoices):
    RENAMED = "renamed", _("更名")
    MOVED = "moved", _("迁址")
    CLOSED = "closed", _("注销")
    LICENCE_REVOKED = "licence_revoked", _("吊销营业执照")
    RESTORED = "restored", _("恢复(撤销注销、吊销或更正)")
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


# What of an enterprise its versions hold, as people call it.
FIELD_NAMES = MappingProxyType(
    {
        "name": _("名称"),
        "uscc": _("统一社会信用代码"),
        "legal_form": _("主体类型"),
        "status": _("登记状态"),
        "region_id": _("登记地区"),
        "address": _("住所"),
        "business_region_id": _("经营地区"),
        "business_address": _("经营地址"),
        "industry_id": _("行业"),
        "unit_id": _("管辖单位"),
        "size_class": _("企业规模"),
    }
)


class ReviewStatus(models.TextChoices):
    PENDING = "pending", _("待审核")
    APPROVED = "approved", _("已通过")
    REFUSED = "refused", _("未通过")
    WITHDRAWN = "withdrawn", _("已撤回")


class ExchangeStatus(models.TextChoices):
    UPLOADED = "uploaded", _("等待核对")
    READING = "reading", _("正在核对")
    PREVIEWED = "previewed", _("已核对，待入库")
    APPLYING = "applying", _("正在入库")
    APPLIED = "applied", _("已入库")
    FAILED = "failed", _("未能读取")
    SENT = "sent", _("已导出")


class ExchangeRowStatus(models.TextChoices):
    ACCEPTED = "accepted", _("可入库")
    SAME = "same", _("没有变化")
    REFUSED = "refused", _("填写不对")
    UNKNOWN = "unknown", _("不在名录或辖区")
    OLDER = "older", _("比已有记录旧")


class ExchangeChange(models.TextChoices):
    """What a row will do to the record of its enterprise, the gravest first."""

    ENDED = "ended", _("注销或吊销")
    RENAMED = "renamed", _("更名")
    MOVED = "moved", _("迁址")
    OTHER = "other", _("其他登记事项")


# What an inbound file waits for, and the job that does it.
EXCHANGE_JOBS = MappingProxyType(
    {
        ExchangeStatus.UPLOADED: "registry.read_exchange",
        ExchangeStatus.READING: "registry.read_exchange",
        ExchangeStatus.APPLYING: "registry.apply_exchange",
    }
)
TAKEN = (ExchangeRowStatus.ACCEPTED, ExchangeRowStatus.SAME)


class ConsentPurpose(models.TextChoices):
    CREDIT = "credit", _("贷款和授信审查")
    INSURANCE = "insurance", _("保险承保和理赔")
    SERVICE = "service", _("园区或协会的服务和活动")
    TESTING = "testing", _("检验检测和设备共享")
    SUPPLY_CHAIN = "supply_chain", _("供应链质量管理")
    TRAINING = "training", _("培训")
    EVALUATION = "evaluation", _("专家复核质量评价")


class FieldGroup(models.TextChoices):
    """What an owner agrees to show, in plain words; FIELDS_BY_GROUP says the fields."""

    RECORD = "record", _("登记信息：信用代码、主体类型、登记地区、行业、规模、成立日期")
    ADDRESS = "address", _("地址：住所和经营地址")
    CONTACT = "contact", _("联系方式：联系人和电话号码")
    RETURNS = "returns", _("填报的指标：营业收入、利润、质量损失等各年的数")
    EVALUATIONS = "evaluations", _("质量评价：答案、佐证材料和结果")
    PROBLEMS = "problems", _("质量问题：每个问题的经过、原因、措施和附件")


FIELDS_BY_GROUP = {
    FieldGroup.RECORD: (
        "name", "uscc", "legal_form", "region", "industry", "size_class",
        "established_on",
    ),
    FieldGroup.ADDRESS: ("name", "address"),
    FieldGroup.CONTACT: ("name", "contact"),
    FieldGroup.RETURNS: ("name", "returns"),
    FieldGroup.EVALUATIONS: ("name", "evaluations"),
    FieldGroup.PROBLEMS: ("name", "problems"),
}  # fmt: skip
# Evaluations are shown to who reviews them, agreed to where the review is asked for.
OFFERED_PURPOSES = [
    one for one in ConsentPurpose.choices if one[0] != ConsentPurpose.EVALUATION
]
OFFERED_GROUPS = [one for one in FieldGroup.choices if one[0] != FieldGroup.EVALUATIONS]


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


def get_directions() -> "Choices":
    return [("inbound", _("收到")), ("outbound", _("送出"))]


def get_exchange_statuses() -> "Choices":
    return [*ExchangeStatus.choices]


def get_exchange_changes() -> "Choices":
    return [*ExchangeChange.choices]


def get_exchange_row_statuses() -> "Choices":
    return [*ExchangeRowStatus.choices]
