from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Choices = list[tuple[str, str | _StrPromise]]


class UnitKind(models.TextChoices):
    AUTHORITY = "authority", _("总局")
    BUREAU = "bureau", _("局")
    BRANCH = "branch", _("分局")
    STATION = "station", _("所")
    CORPS = "corps", _("兵团师市")
    ZONE = "zone", _("开发区")


# A bureau answers for its region; what stands inside one has what it is given.
KINDS_WITH_AREA = frozenset({UnitKind.AUTHORITY, UnitKind.BUREAU, UnitKind.CORPS})


class OrganisationKind(models.TextChoices):
    UNIT = "unit", _("市场监管部门")
    ENTERPRISE = "enterprise", _("企业")
    CERTIFICATION_BODY = "certification_body", _("认证机构")
    LABORATORY = "laboratory", _("检验检测机构")
    ASSOCIATION = "association", _("协会联盟")
    PARK = "park", _("产业园区")
    BANK = "bank", _("金融机构")
    TRAINER = "trainer", _("培训机构")
    DEPARTMENT = "department", _("其他部门")
    CHAIN_OFFICE = "chain_office", _("链长专班")
    PLATFORM = "platform", _("平台运营单位")


class Role(models.TextChoices):
    OWNER = "owner", _("企业负责人")
    WORKER = "worker", _("操作工或检验员")
    EXPERT = "expert", _("专家或帮扶人员")
    BODY = "body", _("认证机构人员")
    OFFICER = "officer", _("监管部门人员")
    CHAIN_HEAD = "chain_head", _("链长专班人员")
    ASSOCIATION = "association", _("园区或协会人员")
    LABORATORY = "laboratory", _("实验室人员")
    DEPARTMENT = "department", _("其他部门人员")
    BANK = "bank", _("银行或保险人员")
    CHAIN_LEADER = "chain_leader", _("链主企业人员")
    TRAINER = "trainer", _("培训机构人员")
    PROXY = "proxy", _("授权代办人")
    ADMINISTRATOR = "administrator", _("平台管理员")


class LegalBasis(models.TextChoices):
    STATUTORY_DUTY = "statutory_duty", _("法定职责")
    CONTRACT = "contract", _("履行合同")
    SEPARATE_CONSENT = "separate_consent", _("单独同意")


class TokenScope(models.TextChoices):
    READ_REGISTRY = "registry:read", _("读取名录")
    PROPOSE_CHANGES = "registry:propose", _("申请变更登记信息")
    MANAGE_CONSENTS = "registry:consent", _("管理同意")
    MAKE_STATEMENTS = "registry:state", _("说明和收回企业自己的情况")
    IMPORT_ROSTER = "roster:import", _("导入名单")
    READ_RETURNS = "returns:read", _("读取指标")
    WRITE_RETURNS = "returns:write", _("填报指标")
    WRITE_NOTICES = "notices:write", _("发布公示和答复异议")
    READ_TASKS = "tasks:read", _("读取填报任务")
    FILL_TASKS = "tasks:fill", _("填写和提交填报任务")
    REVIEW_TASKS = "tasks:review", _("审核填报材料")
    MANAGE_TASKS = "tasks:manage", _("下发填报任务和催报")
    READ_PLANS = "plans:read", _("读取提升计划")
    READ_HELPERS = "helpers:read", _("读取帮扶名册")
    READ_CAMPAIGNS = "campaigns:read", _("读取活动和它的进展")
    READ_BULLETIN = "bulletin:read", _("读取通报")
    READ_EVALUATIONS = "evaluations:read", _("读取质量评价")
    WRITE_EVALUATIONS = "evaluations:write", _("填写和提交质量评价")
    READ_GRADES = "grades:read", _("读取辖区评价等级分布和复核一致程度")
    MANAGE_COLUMNS = "columns:manage", _("管理导出列方案")


class ChannelName(models.TextChoices):
    TEXT = "text", _("短信")
    WECHAT = "wechat", _("微信公众号")
    DINGTALK = "dingtalk", _("钉钉")
    MAIL = "mail", _("电子邮件")


class DispatchStatus(models.TextChoices):
    WAITING = "waiting", _("待发送")
    HANDED_OVER = "handed_over", _("已交给通道")
    RECEIVED = "received", _("已送达")
    FAILED = "failed", _("未送达")
    EXPIRED = "expired", _("已过期")


class DeliveryState(models.TextChoices):
    """How far one notice to one person got outside; the inbox has it in any case."""

    RECEIVED = "received", _("已送达")
    HANDED_OVER = "handed_over", _("已交给通道")
    WAITING = "waiting", _("待发送")
    FAILED = "failed", _("未送达")
    UNADDRESSED = "unaddressed", _("没有可用的手机或地址")


class CodePurpose(models.TextChoices):
    SIGN_IN = "sign_in", _("登录")
    VERIFY = "verify", _("验证手机号码")


def get_unit_kinds() -> "Choices":
    return [*UnitKind.choices]


def get_organisation_kinds() -> "Choices":
    return [*OrganisationKind.choices]


def get_roles() -> "Choices":
    return [*Role.choices]


def get_legal_bases() -> "Choices":
    return [*LegalBasis.choices]


def get_channels() -> "Choices":
    return [*ChannelName.choices]


def get_dispatch_statuses() -> "Choices":
    return [*DispatchStatus.choices]


def get_code_purposes() -> "Choices":
    return [*CodePurpose.choices]
