"""A unit and all below it, by whatever field holds the path."""

import pytest

from zhisheng.apps.accounts.models import Organisation, Unit
from zhisheng.apps.accounts.selectors import match_below
from zhisheng.apps.accounts.tests.factories import UnitFactory, UnitOrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def station(county_unit):
    unit = UnitFactory.create(code="US1", kind="station", parent=county_unit)
    UnitOrganisationFactory.create(unit=unit)
    return unit


def test_a_unit_and_all_below_it_are_found_and_no_other(
    station, county_unit, city_unit
):
    # Its code begins with that of the county, and it is not below it.
    UnitFactory.create(code=f"{county_unit.code}0", kind="county", parent=city_unit)

    found = Unit.objects.filter(match_below(county_unit.path)).order_by("path")
    organisations = Organisation.objects.filter(
        match_below(county_unit.path, "unit__path")
    )

    assert list(found) == [county_unit, station]
    assert {one.unit_id for one in organisations} == {county_unit.code, station.code}
