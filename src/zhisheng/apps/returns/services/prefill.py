"""Fill in what is known already, and say where it comes from."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.returns.models import (
    Form,
    Indicator,
    MeasuredValue,
    Return,
    Value,
)
from zhisheng.apps.returns.selectors import list_effective_values, name_source
from zhisheng.apps.returns.services.examination import (
    BASE_UNIT,
    choose_unit,
    read_value,
)
from zhisheng.apps.returns.sheets import parse_answer, write_answer
from zhisheng.kit.language import is_english, say
from zhisheng.ui.formats import format_money


def build_prefilled_answers(
    *, form: Form, enterprise: Enterprise, period: str, unit: str
) -> dict[str, object]:
    """Return the answers of a fresh draft: known values of the year with their source."""
    known = list_effective_values(
        enterprise_ids=[enterprise.pk],
        indicators=[field.indicator_id for field in form.form_fields.all()],
        periods=[period],
    ).select_related("indicator", "declared_by")
    prefilled = {
        value.indicator_id: {
            "text": write_value(value, value.indicator, unit),
            "unit": unit,
            "source": name_source(value),
        }
        for value in known
    }
    texts = {code: entry["text"] for code, entry in prefilled.items()}
    return {
        "unit": unit,
        "units": dict.fromkeys(texts, unit),
        "texts": texts,
        "prefilled": prefilled,
    }


def rewrite_untouched(
    filing: Return, typed: Mapping[str, str], unit: str
) -> tuple[dict[str, Any], dict[str, str]]:
    """Write what was filled in, and not touched, in another unit of money.

    What a person typed is read anew in the unit chosen; what we filled in must not
    change its meaning by that.
    """
    prefilled = dict(filing.answers.get("prefilled", {}))
    rewritten: dict[str, str] = {}
    for field in filing.form.form_fields.select_related("indicator"):
        known = prefilled.get(field.indicator_id)
        if known is None or known["unit"] == unit:
            continue
        if typed.get(field.indicator_id) == known["text"]:
            text = _convert(known["text"], field.indicator, known["unit"], unit)
            prefilled[field.indicator_id] = {**known, "text": text, "unit": unit}
            rewritten[field.indicator_id] = text
    return prefilled, rewritten


def _convert(text: str, indicator: Indicator, old_unit: str, unit: str) -> str:
    declared = parse_answer(
        text, indicator=indicator, unit=choose_unit(indicator, old_unit)
    )
    return write_answer(declared, choose_unit(indicator, unit)) if declared else text


def write_value(value: Value, indicator: Indicator, unit: str) -> str:
    return write_answer(read_value(value), choose_unit(indicator, unit))


def show_measured(value: MeasuredValue) -> tuple[str, str]:
    """Return a value and its unit to be read; in English an amount bears its scale."""
    indicator = value.indicator
    if indicator.unit != BASE_UNIT or not is_english():
        unit = indicator.display_unit or indicator.unit
        return write_answer(read_value(value), unit), say(unit)
    ends = (value.value,) if value.value is not None else (value.low, value.high)
    text = "–".join(map(format_money, ends))
    shown = _("约{amount}").format(amount=text) if value.is_approximate else text
    return shown, say(indicator.unit)
