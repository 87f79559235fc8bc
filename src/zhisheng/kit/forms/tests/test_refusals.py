"""What a service refused stands beside its field, and above the form where it has none."""

from types import MappingProxyType

import pytest
from django import forms

from zhisheng.kit.errors import ConflictError, FieldsRefusedError
from zhisheng.kit.forms import RefusableForm
from zhisheng.methods.identifiers import UsccError


class WorksForm(RefusableForm):
    page_names = MappingProxyType({"person": "responsible"})
    uscc = forms.CharField(required=False)
    region = forms.CharField(required=False)
    responsible = forms.CharField(required=False)


def refuse(error):
    form = WorksForm({"region": "安平"})
    assert form.is_valid()
    form.refuse(error)
    assert form["region"].value() == "安平"
    return {name: list(told) for name, told in form.errors.items()}


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("region", "region"),
        ("region_id", "region"),
        ("person", "responsible"),
        ("elsewhere", "__all__"),
    ],
)
def test_a_refusal_stands_at_its_field(name, field):
    assert refuse(FieldsRefusedError({name: "不行"})) == {field: ["不行"]}


def test_an_identifier_is_refused_where_it_was_typed():
    assert list(refuse(UsccError(text="1"))) == ["uscc"]


def test_what_belongs_to_no_field_stands_above_the_form():
    told = refuse(ConflictError())
    assert told == {"__all__": ["这项内容刚刚被别人改动，请刷新后再试。"]}
