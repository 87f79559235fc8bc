from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhisheng.apps.programme.choices import HelpKind

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


class ProblemState(models.TextChoices):
    """How far a problem has come; the values are those of `methods.corrective_action`."""

    REPORTED = "reported", _("刚发现")
    CONTAINED = "contained", _("先处理好了")
    CAUSE_FOUND = "cause_found", _("原因找到了")
    PLANNED = "planned", _("措施定下了")
    DONE = "done", _("措施做完了")
    VERIFIED = "verified", _("验证有效")
    CLOSED = "closed", _("已解决")


class ProblemAct(models.TextChoices):
    """What somebody did with a problem."""

    REPORT = "report", _("发现了问题")
    CONTAIN = "contain", _("先处理")
    FIND_CAUSE = "find_cause", _("找原因")
    PLAN = "plan", _("定措施")
    FINISH = "finish", _("措施做完")
    VERIFY = "verify", _("验证效果")
    CLOSE = "close", _("关闭")
    RETURN = "return", _("退回上一步")
    REOPEN = "reopen", _("又出现了，重新打开")


class ProblemSource(models.TextChoices):
    FOUND = "found", _("自己发现")
    COMPLAINT = "complaint", _("客户投诉")
    INSPECTION = "inspection", _("检验不合格")
    EVALUATION = "evaluation", _("质量评价的短板")
    AUDIT = "audit", _("审核发现")
    VISIT = "visit", _("专家上门看出来的")


class CauseCategory(models.TextChoices):
    """The six bones 人机料法环测 of a fishbone, in the order people say them."""

    PEOPLE = "people", pgettext_lazy("cause", "人")
    MACHINE = "machine", pgettext_lazy("cause", "机")
    MATERIAL = "material", pgettext_lazy("cause", "料")
    METHOD = "method", pgettext_lazy("cause", "法")
    ENVIRONMENT = "environment", pgettext_lazy("cause", "环")
    MEASUREMENT = "measurement", pgettext_lazy("cause", "测")


class CommonStatus(models.TextChoices):
    """Whether an officer looked at a group of alike problems."""

    FOUND = "found", _("等您看")
    CONFIRMED = "confirmed", _("已确认")
    DISMISSED = "dismissed", _("不是一类")


class CaseState(models.TextChoices):
    """How far a good case has come; the values are those of `methods.case_selection`."""

    DRAFT = "draft", _("还没报送")
    REVIEWED = "reviewed", _("审阅中")
    SELECTED = "selected", _("已选中")
    PUBLISHED = "published", _("已公开")
    WITHDRAWN = "withdrawn", _("企业撤回了")


class CaseAct(models.TextChoices):
    """What somebody did with a good case."""

    SUBMIT = "submit", _("报送")
    RECOMMEND = "recommend", _("推荐到上一级")
    SELECT = "select", _("选为优良案例")
    RETURN = "return", _("退回修改")
    ANNOUNCE = "announce", _("提请公示")
    RELEASE = "release", _("不在公示里了")
    PUBLISH = "publish", _("公开")
    TAKE_DOWN = "take_down", _("撤下")
    WITHDRAW = "withdraw", _("撤回")
    NAME = "name", _("同意写明企业名称")
    UNNAME = "unname", _("不再写明企业名称")


class HelperKind(models.TextChoices):
    """What an entry of the register is."""

    EXPERT = "expert", _("专家")
    ASSOCIATION = "association", _("协会联盟")
    PARK = "park", _("产业园区")
    BODY = "body", _("帮扶机构")


class OrderState(models.TextChoices):
    """How far an order of help has come; the values are those of `methods.help_orders`."""

    CHOOSING = "choosing", _("等企业选人")
    WITH_OFFICE = "with_office", _("等县局派单")
    SENT = "sent", _("等对方接单")
    ACCEPTED = "accepted", _("已接单")
    DONE = "done", _("已帮完，等企业评价")
    CLOSED = "closed", _("已评价")
    CANCELLED = "cancelled", _("已取消")


class OrderAct(models.TextChoices):
    """What somebody, or the clock, did with an order of help."""

    ORDER = "order", _("点单")
    CHOOSE = "choose", _("选人")
    ASK_OFFICE = "ask_office", _("请县局派单")
    DISPATCH = "dispatch", _("派单")
    ACCEPT = "accept", _("接单")
    DECLINE = "decline", _("不接")
    MOVE_ON = "move_on", _("到期没人答复，往下转")
    GIVE_BACK = "give_back", _("接了又来不了，退回")
    VISIT = "visit", _("上门帮扶")
    SIGN = "sign", _("在来帮的人手机上签名，企业还没有核对")
    CONFIRM = "confirm", _("企业确认上门")
    DENY = "deny", _("企业说没有来过，或与记录不符")
    SETTLE = "settle", _("监管部门核实上门")
    FINISH = "finish", _("帮扶完成")
    REVIEW = "review", _("评单")
    CANCEL = "cancel", _("取消")


class VisitProof(models.TextChoices):
    """What shows that it is the enterprise that confirms a visit."""

    CODE = "code", _("企业出示的确认码")
    ACCOUNT = "account", _("企业账号")
    SIGNATURE = "signature", _("来帮的人手机上的签名，企业还没有核对")


# A signature on the screen of who helped is anybody's; these are the enterprise's own.
PROVING = frozenset({VisitProof.CODE, VisitProof.ACCOUNT})


class VisitFinding(models.TextChoices):
    """What an office found of a visit that the enterprise denied."""

    AS_WRITTEN = "as_written", _("来过，与记录相符")
    NOT_AS_WRITTEN = "otherwise", _("没有来过，或与记录不符")


def get_helper_kinds() -> Labels:
    return list(HelperKind.choices)


def get_order_states() -> Labels:
    return list(OrderState.choices)


def get_order_acts() -> Labels:
    return list(OrderAct.choices)


def get_help_kinds() -> Labels:
    return list(HelpKind.choices)


def get_visit_proofs() -> Labels:
    return list(VisitProof.choices)


def get_visit_findings() -> Labels:
    return list(VisitFinding.choices)


def get_plan_statuses() -> Labels:
    return list(PlanStatus.choices)


def get_plan_aims() -> Labels:
    return list(PlanAim.choices)


def get_problem_states() -> Labels:
    return list(ProblemState.choices)


def get_problem_acts() -> Labels:
    return list(ProblemAct.choices)


def get_problem_sources() -> Labels:
    return list(ProblemSource.choices)


def get_cause_categories() -> Labels:
    return list(CauseCategory.choices)


def get_common_statuses() -> Labels:
    return list(CommonStatus.choices)


def get_case_states() -> Labels:
    return list(CaseState.choices)


def get_case_acts() -> Labels:
    return list(CaseAct.choices)
