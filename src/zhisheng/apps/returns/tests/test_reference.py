from datetime import date

import pytest

from zhisheng.apps.returns import choices, services
from zhisheng.apps.returns.models import Form, FormField, Indicator
from zhisheng.kit.audit import AuditEntry
from zhisheng.reference import indicators as reference

pytestmark = pytest.mark.django_db


def test_loads_every_entry_once_and_again_without_change():
    first = services.load_reference_indicators()
    ids = dict(Indicator.objects.values_list("code", "id"))

    second = services.load_reference_indicators()

    assert (
        first == second == len(reference.list_indicators()) == Indicator.objects.count()
    )
    assert dict(Indicator.objects.values_list("code", "id")) == ids
    assert list(AuditEntry.objects.values_list("action", flat=True)) == [
        "returns.indicators_loaded"
    ]


def test_keeps_the_unit_and_the_levels():
    services.load_reference_indicators()

    sales = Indicator.objects.get(code="sales")

    assert (sales.unit, sales.display_unit) == ("元", "万元")
    assert sales.level == "enterprise"
    assert sales.levels == ["enterprise", "trade", "chain", "region", "pilot"]


def test_loads_the_forms_twice_without_change():
    services.load_reference_indicators()
    services.load_reference_forms()
    fields = list(FormField.objects.values_list("id", "indicator_id"))

    assert services.load_reference_forms() == 2

    assert list(FormField.objects.values_list("id", "indicator_id")) == fields
    assert AuditEntry.objects.filter(action="returns.forms_loaded").count() == 1
    assert Form.objects.get(code="survey-example").valid_to == date(2024, 12, 31)


def test_choices_are_those_of_the_dictionary():
    pairs = [
        (choices.IndicatorLevel, reference.IndicatorLevel),
        (choices.PeriodKind, reference.PeriodKind),
        (choices.ValueKind, reference.ValueKind),
        (choices.FormRight, reference.FormRight),
    ]

    for ours, theirs in pairs:
        assert ours.values == [member.value for member in theirs]
    assert ["", *choices.Population.values] == [p.value for p in reference.Population]
