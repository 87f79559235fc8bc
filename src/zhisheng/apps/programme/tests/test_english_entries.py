"""What an entry says in English: no Chinese title, unit or button."""

import pytest
from django.urls import reverse
from django.utils import translation

from zhisheng.apps.programme.schemas.entry_rows import list_rows_table
from zhisheng.apps.programme.selectors import get_form
from zhisheng.apps.programme.tests.reporting import (
    fill,
    make_enterprises,
    open_now,
    plan_task,
)
from zhisheng.kit.forms import name_field

pytestmark = pytest.mark.django_db


@pytest.fixture
def english():
    with translation.override("en"):
        yield


def test_a_table_is_named_in_the_language_of_the_page(list_entry, english):
    form = get_form(list_entry.task)
    table = list_rows_table(form, list_entry, [], {})

    assert table.caption == "Enterprises helped"
    assert name_field(form.rows[-1]) == "Revenue after (CNY)"


def test_units_stand_in_the_language_of_the_page(county_unit, officer_county, english):
    form = get_form(plan_task(county_unit, officer_county))

    assert [name_field(one) for one in form.fields[:3]] == [
        "Revenue of the quarter (CNY)",
        "Employees at the end of the quarter (persons)",
        "Nonconforming rate (%)",
    ]


def test_the_button_to_return_says_so(
    client, county_unit, officer_county, owner, owner_organisation
):
    make_enterprises(1, organisation=owner_organisation)
    task = open_now(plan_task(county_unit, officer_county), officer_county)
    entry = task.entries.get()
    fill(entry, owner)
    client.force_login(officer_county)
    page = client.get(
        reverse("programme:entry", args=[task.code, entry.pk]),
        headers={"Accept-Language": "en"},
    ).content.decode()

    button = page.split(reverse("programme:return_entry", args=[task.code, entry.pk]))[
        1
    ]
    assert "Return</a>" in button.partition("</a>")[0] + "</a>"
