"""A station, branch or zone answers for the enterprises it was given, never for a region."""

import pytest

from zhisheng.apps.accounts.selectors import get_scope
from zhisheng.apps.accounts.tests.factories import (
    UnitFactory,
    UnitOrganisationFactory,
    make_person,
)
from zhisheng.apps.places.models import Region
from zhisheng.apps.programme.selectors.audiences import select_asked_enterprises
from zhisheng.apps.programme.selectors.senders import Sender, find_outside
from zhisheng.apps.programme.tests.reporting import plan_task
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.permissions import Action, may_on
from zhisheng.apps.registry.selectors import RosterFilters, list_enterprises_for
from zhisheng.apps.registry.tests.factories import EnterpriseFactory

pytestmark = pytest.mark.django_db

KINDS = ("station", "branch", "zone")


@pytest.fixture(params=KINDS)
def station(request, county_unit):
    """Make a unit inside a county with the region of the county, as an officer may."""
    unit = UnitFactory.create(
        code="US1",
        name="城关所",
        kind=request.param,
        parent=county_unit,
        region=Region.objects.get(code="131125"),
    )
    UnitOrganisationFactory.create(unit=unit)
    return unit


@pytest.fixture
def officer_station(station):
    return make_person("所员刘洋", station.organisations.get(), "officer")


@pytest.fixture
def given(station):
    return EnterpriseFactory.create(name="城关一厂", unit=station)


@pytest.fixture
def of_county(reference):
    return EnterpriseFactory.create(name="县城二厂")


def test_it_sees_its_own_enterprises_and_not_the_rest_of_the_county(
    officer_station, officer_county, given, of_county
):
    def list_names(actor):
        page = list_enterprises_for(actor=actor, filters=RosterFilters())
        return {row.name for row in page.rows}

    assert get_scope(officer_station).region_prefixes == ()
    assert list_names(officer_station) == {"城关一厂"}
    assert list_names(officer_county) == {"城关一厂", "县城二厂"}


@pytest.mark.parametrize(
    "action", [Action.UPDATE_OFFICIAL, Action.REVEAL_CONTACT, Action.MERGE]
)
def test_it_acts_on_its_own_enterprises_alone(
    officer_station, officer_county, given, of_county, action
):
    asked = [(officer_station, given), (officer_station, of_county),
             (officer_county, given), (officer_county, of_county)]  # fmt: skip

    answers = [may_on(actor, action, one) for actor, one in asked]

    assert answers == [True, False, True, True]


def test_a_task_of_it_asks_its_own_enterprises_alone(
    station, officer_station, given, of_county
):
    task = plan_task(station, officer_station)

    asked = select_asked_enterprises(task)

    assert {one.name for one in asked} == {given.name}
    assert Enterprise.unscoped.count() == 2


def test_its_roster_holds_what_lies_where_it_does(
    station, county_unit, officer_station, officer_county
):
    own, county = station.organisations.get(), county_unit.organisations.get()
    asked = ["131125", "131102"]
    senders = [
        Sender(own, officer_station), Sender(own), Sender(county, officer_county),
    ]  # fmt: skip

    assert [find_outside(one, asked) for one in senders] == [{"131102"}] * 3
