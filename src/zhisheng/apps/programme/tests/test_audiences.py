"""Who a task asks: units, bodies and enterprises, narrowed to a region."""

from datetime import date

import pytest

from zhisheng.apps.accounts.tests.factories import (
    BodyOrganisationFactory,
    UnitFactory,
    UnitOrganisationFactory,
)
from zhisheng.apps.conftest import make_bureau
from zhisheng.apps.places.models import Region
from zhisheng.apps.programme.choices import Audience, EntryState
from zhisheng.apps.programme.tests.reporting import open_now, plan_task

pytestmark = pytest.mark.django_db
LISTS = {
    "code": "helped-enterprises",
    "audience": Audience.BODIES,
    "opens_on": date(2024, 11, 27),
    "due_on": date(2025, 1, 17),
}


def name_entries(task):
    return list(task.entries.order_by("name").values_list("name", flat=True))


def get_region(code):
    return Region.objects.get(code=code)


@pytest.mark.parametrize(
    ("area", "names"),
    [
        ("131100", ["安平县市场监督管理局", "桃城区市场监督管理局"]),
        ("131125", ["安平县市场监督管理局"]),
        (
            None,
            ["吴兴区市场监督管理局", "安平县市场监督管理局", "桃城区市场监督管理局"],
        ),
    ],
)
def test_units_are_narrowed_to_a_region(
    nation_unit, city_unit, county_unit, officer_nation, area, names
):
    make_bureau("131102", city_unit)
    zhejiang = make_bureau("330000", nation_unit)
    make_bureau("330502", make_bureau("330500", zhejiang))
    task = plan_task(
        nation_unit,
        officer_nation,
        code="county-ledger",
        audience=Audience.UNITS,
        level=EntryState.COUNTY,
        area=get_region(area) if area else None,
    )

    task = open_now(task, officer_nation)

    assert (task.status, name_entries(task)) == ("open", names)


def test_a_station_without_a_region_lies_where_its_bureau_does(
    province_unit, county_unit, officer_province
):
    station = UnitFactory.create(
        code="US1", name="安平镇所", kind="station", parent=county_unit
    )
    UnitOrganisationFactory.create(unit=station)
    task = plan_task(
        province_unit,
        officer_province,
        code="county-ledger",
        audience=Audience.UNITS,
        level=EntryState.STATION,
        area=get_region("131125"),
    )

    assert name_entries(open_now(task, officer_province)) == ["安平镇所"]


def test_bodies_are_narrowed_to_those_with_their_seat_in_the_region(
    nation_unit, officer_nation
):
    BodyOrganisationFactory.create(name="甲", region=get_region("131102"))
    BodyOrganisationFactory.create(name="乙", region=get_region("330502"))
    BodyOrganisationFactory.create(name="丙")
    task = plan_task(nation_unit, officer_nation, area=get_region("131100"), **LISTS)

    assert name_entries(open_now(task, officer_nation)) == ["甲"]
