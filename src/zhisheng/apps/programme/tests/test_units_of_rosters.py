"""A roster gives enterprises to a station, branch or zone; nothing is guessed."""

import pytest

from zhisheng.apps.accounts.models import Unit
from zhisheng.apps.accounts.tests.factories import (
    UnitFactory,
    UnitOrganisationFactory,
    make_person,
)
from zhisheng.apps.places.models import Region
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import PlaceUnknownError
from zhisheng.apps.programme.models import ImportRow, PlaceDecision
from zhisheng.apps.programme.tests.recorded import describe_everything
from zhisheng.apps.programme.tests.workbooks import HEADER, make_line, name_firm
from zhisheng.apps.registry.models import Enterprise, EnterpriseVersion
from zhisheng.apps.registry.selectors import RosterFilters, list_enterprises_for
from zhisheng.kit import jobs
from zhisheng.kit.events.models import OutboxEvent

pytestmark = pytest.mark.django_db
WITH_UNIT = (*HEADER, "所属监管所")


def make_station(code, name, county_unit):
    unit = UnitFactory.create(
        code=code,
        name=name,
        kind="station",
        parent=county_unit,
        region=Region.objects.get(code="131125"),
    )
    UnitOrganisationFactory.create(unit=unit)
    return unit


@pytest.fixture
def station(county_unit):
    return make_station("US1", "城关市场监督管理所", county_unit)


@pytest.fixture
def officer_station(station):
    return make_person("所员刘洋", station.organisations.get(), "officer")


def give(number, unit, **changes):
    return [*make_line(number, **changes), unit]


def tell(row):
    return [(one["field"], one["severity"]) for one in row.reasons]


def list_names(actor):
    page = list_enterprises_for(actor=actor, filters=RosterFilters())
    return {row.name for row in page.rows}


def withdraw(read, actor):
    services.queue_withdrawing(roster_import=read, actor=actor)
    jobs.run_pending()


@pytest.mark.parametrize(
    "written",
    ["城关市场监督管理所", "US1", " 城关市场监督管理所 ", "安平县市场监督管理局城关市场监督管理所"],
)  # fmt: skip
def test_a_new_enterprise_is_given_to_the_unit_named(
    put_in, office, station, county_unit, officer_station, written
):
    Unit.objects.filter(pk=county_unit.pk).update(name="安平县市场监督管理局")
    put_in([give(1, written), give(2, "")], header=WITH_UNIT, **office)

    units = dict(Enterprise.unscoped.values_list("name", "unit"))
    assert units == {name_firm(1): "US1", name_firm(2): None}
    assert list_names(officer_station) == {name_firm(1)}
    version = EnterpriseVersion.objects.get(enterprise__name=name_firm(1))
    assert version.unit_id == "US1"


def test_of_several_units_a_person_chooses_one_and_is_not_asked_again(
    upload, office, station, county_unit
):
    make_station(
        "US2", "城关市场监督管理所", make_station("US3", "东分局", county_unit)
    )
    read = upload([give(1, "城关市场监督管理所")], header=WITH_UNIT, **office)
    row = ImportRow.objects.get(roster_import=read)
    assert (row.status, row.unit_code, tell(row)) == (
        "to_confirm", "", [("unit", "to_confirm")],
    )  # fmt: skip
    assert {one["code"] for one in row.reasons[0]["options"]} == {"US1", "US2"}

    services.decide_row(
        row=row, decision="unit", place_code="US2", actor=office["actor"]
    )

    row.refresh_from_db()
    assert (row.status, row.unit_code) == ("accepted", "US2")
    again = upload([give(1, "城关市场监督管理所")], header=WITH_UNIT, **office)
    assert ImportRow.objects.get(roster_import=again).unit_code == "US2"


def test_what_nobody_knows_is_refused_with_the_cure(upload, office, station):
    read = upload([give(1, "某某税务所")], header=WITH_UNIT, **office)

    row = ImportRow.objects.get(roster_import=read)
    assert (row.status, tell(row)) == ("refused", [("unit", "refused")])
    (told,) = selectors.list_rows(read).items[0].messages
    assert told["message"] == "本单位和下级单位里没有“某某税务所”。"
    assert told["cure"] == "请在下面选定，或在表格里写明后重新上传。"
    assert Enterprise.unscoped.count() == 0


def test_units_of_others_and_ended_ones_are_not_known(
    upload, office, station, city_unit
):
    UnitFactory.create(code="US9", name="桃城二所", kind="station", parent=city_unit)
    make_station("US4", "旧所", station.parent)
    Unit.objects.filter(code="US4").update(ended_on="2024-01-01")
    lines = [give(1, "桃城二所"), give(2, "US9"), give(3, "旧所")]
    read = upload(lines, header=WITH_UNIT, **office)

    rows = list(ImportRow.objects.filter(roster_import=read).order_by("row"))
    assert [one.unit_code for one in rows] == ["", "", ""]
    assert {one.status for one in rows} <= {"refused", "to_confirm"}
    with pytest.raises(PlaceUnknownError):
        services.decide_row(
            row=rows[0], decision="unit", place_code="US9", actor=office["actor"]
        )
    assert PlaceDecision.objects.count() == 0


def test_a_unit_that_lies_elsewhere_is_refused(upload, office, station):
    line = give(1, "US1", 所在地="河北省衡水市桃城区")
    read = upload([line], header=WITH_UNIT, **office)

    row = ImportRow.objects.get(roster_import=read)
    assert (row.status, tell(row)) == ("refused", [("region", "refused")])
    assert Enterprise.unscoped.count() == 0


def test_a_body_gives_nothing_to_anybody(put_in, station):
    put_in([give(1, "US1")], header=WITH_UNIT)

    row = ImportRow.objects.get()
    assert (row.status, tell(row)) == ("warning", [("unit", "warning")])
    assert Enterprise.unscoped.get().unit is None


def test_a_known_enterprise_goes_to_the_unit_and_returns_with_the_roster(
    put_in, office, station, officer_station
):
    put_in([make_line(1)], **office)
    before = describe_everything()
    read = put_in([give(1, "US1")], header=WITH_UNIT, **office)

    assert Enterprise.unscoped.get().unit == station
    assert list_names(officer_station) == {name_firm(1)}
    told = OutboxEvent.objects.filter(name="registry.enterprises_placed")
    assert told.get().payload == {"unit_code": "US1", "count": 1}

    withdraw(read, office["actor"])

    assert Enterprise.unscoped.get().unit is None
    assert list_names(officer_station) == set()
    assert describe_everything() == before


def test_the_preview_tells_to_which_unit_it_goes(put_in, upload, office, station):
    put_in([make_line(1)], **office)
    read = upload([give(1, "US1")], header=WITH_UNIT, **office)

    preview = selectors.list_rows(read).items[0]
    (change,) = preview.changes
    assert preview.unit == "城关市场监督管理所"
    assert (change.label, change.old_text, change.new_text) == (
        "管辖单位", "", "城关市场监督管理所",
    )  # fmt: skip


def test_a_silent_roster_takes_nothing_from_a_unit(put_in, office, station):
    put_in([give(1, "US1")], header=WITH_UNIT, **office)
    put_in([give(1, "")], header=WITH_UNIT, **office)

    assert Enterprise.unscoped.get().unit == station


def test_a_station_brings_in_its_own_enterprises(
    put_in, station, officer_station, officer_county
):
    own = {"actor": officer_station, "organisation": station.organisations.get()}
    read = put_in([make_line(1)], **own)

    row = ImportRow.objects.get(roster_import=read)
    assert (row.status, row.unit_code, row.reasons) == ("accepted", "US1", [])
    assert Enterprise.unscoped.get().unit == station
    assert list_names(officer_station) == {name_firm(1)}
    assert list_names(officer_county) == {name_firm(1)}

    withdraw(read, officer_station)
    assert Enterprise.unscoped.count() == 0


def test_a_station_takes_nothing_of_its_county(
    put_in, office, station, officer_station
):
    put_in([make_line(1)], **office)
    own = {"actor": officer_station, "organisation": station.organisations.get()}
    put_in([make_line(1)], **own)

    assert Enterprise.unscoped.get().unit is None


def test_a_station_is_not_given_what_lies_elsewhere(put_in, station, officer_station):
    own = {"actor": officer_station, "organisation": station.organisations.get()}
    read = put_in([make_line(1, 所在地="河北省衡水市桃城区")], **own)

    row = ImportRow.objects.get(roster_import=read)
    assert (row.status, row.unit_code) == ("warning", "")
    assert Enterprise.unscoped.get().unit is None
