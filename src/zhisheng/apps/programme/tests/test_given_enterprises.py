"""An enterprise is given to a station: its entries go there and the station reviews."""

import pytest

from zhisheng.apps.accounts import services as accounts
from zhisheng.apps.accounts.tests.factories import (
    UnitFactory,
    UnitOrganisationFactory,
)
from zhisheng.apps.programme import services
from zhisheng.apps.programme.models import TaskEntry
from zhisheng.apps.programme.selectors.progress import count_by_unit
from zhisheng.apps.programme.tests.reporting import (
    fill,
    make_enterprises,
    on_day,
    open_now,
    plan_task,
)
from zhisheng.apps.registry import services as registry
from zhisheng.apps.registry.selectors import RosterFilters
from zhisheng.kit import events, jobs
from zhisheng.kit.errors import ForbiddenError

pytestmark = pytest.mark.django_db


@pytest.fixture
def enterprises(reference):
    return make_enterprises(3)


@pytest.fixture
def task(county_unit, officer_county, enterprises):
    return open_now(plan_task(county_unit, officer_county), officer_county)


def give(enterprise, unit, actor):
    registry.place_enterprise(enterprise=enterprise, unit=unit, actor=actor)
    deliver()


def deliver():
    jobs.run_pending()
    events.deliver_overdue()


def list_paths(task):
    return list(task.entries.order_by("pk").values_list("unit_path", flat=True))


def test_open_entries_go_with_their_enterprise_and_come_back(
    task, station, county_unit, enterprises, officer_county, officer_station
):
    give(enterprises[0], station, officer_county)

    assert list_paths(task) == [station.path, county_unit.path, county_unit.path]
    counted = count_by_unit(task, county_unit)
    assert [(one.unit.code, one.total) for one in counted] == [
        ("U131125", 3),
        ("US1", 1),
    ]

    give(enterprises[0], None, officer_county)
    assert list_paths(task) == [county_unit.path] * 3


def test_the_station_reviews_first_and_the_county_after_it(
    task, station, county_unit, enterprises, officer_county, officer_station
):
    give(enterprises[0], station, officer_county)
    with on_day("2024-10-10"):
        for entry in task.entries.order_by("pk"):
            fill(entry, officer_county)

    mine = task.entries.get(enterprise=enterprises[0])
    assert mine.waiting_at == "US1"
    with on_day("2024-10-11"):
        with pytest.raises(ForbiddenError):
            services.pass_entries(task=task, unit=county_unit, actor=officer_station)
        passed = services.pass_entries(task=task, unit=station, actor=officer_station)

    assert passed == 1
    mine.refresh_from_db()
    assert (mine.state, mine.waiting_at) == ("station", "U131125")


def test_what_waits_at_the_county_stays_there_and_what_waits_at_a_station_leaves_it(
    task, station, county_unit, enterprises, officer_county, officer_station
):
    other = UnitFactory.create(
        code="US2", name="城北所", kind="station", parent=county_unit
    )
    UnitOrganisationFactory.create(unit=other)
    give(enterprises[0], station, officer_county)
    with on_day("2024-10-10"):
        for entry in task.entries.order_by("pk"):
            fill(entry, officer_county)

    give(enterprises[0], other, officer_county)
    give(enterprises[1], other, officer_county)

    # Nobody reviews in the other station, so the county does.
    found = task.entries.order_by("pk").values_list("unit_path", "waiting_at")
    assert list(found) == [
        (other.path, "U131125"),
        (other.path, "U131125"),
        (county_unit.path, "U131125"),
    ]


def test_a_closed_task_keeps_its_places(
    task, station, county_unit, enterprises, officer_county
):
    with on_day("2024-11-01"):
        services.close_task(task=task, reason="期满", actor=officer_county)

    give(enterprises[0], station, officer_county)

    assert list_paths(task) == [county_unit.path] * 3


def test_an_ended_station_leaves_enterprises_and_entries_to_the_county(
    task, station, county_unit, enterprises, officer_county, officer_station
):
    registry.place_enterprises(
        filters=RosterFilters(), unit=station, actor=officer_county
    )
    deliver()
    assert list_paths(task) == [station.path] * 3

    accounts.end_unit(unit=station, actor=officer_county)
    deliver()
    deliver()

    for one in enterprises:
        one.refresh_from_db()
    assert {one.unit_id for one in enterprises} == {"U131125"}
    assert list_paths(task) == [county_unit.path] * 3
    assert TaskEntry.objects.count() == 3
