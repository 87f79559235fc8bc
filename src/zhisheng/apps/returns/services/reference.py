"""Bring the indicator dictionary and the example forms into the database."""

from dataclasses import asdict
from typing import Any

from django.db import transaction

from zhisheng.apps.returns.models import Form, FormField, Indicator
from zhisheng.kit import audit
from zhisheng.reference.indicators import (
    FormDefinition,
    IndicatorDefinition,
    list_forms,
    list_indicators,
)


@transaction.atomic
def load_reference_indicators() -> int:
    """Load the dictionary; a second call changes nothing. Return how many entries."""
    rows = [
        _build(i, position) for position, i in enumerate(list_indicators(), start=1)
    ]
    columns = [
        field.name
        for field in Indicator._meta.concrete_fields
        if field.name not in {"id", "code"}
    ]
    before = list(Indicator.objects.order_by("code").values("code", *columns))
    Indicator.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["code"], update_fields=columns
    )
    if before != list(Indicator.objects.order_by("code").values("code", *columns)):
        audit.record(
            action="returns.indicators_loaded", counts={"indicators": len(rows)}
        )
    return len(rows)


@transaction.atomic
def load_reference_forms() -> int:
    """Load the example forms after the dictionary; a second call changes nothing."""
    changed = [form.code for form in list_forms() if _store_form(form)]
    if changed:
        audit.record(action="returns.forms_loaded", new={"forms": changed})
    return len(list_forms())


def _build(indicator: IndicatorDefinition, position: int) -> Indicator:
    values: dict[str, Any] = asdict(indicator)
    # English pages find it by the Chinese wording.
    del values["english_definition"]
    return Indicator(
        **{
            **values,
            "level": indicator.levels[0].value,
            "levels": [level.value for level in indicator.levels],
            "derived_from": list(indicator.derived_from),
            "position": position,
        }
    )


def _store_form(definition: FormDefinition) -> bool:
    values: dict[str, Any] = asdict(definition)
    values.pop("fields")
    form, is_new = Form.objects.update_or_create(
        code=values.pop("code"), defaults=values
    )
    wanted = [
        {**asdict(field), "position": position}
        for position, field in enumerate(definition.fields, start=1)
    ]
    present = form.form_fields.order_by("position").values(
        "indicator", "step", "is_required", "position"
    )
    if not is_new and list(present) == wanted:
        return False
    form.form_fields.all().delete()
    FormField.objects.bulk_create(
        FormField(form=form, indicator_id=row.pop("indicator"), **row) for row in wanted
    )
    return True
