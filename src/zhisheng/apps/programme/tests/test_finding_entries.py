"""One of many is found in a task: by name or code, by unit, by how far it is."""

import pytest
from django.urls import reverse

from zhisheng.apps.accounts.tests.factories import UnitFactory
from zhisheng.apps.conftest import make_bureau
from zhisheng.apps.programme import selectors
from zhisheng.apps.programme.choices import Audience, EntryState
from zhisheng.apps.programme.tests.reporting import (
    fill,
    make_enterprises,
    open_now,
    plan_task,
)
from zhisheng.apps.registry.tests.factories import make_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def task(city_unit, county_unit, officer_city):
    """Ask two counties of a city; one enterprise of each has a name of its own."""
    make_bureau("131102", city_unit)
    make_enterprises(1, name="安平县白云丝网厂", uscc=make_code(11))
    make_enterprises(1, name="桃城白云电器厂", uscc=make_code(12), region="131102")
    make_enterprises(3)
    make_enterprises(2, region="131102")
    return open_now(plan_task(city_unit, officer_city), officer_city)


@pytest.fixture
def look(client, officer_city):
    """Return a function that asks for the task's page and lists whom it names."""

    def ask(task, actor=officer_city, **query):
        client.force_login(actor, backend="django.contrib.auth.backends.ModelBackend")
        return client.get(reverse("programme:task", args=[task.code]), query)

    return ask


def name_found(answer):
    table = answer.context["page"].table
    return [row.cells[0] for row in table.rows]


def count_tabs(answer):
    return {tab.label: tab.count for tab in answer.context["page"].tabs}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("白云", ["安平县白云丝网厂", "桃城白云电器厂"]),
        (" 白云丝网 ", ["安平县白云丝网厂"]),
        (make_code(12), ["桃城白云电器厂"]),
        (make_code(12).lower(), ["桃城白云电器厂"]),
        ("%", []),
    ],
)
def test_enterprises_are_found_by_name_or_code(task, look, text, names):
    assert name_found(look(task, q=text)) == names


def test_an_enterprise_is_found_by_the_number_of_its_record(task, look):
    found = task.entries.get(name="桃城白云电器厂").enterprise

    assert name_found(look(task, q=found.code)) == ["桃城白云电器厂"]


def test_bodies_and_units_are_found_by_name_or_code(
    nation_unit, county_unit, officer_nation, officer_province, province_unit,
    body_organisation, other_body_organisation, look,
):  # fmt: skip
    bodies = plan_task(nation_unit, officer_nation, audience=Audience.BODIES)
    bodies = open_now(bodies, officer_nation)
    number = body_organisation.approval_number
    for text in ("示例甲", body_organisation.code, number):
        found = name_found(look(bodies, officer_nation, q=text))
        assert found == [body_organisation.name]

    units = plan_task(
        province_unit,
        officer_province,
        audience=Audience.UNITS,
        level=EntryState.COUNTY,
    )
    units = open_now(units, officer_province)
    for text in ("安平县", "U131125"):
        found = name_found(look(units, officer_province, q=text))
        assert found == [county_unit.name]


def test_the_list_is_narrowed_to_a_unit_with_its_counts(task, look):
    answer = look(task, unit="U131102", view="all")

    assert len(name_found(answer)) == 3
    assert "桃城白云电器厂" in name_found(answer)
    assert count_tabs(answer)["全部"] == 3
    assert answer.context["page"].whole.total == 7


def test_name_unit_and_state_hold_together_and_stay_in_the_links(
    task, county_unit, officer_county, look
):
    fill(task.entries.get(name="安平县白云丝网厂"), officer_county)

    answer = look(task, q="白云", unit="U131125", view="missing")
    assert name_found(answer) == []
    assert count_tabs(answer) == {
        "等我审": 0, "还没有交的": 0, "未填": 0, "退回待改": 0,
        "代填，本人未核对": 1, "已定稿": 0, "全部": 1,
    }  # fmt: skip
    everything = answer.context["page"].tabs[-1].url
    assert everything.endswith("?view=all&q=%E7%99%BD%E4%BA%91&unit=U131125")
    html = answer.content.decode()
    assert 'value="白云"' in html
    assert "没有找到符合条件的材料" in html


def test_each_unit_of_the_counts_leads_to_its_entries(task, look):
    html = look(task).content.decode()

    assert "?view=all&amp;unit=U131125" in html
    assert '<option value="U131102">' in html


def test_the_next_page_keeps_what_was_asked(task, officer_city, look):
    make_enterprises(60, name="示例同名厂")
    many = open_now(plan_task(task.unit, officer_city), officer_city)

    answer = look(many, q="同名", unit="U131125")
    assert len(name_found(answer)) == 50
    last = answer.context["page"].next_url
    assert last.startswith("?view=all&q=%E5%90%8C%E5%90%8D&unit=U131125&after=")
    assert (
        len(
            name_found(
                look(many, q="同名", unit="U131125", after=last[-6:].rpartition("=")[2])
            )
        )
        == 10
    )


def test_a_unit_of_elsewhere_is_not_found(
    task, nation_unit, city_unit, county_unit, officer_county, look
):
    elsewhere = UnitFactory.create(
        code="UX", name="别处", kind="bureau", parent=nation_unit
    )

    assert look(task, unit=elsewhere.code).status_code == 404
    assert look(task, officer_county, unit="U131102").status_code == 404


def test_it_takes_the_same_number_of_queries_however_many_are_found(
    task, officer_city, look, django_assert_max_num_queries
):
    make_enterprises(60, name="示例同名厂")
    many = open_now(plan_task(task.unit, officer_city), officer_city)
    look(many)

    with django_assert_max_num_queries(36):
        assert len(name_found(look(many, q="同名", unit="U131125"))) == 50


def test_a_program_finds_them_as_well(task, officer_city, call):
    path = f"/tasks/{task.code}/entries"

    found = call(officer_city, "tasks:read", f"{path}?q=白云&unit=U131102").json()
    assert [one["name"] for one in found["items"]] == ["桃城白云电器厂"]
    foreign = call(officer_city, "tasks:read", f"{path}?unit=U330502")
    assert foreign.status_code == 404


def test_without_a_filter_everything_is_as_before(task, city_unit):
    page = selectors.list_entries_below(task=task, unit=city_unit, view="missing")

    assert len(page.items) == 7
