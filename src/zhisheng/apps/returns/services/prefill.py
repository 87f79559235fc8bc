"""Fill in what is known already, and say where it comes from."""

from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.returns.models import Form, Indicator, MeasuredValue, Value
from zhisheng.apps.returns.selectors import list_effective_values
from zhisheng.apps.returns.services.examination import choose_unit, read_value
from zhisheng.apps.returns.sheets import write_answer


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
            "source": name_source(value),
        }
        for value in known
    }
    texts = {code: entry["text"] for code, entry in prefilled.items()}
    return {"unit": unit, "texts": texts, "prefilled": prefilled}


def write_value(value: Value, indicator: Indicator, unit: str) -> str:
    return write_answer(read_value(value), choose_unit(indicator, unit))


def write_measured(value: MeasuredValue) -> str:
    """Write a value in the unit people usually use for its indicator."""
    indicator = value.indicator
    unit = indicator.display_unit or indicator.unit
    return write_answer(read_value(value), unit)


def name_source(value: Value) -> str:
    """Return e.g. 帮扶名单（某认证公司）."""
    return f"{value.get_source_kind_display()}（{value.declared_by.name}）"
