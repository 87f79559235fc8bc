from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext, pgettext_lazy
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
    PREVIEWED = "previewed", _("待入库")
    APPLYING = "applying", _("入库中")
    APPLIED = "applied", _("已入库")
    REVERTING = "reverting", _("撤回中")
    WITHDRAWN = "withdrawn", _("已撤回")
    FAILED = "failed", _("未完成")


class RowStatus(models.TextChoices):
    ACCEPTED = "accepted", _("可入库")
    WARNING = "warning", _("有提醒")
    REFUSED = "refused", _("未通过")
    TO_CONFIRM = "to_confirm", _("待确认")


class RowState(models.TextChoices):
    """Where a row stands now: what was read of it, until it is answered or applied."""

    TO_CONFIRM = "to_confirm", _("待确认")
    REFUSED = "refused", _("未通过")
    WARNING = "warning", _("有提醒")
    ACCEPTED = "accepted", _("可入库")
    ANSWERED = "answered", _("已答复，可入库")
    LEFT_OUT = "left_out", _("不导入")
    APPLIED = "applied", _("已入库")


class Decision(models.TextChoices):
    SAME = "same", _("同一家")
    NEW = "new", _("新企业")
    SKIP = "skip", _("不导入")


class PlaceKind(models.TextChoices):
    """What a row leaves to be chosen from a list: where it belongs, who helped, whose it is."""

    REGION = "region", _("所在地")
    INDUSTRY = "industry", _("行业")
    HELPER = "helper", _("帮扶机构")
    UNIT = "unit", _("管辖单位")


# The answer that the helping body of a row is not registered yet.
NEW_BODY = "new"


class KeptKind(models.TextChoices):
    RECORD = "record", _("登记信息")
    VALUE = "value", _("指标数值")
    ENGAGEMENT = "engagement", _("帮扶")
    ENROLMENT = "enrolment", _("帮扶台账")


class KeptReason(models.TextChoices):
    CHANGED = "changed", _("后来改过")
    USED = "used", _("别处正在使用")


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


def get_kept_kinds() -> "Choices":
    return [*KeptKind.choices]


def get_kept_reasons() -> "Choices":
    return [*KeptReason.choices]


def get_place_kinds() -> "Choices":
    return [*PlaceKind.choices]


def get_decisions() -> "Choices":
    return [*Decision.choices]


# In which states a job is waited for, and which one.
JOBS = {
    ImportStatus.UPLOADED: "programme.read_roster",
    ImportStatus.APPLYING: "programme.apply_roster",
    ImportStatus.REVERTING: "programme.withdraw_roster",
}
RUNNING = frozenset({*JOBS, ImportStatus.READING})
# When a person may answer what the rows of an import leave open.
ANSWERABLE = frozenset({ImportStatus.PREVIEWED, ImportStatus.APPLIED})
FIELD_NAMES = {
    "name": _("企业名称"),
    "uscc": _("统一社会信用代码"),
    "region": _("所在地"),
    "industry": _("行业"),
    "address": _("地址"),
    "size_class": _("企业规模"),
    "employees": _("从业人员"),
    "help_start": _("帮扶开始日期"),
    "help_end": _("帮扶结束日期"),
    "duplicate": _("重复"),
    "helper": _("帮扶机构"),
    "year": _("帮扶年度"),
    "legal_form": _("主体类型"),
    "region_id": _("所在地"),
    "unit": _("管辖单位"),
    "unit_id": _("管辖单位"),
    "industry_id": _("行业"),
    "help_kind": _("帮扶种类"),
    "method": _("帮扶方式"),
    "problem": _("问题"),
    "started_on": _("帮扶开始日期"),
    "ended_on": _("帮扶结束日期"),
    "willingness": _("提升意愿"),
    "potential": _("提升潜力"),
}
MEASURE_NAMES = {
    "employees": _("从业人员"),
    "revenue": _("营业收入"),
    "sales": _("销售额"),
    "profit": _("利润"),
    "quality_cost": _("质量成本"),
    "scrap_rate": _("废品率"),
    "nonconforming_rate": _("不合格品率"),
    "first_pass_yield": _("一次合格率"),
    "export": _("出口额"),
}
PERCENT_MEASURES = frozenset({"scrap_rate", "nonconforming_rate", "first_pass_yield"})
SIDE_NAMES = {"before": _("提升前"), "after": _("提升后")}


def find_state(status: str, decision: str, *, is_applied: bool) -> RowState:
    if is_applied:
        return RowState.APPLIED
    if status == RowStatus.TO_CONFIRM and decision:
        is_left_out = decision == Decision.SKIP
        return RowState.LEFT_OUT if is_left_out else RowState.ANSWERED
    return RowState(status)


def name_field(field: str) -> str:
    """Return what people call a field of the report."""
    if field in FIELD_NAMES:
        return str(FIELD_NAMES[field])
    indicator, _separator, side = field.rpartition("_")
    if indicator in MEASURE_NAMES and side in SIDE_NAMES:
        return f"{SIDE_NAMES[side]}{MEASURE_NAMES[indicator]}"
    if indicator in MEASURE_NAMES:
        return gettext("{year}年{measure}").format(
            year=side, measure=MEASURE_NAMES[indicator]
        )
    return field


class Proof(models.TextChoices):
    """What shows that it is the enterprise that answers for a help."""

    ACCOUNT = "account", _("企业账号")
    TEXT = "text", _("发到登记手机的链接")
    DIGITS = "digits", _("登记手机号后四位")
    NONE = "none", _("凭链接确认，未核实身份")
    SIGNED = "signed", _("在来帮的人手机上签名，企业还没有核对")


# An answer without one of these is kept, and counts for nothing.
PROVING = frozenset({Proof.ACCOUNT, Proof.TEXT, Proof.DIGITS})


def get_proofs() -> "Choices":
    return [*Proof.choices]


class Audience(models.TextChoices):
    ENTERPRISES = "enterprises", _("企业")
    BODIES = "bodies", _("认证机构")
    UNITS = "units", _("下级单位")


class TaskStatus(models.TextChoices):
    DRAFT = "draft", _("草稿")
    OPENING = "opening", _("正在下发")
    OPEN = "open", _("填报中")
    CLOSED = "closed", _("已结束")


class EntryState(models.TextChoices):
    """How far up an entry has come; the names are those of the levels that passed it."""

    UNFILLED = "unfilled", _("未填")
    FILLED = "filled", _("已填")
    STATION = "station", _("所审")
    COUNTY = "county", _("县审")
    CITY = "city", _("市审")
    PROVINCE = "province", _("省审")
    NATION = "nation", _("总局审")


class EntryAct(models.TextChoices):
    SUBMITTED = "submitted", _("提交")
    FILLED_FOR = "filled_for", _("代填")
    PASSED = "passed", _("通过")
    RETURNED = "returned", pgettext_lazy("act", "退回")
    REOPENED = "reopened", _("重新打开")
    CONFIRMED = "confirmed", _("本人核对无误")
    DISPUTED = "disputed", _("本人有异议")
    TAKEN_OVER = "taken_over", _("接手代填")
    SETTLED = "settled", _("答复异议")
    TAKEN_BACK = "taken_back", pgettext_lazy("act", "撤回")


class RecipientAct(models.TextChoices):
    """What was done to whom an open task asks."""

    TAKEN_OUT = "taken_out", _("移出")
    PUT_BACK = "put_back", _("放回")
    ADDED = "added", _("增加")


def get_recipient_acts() -> "Choices":
    return [*RecipientAct.choices]


class SinceReturn(models.TextChoices):
    """What came of a line, or of a remark, since the entry was returned."""

    MENDED = "mended", _("已改")
    LEFT = "left", _("未改")
    ADDED = "added", _("新增")
    REMOVED = "removed", _("已去掉")
    ANSWERED = "answered", _("已说明")


class PaperContent(models.TextChoices):
    """What an office puts on its paper: what it passed, or all that was handed in."""

    PASSED = "passed", _("已审核的")
    WHOLE = "whole", _("含未审核的")


# Stands for where a link went that was made before that was kept.
UNKNOWN_ADDRESS = "?"
# What somebody says of why they do a thing, and what is kept of it.
LONGEST_REASON = 300
# The last of these tells whether what was filled in for somebody is right.
CHECKS = frozenset({EntryAct.FILLED_FOR, EntryAct.CONFIRMED, EntryAct.DISPUTED})


class ListSource(models.TextChoices):
    """Which list stands for the whole table of an entry."""

    SHEET = "sheet", _("表格")
    LEDGER = "ledger", _("台账")


def get_paper_contents() -> "Choices":
    return [*PaperContent.choices]


def get_audiences() -> "Choices":
    return [*Audience.choices]


def get_returns_since() -> "Choices":
    return [*SinceReturn.choices]


def get_unit_levels() -> "Choices":
    """Return the levels of units that can be asked to fill something in."""
    names = {
        EntryState.PROVINCE: _("省级局"),
        EntryState.CITY: _("市级局"),
        EntryState.COUNTY: _("县级局"),
        EntryState.STATION: _("所、分局"),
    }
    return [(level.value, name) for level, name in names.items()]


def get_task_statuses() -> "Choices":
    return [*TaskStatus.choices]


def get_entry_states() -> "Choices":
    return [*EntryState.choices]


def get_entry_acts() -> "Choices":
    return [*EntryAct.choices]


class TemplateKind(models.TextChoices):
    XLSX = "xlsx", _("Excel 表格")
    DOCX = "docx", _("Word 文稿")


def get_template_kinds() -> "Choices":
    return [*TemplateKind.choices]


class OfficialStatus(models.TextChoices):
    DRAFT = "draft", _("代拟稿")
    ISSUED = "issued", _("已印发")


def get_official_statuses() -> "Choices":
    return [*OfficialStatus.choices]


class NoticeKind(models.TextChoices):
    AWARD = "award", _("企业奖补")
    BODIES = "bodies", _("帮扶机构遴选")
    LIST = "list", _("名单")
    PILOT = "pilot", _("区域试点")
    CASE = "case", _("优良案例")


class NoticeStatus(models.TextChoices):
    """What a person did with a notice; that its term is over follows from the day."""

    DRAFT = "draft", _("草稿")
    PUBLISHED = "published", _("公示中")
    ARCHIVED = "archived", _("已归档")
    WITHDRAWN = "withdrawn", _("已撤下")


class ObjectionResult(models.TextChoices):
    ACCEPTED = "accepted", _("成立")
    PARTLY = "partly", _("部分成立")
    REJECTED = "rejected", _("不成立")


def get_notice_kinds() -> "Choices":
    return [*NoticeKind.choices]


def get_notice_statuses() -> "Choices":
    return [*NoticeStatus.choices]


def get_objection_results() -> "Choices":
    return [*ObjectionResult.choices]


class Unreached(models.TextChoices):
    """Why a reminder reached nobody of an entry; the first that holds is told."""

    NO_ACCOUNT = "no_account", _("没有账号")
    FAILED = "failed", _("号码或地址发不到")
    DOWN = "down", _("消息通道不通")
    REFUSED = "refused", _("本人不收短信等消息")
    NO_ADDRESS = "no_address", _("账号没有手机号码")
    NOT_REMINDED = "not_reminded", _("有账号，还没有提醒过")
