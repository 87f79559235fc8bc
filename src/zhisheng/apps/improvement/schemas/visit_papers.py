"""The three papers of a diagnosis, made from what was noted of one visit."""

import re
from collections.abc import Callable, Mapping
from itertools import zip_longest
from types import MappingProxyType

from django.utils import timezone
from django.utils.translation import gettext as _

from zhisheng.apps.improvement.models import HelpOrder, HelpVisit
from zhisheng.apps.improvement.schemas.visits import tell_said
from zhisheng.apps.maturity.choices import PaperKind
from zhisheng.apps.maturity.schemas import tell_enterprise
from zhisheng.apps.programme.choices import HelpKind
from zhisheng.kit.language import is_english
from zhisheng.ui.formats import format_date
from zhisheng.ui.papers import Paper, Section

# How many characters of the digest a person compares.
SHOWN = 12
NOBODY = "________________"
# What people put before the lines of a list by hand; "0.5 毫米" is none of it.
MARK = re.compile(r"^(?:\d{1,2}[.、．)）](?!\d)|[·•-])\s*")


def build_visit_paper(visit: HelpVisit, kind: PaperKind) -> Paper:
    """Write a paper of a visit; it names the visit and the notes it was made from."""
    order = visit.order
    return Paper(
        title=str(kind.label),
        subtitle=f"{order.enterprise.name} · {_tell_time(visit)}",
        mark=_(
            "{code} 第 {number} 次上门 · 记录核对码 {digest} · 帮扶，不是检查"
        ).format(code=order.code, number=visit.number, digest=visit.digest[:SHOWN]),
        dated=timezone.localdate(visit.said_at or visit.written_at),
        language="en" if is_english() else "zh",
        sections=(tell_enterprise(order.enterprise), *WRITERS[kind](visit)),
    )


def _write_feedback(visit: HelpVisit) -> tuple[Section, ...]:
    pairs = zip_longest(_split(visit.looked_at), _split(visit.advice), fillvalue="—")
    rows = ((str(number), *pair) for number, pair in enumerate(pairs, start=1))
    return (
        Section(
            _("一、看到的情况和建议"),
            table=((_("序号"), _("看了什么、聊了什么"), _("建议")), *rows),
            widths=(1, 4, 4),
        ),
        Section(_("二、企业的意见"), _tell_opinion(visit)),
        Section(
            "",
            (
                _("企业负责人：{blank}  日期：{blank}").format(blank=NOBODY),
                _("专家：{blank}  日期：{blank}").format(blank=NOBODY),
            ),
        ),
    )


def _write_report(visit: HelpVisit) -> tuple[Section, ...]:
    return (
        Section(_("一、怎么来的"), _tell_way(visit)),
        Section(_("二、看到的情况"), _number(_split(visit.looked_at))),
        Section(
            _("三、可以提高的地方"),
            _number(_split(visit.advice)) or (_("没有写建议。"),),
        ),
        Section(_("四、企业怎么说"), _tell_opinion(visit)),
        Section(_("五、说明"), _list_notes()),
    )


def _write_advice(visit: HelpVisit) -> tuple[Section, ...]:
    rows = (
        (str(number), text, "", "", "")
        for number, text in enumerate(_split(visit.advice), start=1)
    )
    heads = (_("序号"), _("怎么做"), _("谁来做"), _("哪天前"), _("做到了吗"))
    return (
        Section(
            _("建议"),
            (_("先做哪几条、谁来做，由企业自己定。"),),
            table=(heads, *rows),
            widths=(1, 6, 2, 2, 2),
        ),
        Section("", _list_notes()),
    )


WRITERS: Mapping[PaperKind, Callable[[HelpVisit], tuple[Section, ...]]] = (
    MappingProxyType(
        {
            PaperKind.FEEDBACK: _write_feedback,
            PaperKind.REPORT: _write_report,
            PaperKind.ADVICE: _write_advice,
        }
    )
)


def _tell_way(visit: HelpVisit) -> tuple[str, ...]:
    told = [
        _("{day}，{who}上门，做的是{kind}。").format(
            day=_tell_time(visit),
            who=_name_helper(visit),
            kind=HelpKind(visit.help_kind).label,
        )
    ]
    if visit.order.words:
        told.append(_("企业点单时说：{words}").format(words=visit.order.words))
    told += _tell_origin(visit.order)
    return tuple(told)


def _tell_origin(order: HelpOrder) -> list[str]:
    if order.problem is None:
        return []
    return [_("来自质量问题：{text}").format(text=order.problem.text)]


def _tell_opinion(visit: HelpVisit) -> tuple[str, ...]:
    if visit.said_at is None:
        return (
            _("以上情况是否属实，有什么不同意见："), NOBODY * 2, NOBODY * 2
        )  # fmt: skip
    day = format_date(timezone.localdate(visit.said_at))
    return (
        _("{day} 企业说：{said}").format(day=day, said=tell_said(visit)),
        _("不同意见：{blank}").format(blank=NOBODY * 2),
    )


def _tell_time(visit: HelpVisit) -> str:
    day = format_date(visit.visited_on)
    return f"{day} {visit.starts_at:%H:%M}–{visit.ends_at:%H:%M}"


def _name_helper(visit: HelpVisit) -> str:
    helper = visit.helper
    if helper is None:
        return "—"
    if helper.organisation is None or helper.organisation.name == helper.name:
        return helper.name
    return _("{name}（{organisation}）").format(
        name=helper.name, organisation=helper.organisation.name
    )


def _split(text: str) -> list[str]:
    """Read each line as one point, without the number somebody typed before it."""
    lines = (MARK.sub("", line.strip()) for line in text.splitlines())
    return [line for line in lines if line]


def _number(points: list[str]) -> tuple[str, ...]:
    return tuple(f"{number}. {text}" for number, text in enumerate(points, start=1))


def _list_notes() -> tuple[str, ...]:
    return (
        _("这是诊断：指出哪里可以改进，不替企业写文件，也不是认证。"),
        _("这是帮扶，不是检查；结果不作为处罚或降低待遇的依据。"),
    )
