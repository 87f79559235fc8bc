"""Read the answers of a return and check them against rules and earlier values."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from statistics import median

from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.returns.choices import ValueKind
from zhisheng.apps.returns.models import Form, Indicator, MeasuredValue, Return, Value
from zhisheng.apps.returns.selectors import list_effective_values
from zhisheng.apps.returns.sheets import Declared, parse_answer
from zhisheng.kit.sheets.errors import ValueRefusedError
from zhisheng.methods.checks import (
    CheckResult,
    Context,
    Measure,
    Severity,
    check_values,
)

MAY_BE_NEGATIVE = {"profit", "money_gained"}
TRADE_SAMPLE = 500
LEAST_TRADE_VALUES = 10
BASE_UNIT = "元"
# What a person chooses to write money in, and the same for money per head.
UNITS_PER_HEAD = {"元": "元/人", "万元": "万元/人", "亿元": "万元/人"}


@dataclass(frozen=True, slots=True)
class Examination:
    """What the answers say, which could not be read, and what the rules found."""

    declared: Mapping[str, Declared]
    unreadable: Mapping[str, ValueRefusedError]
    results: tuple[CheckResult, ...]

    @property
    def refusals(self) -> tuple[CheckResult, ...]:
        return tuple(r for r in self.results if r.severity is Severity.REFUSE)

    @property
    def warnings(self) -> tuple[CheckResult, ...]:
        return tuple(r for r in self.results if r.severity is Severity.WARN)


def examine_return(filing: Return) -> Examination:
    """Read and check a return as it stands; nothing is written."""
    indicators = _list_indicators(filing.form)
    declared, unreadable = read_answers(
        texts=filing.answers.get("texts", {}),
        units=filing.answers.get("units", {}),
        indicators=indicators,
    )
    context = build_context(
        enterprise=filing.enterprise, period=filing.period, declared=declared
    )
    return Examination(declared, unreadable, check_values(measure(declared), context))


def find_unreadable(
    form: Form, texts: Mapping[str, str], unit: str
) -> dict[str, ValueRefusedError]:
    """Return, of what was typed, what cannot be read."""
    asked = {code: one for code, one in _list_indicators(form).items() if code in texts}
    _, unreadable = read_answers(
        texts=texts, units=dict.fromkeys(texts, unit), indicators=asked
    )
    return unreadable


def _list_indicators(form: Form) -> dict[str, Indicator]:
    fields = form.form_fields.select_related("indicator")
    return {field.indicator_id: field.indicator for field in fields}


def read_answers(
    *,
    texts: Mapping[str, str],
    units: Mapping[str, str],
    indicators: Mapping[str, Indicator],
) -> tuple[dict[str, Declared], dict[str, ValueRefusedError]]:
    """Read what was typed; a text that cannot be read is kept with its error."""
    declared: dict[str, Declared] = {}
    unreadable: dict[str, ValueRefusedError] = {}
    for code, indicator in indicators.items():
        try:
            answer = parse_answer(
                texts.get(code, ""),
                indicator=indicator,
                unit=choose_unit(indicator, units.get(code, BASE_UNIT)),
            )
        except ValueRefusedError as error:
            unreadable[code] = error
        else:
            if answer is not None:
                declared[code] = answer
    return declared, unreadable


def choose_unit(indicator: Indicator, unit: str) -> str:
    """Return the unit an answer is written in, given the unit chosen for money."""
    if indicator.value_kind != ValueKind.AMOUNT:
        return indicator.unit
    return UNITS_PER_HEAD[unit] if "/人" in indicator.unit else unit


def measure(declared: Mapping[str, Declared]) -> dict[str, Measure]:
    return {code: Measure(*answer.ends) for code, answer in declared.items()}


def build_context(
    *, enterprise: Enterprise, period: str, declared: Mapping[str, Declared]
) -> Context:
    """Gather last year's values and, where there is none, what the trade has."""
    previous = {
        value.indicator_id: Measure(*read_value(value).ends)
        for value in list_previous_values(enterprise, period)
    }
    references: dict[str, float] = {}
    if "revenue" in declared and "revenue" not in previous and "employees" in declared:
        usual = _find_usual_revenue_per_head(enterprise, period)
        if usual is not None:
            references["revenue"] = usual * declared["employees"].ends[0]
    return replace(classify_indicators(), previous=previous, references=references)


def list_previous_values(enterprise: Enterprise, period: str) -> list[Value]:
    return list(
        list_effective_values(
            enterprise_ids=[enterprise.pk], periods=[str(int(period) - 1)]
        )
    )


def read_value(value: MeasuredValue) -> Declared:
    return Declared(
        value.value, value.low, value.high, is_approximate=value.is_approximate
    )


def classify_indicators() -> Context:
    """Tell which codes are money, shares of a whole, and never negative."""
    rows = list(Indicator.objects.values_list("code", "value_kind", "is_share"))
    counted = {
        code for code, kind, _ in rows if kind in {ValueKind.AMOUNT, ValueKind.COUNT}
    }
    return Context(
        amounts={code for code, kind, _ in rows if kind == ValueKind.AMOUNT},
        shares={code for code, _, is_share in rows if is_share},
        non_negative=counted - MAY_BE_NEGATIVE,
    )


def _find_usual_revenue_per_head(enterprise: Enterprise, period: str) -> float | None:
    """Return the median of the trade, or None while too few enterprises have told."""
    if enterprise.industry_id is None:
        return None
    peers = Enterprise.unscoped.filter(industry_id=enterprise.industry_id).exclude(
        pk=enterprise.pk
    )
    values = list_effective_values(
        enterprise_ids=list(
            peers.order_by("-pk").values_list("pk", flat=True)[:TRADE_SAMPLE]
        ),
        indicators=["revenue", "employees"],
        periods=[period, str(int(period) - 1)],
    )
    table: dict[tuple[int, str], dict[str, float]] = {}
    for value in values:
        row = table.setdefault((value.owner_id, value.period), {})
        row[value.indicator_id] = sum(read_value(value).ends) / 2
    ratios = [
        row["revenue"] / row["employees"]
        for row in table.values()
        if row.get("revenue") and row.get("employees")
    ]
    return median(ratios) if len(ratios) >= LEAST_TRADE_VALUES else None
