"""Enterprises are given to a unit: one, or all that a list shows; with history and entry."""

from datetime import date

import pytest
import time_machine

from zhisheng.apps.accounts.tests.factories import (
    UnitFactory,
    UnitOrganisationFactory,
)
from zhisheng.apps.registry import selectors, services
from zhisheng.apps.registry.errors import NobodyToPlaceError, TooManyToPlaceError
from zhisheng.apps.registry.models import Enterprise, EnterpriseVersion
from zhisheng.apps.registry.selectors import RosterFilters
from zhisheng.apps.registry.services import placing
from zhisheng.apps.registry.tests.factories import GrantFactory, make_enterprise
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import FieldsRefusedError, ForbiddenError

pytestmark = pytest.mark.django_db
ALL = RosterFilters()


def make_station(code, name, parent):
    unit = UnitFactory.create(code=code, name=name, kind="station", parent=parent)
    UnitOrganisationFactory.create(unit=unit)
    return unit


def place(unit, actor, filters=ALL):
    return services.place_enterprises(filters=filters, unit=unit, actor=actor)


def list_units():
    return list(Enterprise.unscoped.order_by("pk").values_list("unit__code", flat=True))


@time_machine.travel("2024-10-10T12:00:00+08:00")
def test_all_of_a_list_go_with_history_and_one_entry(
    station, officer_county, owner_organisation
):
    one = make_enterprise(organisation=owner_organisation)
    later = make_enterprise(valid_from=date(2024, 12, 1))
    small = make_enterprise(size_class="micro")

    count = place(station, officer_county, RosterFilters(size_class="small"))

    assert count == 2
    assert list_units() == ["US1", "US1", None]
    owner_organisation.refresh_from_db()
    assert owner_organisation.unit == station
    versions = EnterpriseVersion.objects.filter(unit=station).order_by("enterprise")
    assert list(
        versions.values_list("enterprise", "valid_from", "name", "recorded_by")
    ) == [
        (one.pk, date(2024, 10, 10), one.name, officer_county.pk),
        (later.pk, date(2024, 12, 1), later.name, officer_county.pk),
    ]
    assert not small.versions.filter(unit=station).exists()
    entry = AuditEntry.objects.get(action="registry.enterprises_placed")
    assert entry.counts == {"enterprises": 2}
    assert (entry.old, entry.new) == ({"units": [""]}, {"unit": "US1"})
    assert len(entry.rows_hash) == 64


def test_what_it_has_already_and_what_lies_elsewhere_is_left(
    station, county_unit, officer_city
):
    make_enterprise(region_id="131102")
    make_enterprise(region_id="131125")
    place(station, officer_city)

    assert list_units() == [None, "US1"]
    with pytest.raises(NobodyToPlaceError):
        place(station, officer_city)
    assert AuditEntry.objects.filter(action="registry.enterprises_placed").count() == 1


def test_more_than_the_most_is_refused_whole(station, officer_county, monkeypatch):
    monkeypatch.setattr(placing, "MOST_PLACED", 1)
    make_enterprise()
    make_enterprise()

    with pytest.raises(TooManyToPlaceError):
        services.place_enterprises(filters=ALL, unit=station, actor=officer_county)

    assert list_units() == [None, None]


def test_a_station_gives_nothing_of_the_county_away_and_takes_nothing(
    station, county_unit, officer_station, officer_county
):
    north = make_station("US2", "城北所", county_unit)
    of_county, given = make_enterprise(), make_enterprise(unit=station)
    refused = [
        (of_county, station, NobodyToPlaceError),
        (given, north, ForbiddenError),
        (given, county_unit, ForbiddenError),
        (given, None, NobodyToPlaceError),
    ]

    for one, unit, error in refused:
        with pytest.raises(error):
            services.place_enterprise(enterprise=one, unit=unit, actor=officer_station)
    assert list_units() == [None, "US1"]

    for one, unit, _error in refused:
        services.place_enterprise(enterprise=one, unit=unit, actor=officer_county)
    assert list_units() == ["US1", None]


def test_what_was_granted_is_nobodys_to_give(station, officer_county, county_unit):
    far = make_enterprise(region_id="330502")
    GrantFactory.create(enterprise=far, viewer=county_unit.organisations.get())

    with pytest.raises(NobodyToPlaceError):
        place(station, officer_county)

    assert list_units() == [None]


@pytest.mark.parametrize("person", ["owner", "body_user", "administrator", "expert"])
def test_nobody_but_an_officer_places(station, request, person):
    one = make_enterprise()

    with pytest.raises(ForbiddenError):
        services.place_enterprise(
            enterprise=one, unit=station, actor=request.getfixturevalue(person)
        )

    assert list_units() == [None]


def test_an_ended_unit_is_given_nothing(station, officer_county):
    station.ended_on = date(2024, 1, 1)
    station.save()
    make_enterprise()

    with pytest.raises(ForbiddenError):
        place(station, officer_county)

    assert list_units() == [None]


def test_the_list_is_filtered_by_unit_and_by_what_is_open(station, officer_county):
    given, still_open = make_enterprise(unit=station), make_enterprise()

    def list_names(**filters):
        page = selectors.list_enterprises_for(
            actor=officer_county, filters=RosterFilters(**filters)
        )
        return [(row.name, row.unit_name) for row in page.rows]

    assert list_names(unit_path=station.path) == [(given.name, "城关所")]
    assert list_names(placement="given") == [(given.name, "城关所")]
    assert list_names(placement="open") == [(still_open.name, "")]


def test_a_station_registers_for_itself_within_the_area_above(station, officer_station):
    official = {"name": "城关三厂", "region_id": "131125"}
    made = services.register_enterprise(official=official, actor=officer_station)

    with pytest.raises(FieldsRefusedError) as refused:
        services.register_enterprise(
            official=official | {"region_id": "131102"}, actor=officer_station
        )

    assert made.unit == station
    assert set(refused.value.refusals) == {"region_id"}
    assert Enterprise.unscoped.count() == 1


def test_pages_give_one_and_many(client, station, officer_county):
    one, _other = make_enterprise(), make_enterprise()
    client.force_login(officer_county)

    roster = client.get("/enterprises/?size_class=small").content.decode()
    page = client.get("/enterprises/place/?size_class=small").content.decode()
    wrong = client.post("/enterprises/place/?size_class=small", {"unit": "没有所"})
    single = client.post(f"/enterprises/{one.code}/unit/", {"unit": "城关所"})
    answer = client.post(
        "/enterprises/place/?size_class=small", {"unit": "城关所"}, follow=True
    )

    assert "/enterprises/place/?size_class=small" in roster
    assert "列出 2 家" in page
    assert "没有找到这个单位" in wrong.content.decode()
    assert single.status_code == 302
    assert "已把 1 家分给城关所。" in answer.content.decode()
    assert list_units() == ["US1", "US1"]


def test_a_station_is_offered_no_placing(client, station, officer_station):
    one = make_enterprise(unit=station)
    client.force_login(officer_station)

    answers = [
        client.get("/enterprises/place/").status_code,
        client.get(f"/enterprises/{one.code}/unit/").status_code,
        "分给所" in client.get("/enterprises/").content.decode(),
        "分给所" in client.get(f"/enterprises/{one.code}/").content.decode(),
    ]

    assert answers == [403, 403, False, False]
