"""What values can tell about an enterprise as of a date: the last full year known then."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from zhisheng.apps.returns.selectors import list_effective_values
from zhisheng.kit.facts import FactType, provides

YEARS_BACK = 2
INDICATORS = {
    "returns.revenue_yuan": "revenue",
    "returns.profit_yuan": "profit",
    "returns.export_yuan": "export",
    "returns.employees": "employees",
}


@provides(
    FactType("returns.revenue_yuan", "营业收入", Decimal, "元", "最近一个完整年度"),
    FactType("returns.profit_yuan", "利润总额", Decimal, "元", "最近一个完整年度"),
    FactType("returns.export_yuan", "出口额", Decimal, "元", "最近一个完整年度"),
    FactType("returns.employees", "从业人员", Decimal, "人", "最近一个完整年度末"),
)
def tell_values(
    enterprise_ids: Sequence[int], on: date
) -> dict[str, dict[int, object]]:
    """Return the latest of the last two full years; a range stays unknown."""
    names = {code: name for name, code in INDICATORS.items()}
    answers: dict[str, dict[int, object]] = {name: {} for name in INDICATORS}
    values = list_effective_values(
        enterprise_ids=enterprise_ids,
        indicators=list(names),
        periods=[str(on.year - back) for back in range(1, YEARS_BACK + 1)],
    )
    for value in sorted(values, key=lambda one: one.period):
        if value.value is not None:
            answers[names[value.indicator_id]][value.owner_id] = value.value
    return answers
