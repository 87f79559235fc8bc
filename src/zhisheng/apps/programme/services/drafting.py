"""The words of a notice that asks for a task, as an office would begin it.

It is Chinese whoever drafts it, as official papers are.
"""

from dataclasses import dataclass

from django.utils.translation import override

from zhisheng.apps.programme.choices import Audience, EntryState, get_unit_levels
from zhisheng.apps.programme.models import ReportingTask
from zhisheng.apps.programme.models.official_papers import LONGEST
from zhisheng.apps.programme.selectors.reporting import get_form
from zhisheng.kit.language import join_words, write_chinese_date
from zhisheng.reference.forms import FormSpec, Right

OFFICIAL = "zh-hans"
NAMED_FIELDS = 12


@dataclass(frozen=True, slots=True)
class NoticeText:
    """What the office writes itself; ``body`` and ``attachments`` have one a line."""

    title: str
    recipients: str
    body: str
    attachments: str = ""
    note: str = ""
    copies_to: str = ""


def draft_text(task: ReportingTask) -> NoticeText:
    """Draft what is asked of whom, until when and what it is used for."""
    form = get_form(task)
    with override(OFFICIAL):
        recipients = _name_recipients(task)
    # A period is typed with or without a space; a title has none.
    period = task.period.replace(" ", "")
    responsible = task.responsible.name if task.responsible else ""
    return NoticeText(
        title=f"{task.unit.name}关于填报{period}{form.name}的通知"[: LONGEST["title"]],
        recipients=recipients,
        body="\n".join(_list_paragraphs(task, form, period, recipients)),
        attachments=form.name,
        note=f"联系人：{responsible}" if responsible else "",
    )


def _name_recipients(task: ReportingTask) -> str:
    area = task.area.name if task.area else ""
    if task.audience == Audience.UNITS:
        level = EntryState(task.conditions.get("level") or EntryState.COUNTY)
        named = dict(get_unit_levels())
        return f"{area}各{named[level]}"
    return f"{area}{'各认证机构' if task.audience == Audience.BODIES else '有关企业'}"


def _list_paragraphs(
    task: ReportingTask, form: FormSpec, period: str, recipients: str
) -> tuple[str, ...]:
    is_free = form.right == Right.WORKING
    first, last = map(write_chinese_date, (task.opens_on, task.due_on))
    return (
        f"为做好{period}{form.name}的填报工作，现就有关事项通知如下。",
        "一、填报对象",
        f"{recipients.lstrip('各')}。填报名单以系统下发时的名录为准。",
        "二、填报内容",
        f"《{form.name}》，{_name_fields(form)}。表的依据：{form.source}。{_name_survey(form)}",
        "三、填报时间和方式",
        f"请于{first}至{last}在系统中填报。{_offer_links(task, form)}"
        f"填好大约需要{form.minutes}分钟，系统中已有的内容不必重填。",
        "四、数据用途",
        f"{form.purpose.rstrip('。')}。数据提供给{form.recipients}，"
        f"保存{form.retention_years}年。"
        + ("是否填报，由填报人自愿决定。" if is_free else ""),
    )


def _offer_links(task: ReportingTask, form: FormSpec) -> str:
    """Offer what only enterprises get, and only for what is no table."""
    is_offered = task.audience == Audience.ENTERPRISES and not form.rows
    return "没有账号的，凭填报链接填报。" if is_offered else ""


def _name_survey(form: FormSpec) -> str:
    """Name what a statistical survey may ask by; only such a form has an end for sure."""
    if form.right != Right.SURVEY or form.valid_to is None:
        return ""
    return (
        f"本表是统计调查表，表号：{form.form_number}，制定机关：{form.authority}，"
        f"批准文号：{form.approval_number}，有效期至{write_chinese_date(form.valid_to)}。"
    )


def _name_fields(form: FormSpec) -> str:
    labels = [field.label for field in (*form.fields, *form.rows)]
    named = join_words(labels[:NAMED_FIELDS])
    more = "等" if len(labels) > NAMED_FIELDS else ""
    return f"包括{named}{more}共{len(labels)}项"
