from datetime import timedelta

import pytest
from django.utils import timezone

from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.tests.factories import GrantFactory, make_enterprise
from zhisheng.kit.scoping import ScopeRequiredError

pytestmark = pytest.mark.django_db
EVERY = {"own", "county", "neighbour", "far", "nowhere", "by_unit"}


@pytest.fixture
def enterprises(owner_organisation, county_unit):
    """Name each enterprise by what makes it visible."""
    return {
        "own": make_enterprise(organisation=owner_organisation, region_id="330502"),
        "county": make_enterprise(region_id="131125"),
        "neighbour": make_enterprise(region_id="131102"),
        "far": make_enterprise(region_id="330502"),
        "nowhere": make_enterprise(region_id=None),
        "by_unit": make_enterprise(region_id="330521", unit=county_unit),
    }


def see(actor, enterprises):
    visible = set(Enterprise.objects.visible_to(actor).values_list("pk", flat=True))
    return {name for name, one in enterprises.items() if one.pk in visible}


@pytest.mark.parametrize(
    ("person", "names"),
    [
        ("officer_nation", EVERY),
        ("officer_province", {"county", "neighbour", "by_unit"}),
        ("officer_city", {"county", "neighbour", "by_unit"}),
        ("officer_county", {"county", "by_unit"}),
        ("owner", {"own"}),
        ("worker", {"own"}),
        ("stranger_owner", set()),
        ("body_user", set()),
        ("bank_user", set()),
        ("expert", set()),
        ("administrator", set()),
        ("anonymous", set()),
    ],
)
def test_each_person_sees_only_their_own(request, enterprises, person, names):
    assert see(request.getfixturevalue(person), enterprises) == names


def test_a_unit_takes_an_enterprise_out_of_its_region(
    enterprises, city_unit, officer_county
):
    enterprises["county"].unit = city_unit
    enterprises["county"].save()

    assert see(officer_county, enterprises) == {"by_unit"}


@pytest.mark.parametrize(
    ("values", "is_visible"),
    [
        ({}, True),
        ({"until": 0}, True),
        ({"until": -1}, False),
        ({"valid_from": 1}, False),
        ({"ended": True}, False),
    ],
)
def test_a_grant_counts_only_while_it_lives(
    enterprises, body_user, other_body_user, body_organisation, values, is_visible
):
    today = timezone.localdate()
    dates = {
        name: today + timedelta(days=days)
        for name, days in values.items()
        if name != "ended"
    }
    GrantFactory.create(
        enterprise=enterprises["far"],
        viewer=body_organisation,
        ended_at=timezone.now() if "ended" in values else None,
        **dates,
    )

    assert see(body_user, enterprises) == ({"far"} if is_visible else set())
    assert see(other_body_user, enterprises) == set()


def test_rows_cannot_be_had_without_an_actor():
    with pytest.raises(ScopeRequiredError):
        Enterprise.objects.count()
