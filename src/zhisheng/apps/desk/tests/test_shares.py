"""What lies with an office below is counted at home and is nobody else's to-do."""

import pytest
from django.urls import reverse

from zhisheng.apps.accounts.models import Membership
from zhisheng.apps.conftest import make_bureau, make_officer
from zhisheng.apps.desk.services import file_complaint
from zhisheng.apps.places.models import Region
from zhisheng.apps.programme.choices import ImportStatus
from zhisheng.apps.programme.models import RosterImport
from zhisheng.apps.registry import services as registry
from zhisheng.kit.files import StoredFile

pytestmark = pytest.mark.django_db
CARDS = ["审核 1 项申请", "答复 1 条投诉或建议"]
BELOW = ["1 项申请待审核", "1 条投诉或建议待答复"]


@pytest.fixture
def waiting(make_enterprise, owner, owner_organisation):
    """Let a change and a complaint of 安平县 wait for an office."""
    enterprise = make_enterprise(
        region_id="131125", organisation_id=owner_organisation.pk
    )
    registry.propose_change(
        enterprise=enterprise,
        changes={"address": "乙路"},
        effective_on=enterprise.created_at.date(),
        reason="换照",
        actor=owner,
    )
    file_complaint(
        kind="complaint",
        text="同样的表填了三次。",
        region=Region.objects.get(code="131125"),
        contact="",
        actor=None,
    )


def read_home(client, person):
    client.force_login(person)
    page = client.get(reverse("desk:home")).context["page"]
    cards = [one.title for one in page.cards if one.kind == "need"]
    return cards, [one.label for one in page.standing]


@pytest.mark.usefixtures("waiting")
def test_the_office_in_charge_has_the_cards_and_those_above_a_count(
    client, officer_county, officer_city, officer_province, officer_nation
):
    assert read_home(client, officer_county) == (CARDS, [])
    for above in (officer_city, officer_province, officer_nation):
        assert read_home(client, above) == ([], BELOW)


@pytest.mark.usefixtures("waiting")
def test_without_people_below_it_is_the_next_office_s(
    client, county_unit, officer_city, officer_province
):
    assert read_home(client, officer_city) == (CARDS, [])
    assert read_home(client, officer_province) == ([], BELOW)

    person = make_officer("安平刘丽", county_unit)
    assert read_home(client, officer_city) == ([], BELOW)

    Membership.objects.filter(user=person).update(until="2024-01-01")
    assert read_home(client, officer_city) == (CARDS, [])


@pytest.mark.usefixtures("waiting")
def test_another_county_is_no_office_in_charge(client, city_unit, officer_city):
    make_officer("桃城王芳", make_bureau("131102", city_unit))

    assert read_home(client, officer_city) == (CARDS, [])


def test_a_roster_waits_for_who_uploaded_it(client, officer_county, officer_province):
    office = Membership.objects.get(user=officer_county).organisation
    file = StoredFile.objects.create(
        original_name="名单.xlsx", path="a", size=1, retention_until="2030-01-01"
    )
    RosterImport.objects.create(
        code="I-1",
        file=file,
        organisation=office,
        helper=office,
        year=2024,
        status=ImportStatus.PREVIEWED,
        counts={"accepted": 7},
    )

    assert read_home(client, officer_county) == (["把 7 行名单入库"], [])
    assert read_home(client, officer_province) == ([], ["1 份名单没有入库"])
