"""Units are renamed, moved to another region and ended; nobody does so to the own one."""

from datetime import date

import pytest
import time_machine

from zhisheng.apps.accounts import selectors, services
from zhisheng.apps.accounts.errors import UnitEndedError, UnitHasUnitsError
from zhisheng.apps.accounts.models import Membership, Organisation, Unit
from zhisheng.apps.accounts.tests.factories import (
    UnitFactory,
    UnitOrganisationFactory,
    make_person,
)
from zhisheng.apps.places.models import Region
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import FieldsRefusedError, ForbiddenError

pytestmark = pytest.mark.django_db
SECOND = {"name": "上级单位下已有同名的单位，请换个名称。"}


def change(unit, actor, **changes):
    defaults = {"name": unit.name, "region": unit.region, "phone": unit.phone}
    return services.change_unit(unit=unit, **(defaults | changes), actor=actor)


def test_the_office_above_renames_it_and_its_organisation(station, officer_county):
    change(station, officer_county, name=" 城关监管所 ", phone="0318-7000000")

    station.refresh_from_db()
    assert station.name == "城关监管所"
    assert Organisation.objects.get(unit=station).name == "城关监管所"
    entry = AuditEntry.objects.get(action="accounts.unit_changed")
    assert (entry.old, entry.new) == (
        {"name": "城关所", "region": None, "phone": ""},
        {"name": "城关监管所", "region": None, "phone": "0318-7000000"},
    )


@pytest.mark.parametrize("person", ["officer_station", "officer_other_county", "owner"])
def test_nobody_else_changes_or_ends_it(station, county_unit, request, person):
    other = UnitFactory.create(code="UX", parent=county_unit.parent)
    UnitOrganisationFactory.create(unit=other)
    people = {"officer_other_county": lambda: make_person(
        "邻县吴军", other.organisations.get(), "officer")}  # fmt: skip
    actor = people.get(person, lambda: request.getfixturevalue(person))()

    with pytest.raises(ForbiddenError):
        change(station, actor, name="新名")
    with pytest.raises(ForbiddenError):
        services.end_unit(unit=station, actor=actor)

    station.refresh_from_db()
    assert (station.name, station.ended_on) == ("城关所", None)
    assert not AuditEntry.objects.filter(action__startswith="accounts.unit_").exists()


def test_a_region_of_others_is_refused_and_one_of_the_own_taken(
    station, officer_county
):
    county, other = (Region.objects.get(code=code) for code in ("131125", "131102"))

    with pytest.raises(FieldsRefusedError) as refused:
        change(station, officer_county, region=other)
    assert set(refused.value.refusals) == {"region"}

    change(station, officer_county, region=county)
    assert Unit.objects.get(pk=station.pk).region == county


def test_a_second_of_the_same_name_is_refused(station, county_unit, officer_county):
    with pytest.raises(FieldsRefusedError) as refused:
        services.create_unit(
            name="城关所 ", kind="station", parent=county_unit, actor=officer_county
        )
    assert refused.value.refusals == SECOND
    north = services.create_unit(
        name="城北所", kind="station", parent=county_unit, actor=officer_county
    )
    with pytest.raises(FieldsRefusedError) as refused:
        change(north, officer_county, name="城关所")
    assert refused.value.refusals == SECOND
    names = Unit.objects.filter(parent=county_unit).order_by("name")
    assert sorted(names.values_list("name", flat=True)) == ["城关所", "城北所"]


@time_machine.travel("2024-10-10T12:00:00+08:00")
def test_an_ended_unit_takes_nobody_and_nobody_acts_for_it(
    station, officer_station, officer_county
):
    organisation = Organisation.objects.get(unit=station)
    services.invite(organisation=organisation, role="officer", actor=officer_county)

    services.end_unit(unit=station, actor=officer_county)

    organisation.refresh_from_db()
    assert organisation.is_active is False
    assert selectors.get_scope(officer_station).officer_unit_paths == ()
    assert not Membership.objects.filter(ended_at=None, organisation=organisation)
    assert not selectors.list_invitations(organisation)
    with pytest.raises(ForbiddenError):
        services.invite(organisation=organisation, role="officer", actor=officer_county)
    with pytest.raises(UnitEndedError):
        services.end_unit(unit=station, actor=officer_county)
    with pytest.raises(UnitEndedError):
        services.create_unit(
            name="小所", kind="station", parent=station, actor=officer_county
        )
    entry = AuditEntry.objects.get(action="accounts.unit_ended")
    assert (entry.new, entry.counts) == ({"heir": "U131125"}, {"people": 1})
    assert Unit.objects.get(pk=station.pk).ended_on == date(2024, 10, 10)
    # The name is free again.
    services.create_unit(
        name="城关所", kind="station", parent=station.parent, actor=officer_county
    )


def test_a_unit_with_units_below_is_not_ended(station, county_unit, officer_city):
    with pytest.raises(UnitHasUnitsError):
        services.end_unit(unit=county_unit, actor=officer_city)

    assert Unit.objects.filter(ended_on=None).count() == Unit.objects.count()


def test_units_are_found_by_name_and_by_the_one_above(
    station, county_unit, city_unit, officer_city, officer_county
):
    twin = UnitFactory.create(
        code="US9", name="城关所", kind="station", parent=city_unit
    )

    def find(actor, text):
        return [one.code for one in selectors.find_units_written(actor, text)]

    assert find(officer_county, "城关所") == ["US1"]
    assert find(officer_city, "城关所") == ["U131125", "US1", "US9"][1:]
    assert find(officer_city, selectors.write_unit(twin)) == ["US9"]
    assert find(officer_county, selectors.write_unit(twin)) == []


def test_pages_change_and_end_a_unit(client, station, county_unit, officer_county):
    client.force_login(officer_county)

    shown = client.get("/account/units/US1/change/")
    changed = client.post("/account/units/US1/change/", {"name": "城关监管所"})
    own = client.get("/account/units/U131125/change/")
    ended = client.post("/account/units/US1/end/", follow=True)

    assert shown.status_code == 200
    assert changed.status_code == 302
    assert own.status_code == 403
    assert "城关监管所已撤销，分给它的企业由" in ended.content.decode()
    assert client.get("/account/units/US1/").status_code == 200
