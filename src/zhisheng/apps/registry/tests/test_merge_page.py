"""The record that stays is chosen by name or credit code; no number of ours is asked."""

import pytest
from django.urls import reverse

from zhisheng.apps.registry import selectors
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.tests.factories import make_code, make_enterprise

pytestmark = pytest.mark.django_db


@pytest.fixture
def duplicate(county_unit):
    return make_enterprise(name="安平县华锋丝网厂", uscc="")


@pytest.fixture
def survivor(county_unit):
    return make_enterprise(name="河北华锋丝网厂（安平）", uscc=make_code(1))


@pytest.fixture
def page(client, duplicate, officer_county):
    client.force_login(officer_county)
    address = reverse("registry:merge", args=[duplicate.code])
    return lambda **typed: client.post(address, typed) if typed else client.get(address)


def test_alike_records_are_offered_without_our_numbers(page, survivor):
    make_enterprise(name="安平县远大滤布厂", uscc=make_code(2))
    shown = page()

    assert [
        label for _c, label in shown.context["form"]["candidate"].field.choices
    ] == [
        f"河北华锋丝网厂（安平） · {make_code(1)} · {survivor.region.full_name} · {survivor.address}"
    ]
    assert "编号" not in shown.content.decode()


def test_what_lies_outside_is_not_offered(duplicate, officer_county, reference):
    make_enterprise(name="安平县华锋丝网厂", region_id="330502")

    found = selectors.list_merge_candidates_for(
        actor=officer_county, code=duplicate.code
    )

    assert found == []


def test_the_chosen_record_stays(page, duplicate, survivor):
    answer = page(candidate=survivor.code, survivor="", reason="重复")

    assert answer.url == reverse("registry:detail", args=[survivor.code])
    duplicate.refresh_from_db()
    assert duplicate.merged_into == survivor


def test_nothing_chosen_is_refused(page, survivor):
    form = page(survivor="", reason="重复").context["form"]

    assert form.errors == {"survivor": ["请选一条记录，或填全称、信用代码。"]}


def test_a_credit_code_finds_it(page, duplicate, survivor):
    page(survivor=f" {survivor.uscc.lower()} ")

    duplicate.refresh_from_db()
    assert duplicate.merged_into == survivor


def test_where_nothing_is_alike_the_name_is_asked_for(page):
    form = page(survivor="").context["form"]

    assert "candidate" not in form.fields
    assert form["survivor"].help_text == "填它的全称或统一社会信用代码。"
    assert list(form.errors) == ["survivor"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (
            "安平县同名丝网厂",
            "有几条记录叫这个名称，请在上面选，或填统一社会信用代码。",
        ),
    ],
)
def test_what_names_no_one_record_is_refused(page, duplicate, typed, told):
    for number in (5, 6):
        make_enterprise(name="安平县同名丝网厂", uscc=make_code(number))

    answer = page(survivor=typed, reason="重复")

    assert answer.status_code == 422
    assert answer.context["form"].errors == {"survivor": [told]}
    assert not Enterprise.unscoped.exclude(merged_into=None).exists()
