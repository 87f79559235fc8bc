"""Figures that no small enterprise has: asked about, never refused."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.utils import timezone

from zhisheng.kit.forms import Known
from zhisheng.reference.forms import FieldSpec, FormSpec, Kind
from zhisheng.reference.plausibility import find_bound

SPANS = {"quarter": 4, "month": 12}
EMPLOYEES = "employees"


def find_figure_doubts(
    fields: Iterable[FieldSpec], answers: Mapping[str, str], form: FormSpec
) -> list[str]:
    """Return ``many`` and ``tiny``, as far as figures of one record are like that."""
    asked = {field.code: field for field in fields}
    people = _read(answers.get(EMPLOYEES, ""))
    is_many = EMPLOYEES in asked and _has_many(people)
    is_tiny = any(
        _is_tiny(_read(answers.get(code, "")), people, form)
        for code, one in asked.items()
        if _is_revenue(one)
    )
    return ["many"] * is_many + ["tiny"] * is_tiny


def list_far_fields(
    fields: Iterable[FieldSpec],
    answers: Mapping[str, str],
    known: Mapping[str, Known],
) -> list[FieldSpec]:
    """Return the questions whose figure is many times what is known, or a fraction."""
    return [
        field
        for field in fields
        if field.code in known
        and _is_far(_read(answers.get(field.code, "")), _read(known[field.code].answer))
    ]


def _is_far(now: Decimal | None, before: Decimal | None) -> bool:
    bound = find_bound("times_of_record", timezone.localdate())
    if not now or not before or min(now, before) <= 0 or not bound or not bound.most:
        return False
    return max(now, before) >= bound.most * min(now, before)


def _is_revenue(field: FieldSpec) -> bool:
    return field.kind is Kind.MONEY and field.code.startswith("revenue")


def _has_many(people: Decimal | None) -> bool:
    bound = find_bound("staff_beyond_small", timezone.localdate())
    most = bound.most if bound else None
    return people is not None and most is not None and people > most


def _is_tiny(amount: Decimal | None, people: Decimal | None, form: FormSpec) -> bool:
    bound = find_bound("amount_per_head_tiny", timezone.localdate())
    if amount is None or amount <= 0 or bound is None or bound.least is None:
        return False
    heads = 1 if not people or _has_many(people) else people
    return amount < bound.least * heads / SPANS.get(form.period_kind, 1)


def _read(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except ArithmeticError:
        return None
