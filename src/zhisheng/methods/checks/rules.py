"""The named rules and what one of them found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Severity(StrEnum):
    """Refuse what cannot be; warn of what is unlikely."""

    REFUSE = "refuse"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class Rule:
    """A named check; ``message`` and ``cure`` are templates over the result's details."""

    name: str
    severity: Severity
    message: str
    cure: str


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one rule found.

    Parameters
    ----------
    fields : tuple[str, ...]
        Codes of the values concerned; the first is where the cursor belongs.
    details : Mapping[str, str | float]
        What the templates name: ``field`` and ``other`` are codes, the rest numbers.
    """

    rule: str
    severity: Severity
    fields: tuple[str, ...]
    message: str
    cure: str
    details: Mapping[str, str | float] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Name the finding, so that a reason can be kept for it."""
        return ":".join((self.rule, *self.fields))


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        rule.name: rule
        for rule in (
            Rule(
                "negative_revenue",
                Severity.REFUSE,
                "{field}不能是负数。",
                "请核对后填写零或正数；退货冲减应并入全年合计。",
            ),
            Rule(
                "negative_value",
                Severity.REFUSE,
                "{field}不能是负数。",
                "请核对后填写零或正数；没有统计的请留空，不要填零。",
            ),
            Rule(
                "reversed_range",
                Severity.REFUSE,
                "{field}的范围前大后小。",
                "请先写较小的数，如 5–15。",
            ),
            Rule(
                "percent_out_of_range",
                Severity.REFUSE,
                "{field}应在 0 到 100% 之间。",
                "请填写占总数的百分比，如 3.5；变化了几个百分点请不要填在这里。",
            ),
            Rule(
                "profit_over_revenue",
                Severity.WARN,
                "{field}大于{other}。",
                "请核对两项的单位；如果有投资收益等特殊情况，请说明原因。",
            ),
            Rule(
                "unit_slip",
                Severity.WARN,
                "{field}约为上年的 {factor} 倍或 {factor} 分之一，可能是单位写错了。",
                "请核对单位是元还是万元；确实如此请说明原因。",
            ),
            Rule(
                "unit_slip_trade",
                Severity.WARN,
                "{field}与同行业同规模企业相差约 {factor} 倍，可能是单位写错了。",
                "请核对单位是元还是万元；确实如此请说明原因。",
            ),
            Rule(
                "employees_jump",
                Severity.WARN,
                "{field}比上年增减了三倍以上。",
                "请核对人数；合并、分立或季节用工请说明。",
            ),
            Rule(
                "rates_over_hundred",
                Severity.WARN,
                "{field}与{other}之和超过 100%。",
                "请核对两项的算法；口径不同请说明。",
            ),
            Rule(
                "before_equals_after_all",
                Severity.WARN,
                "本年各项数值与上年完全相同。",
                "请确认是否误把上年的数据又填了一遍；确实相同请说明。",
            ),
            Rule(
                "copied_rows",
                Severity.WARN,
                "同一填报单位有几家企业的数值完全相同，可能是复制了整行。",
                "请逐家核对；确实相同请说明。",
            ),
        )
    }
)


def make_result(rule: str, *fields: str, **details: str | float) -> CheckResult:
    """Return the result of a rule, e.g. of one found on whole columns."""
    known = RULES[rule]
    named = dict(zip(("field", "other"), fields, strict=False))
    return CheckResult(
        rule, known.severity, fields, known.message, known.cure, {**named, **details}
    )
