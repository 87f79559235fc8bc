"""Settle which kind of help a row tells of."""

import re
from functools import lru_cache

from django.utils.translation import gettext_noop as _

from zhisheng.apps.programme.choices import HelpKind
from zhisheng.apps.programme.sheets.rows import Reason, RosterRow

# Internal audit and consultancy keep a body from certifying the same client, so what only
# sounds like them is not taken for them: training of auditors, advice on policies, a call.
KIND_WORDS: tuple[tuple[re.Pattern[str], HelpKind], ...] = (
    (
        # 内审流程培训 is training; 内审、培训 is both.
        re.compile(r"内审(?!员|知识|课|[^、，,；;。/和及与并+\s]{0,6}培训)"),
        HelpKind.INTERNAL_AUDIT,
    ),
    (
        re.compile("(?<!政策)(?<!电话)咨询(?!电话|热线|台(?!账)|日(?!常))"),
        HelpKind.CONSULTANCY,
    ),
    (re.compile("诊断"), HelpKind.DIAGNOSIS),
    (re.compile("解读"), HelpKind.INTERPRETATION),
    (re.compile("宣贯"), HelpKind.PUBLICITY),
)
# How help is brought in the programme's own words; they tell of no kind but are no slip.
WAYS = re.compile(
    "会诊|培训|一企一策|一对一|点对点|结对|上门|现场|入企|进企|驻[企厂点]|走访|调研|座谈|"
    "讲座|宣讲|宣传|政策|标准|方案|服务|帮扶|指导|辅导|线上|线下|远程|视频|集中|巡回|专家|问诊|体检|沙龙|送教|交流|观摩"
)


@lru_cache(maxsize=10_000)
def find_help_kind(method: str) -> str:
    """Return the kind of help that the words name; empty where they name none."""
    return next((kind.value for word, kind in KIND_WORDS if word.search(method)), "")


def settle_help_kind(row: RosterRow, column: int | None) -> None:
    """Take the kind that the words name; warn of words that nobody knows."""
    row.help_kind = find_help_kind(row.method)
    if not row.method or row.help_kind or WAYS.search(row.method):
        return
    row.reasons.append(
        Reason(
            "method",
            "warning",
            _("“{text}”看不出是哪一种帮扶，种类按未填处理。"),
            _("请改填其中一种：公开宣贯、标准解读、诊断、咨询、代做内审。"),
            text=row.method,
            column=column,
            data={"text": row.method},
        )
    )
