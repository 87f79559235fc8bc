"""A firm that goes to another office: asked before, told after, seen by who has it."""

from datetime import date

import pytest
from django.urls import reverse

from zhisheng.apps.accounts.models import Message
from zhisheng.apps.registry import selectors, services
from zhisheng.apps.registry.errors import LeavesAreaError
from zhisheng.apps.registry.models import Enterprise, LifeEvent
from zhisheng.apps.registry.tests.factories import make_enterprise
from zhisheng.kit.errors import NotFoundError

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)
AWAY = "131102"
OFFICIAL = {"name": "安平县示例丝网厂", "effective_on": "2026-03-01"}
EVENT = {"kind": "moved", "happened_on": "2026-03-01"}


@pytest.fixture
def enterprise(reference):
    return make_enterprise(name="安平县示例丝网厂", valid_from=date(2025, 1, 1))


def move(enterprise, actor, **given):
    return services.record_life_event(
        enterprise=enterprise,
        kind="moved",
        happened_on=DAY,
        changes={"region_id": AWAY},
        actor=actor,
        **given,
    )


def test_a_county_is_asked_before_a_firm_leaves_it(
    officer_county, officer_city, enterprise
):
    for given in ({}, {"leaving_to": ["140225"]}):
        with pytest.raises(LeavesAreaError):
            move(enterprise, officer_county, **given)
    enterprise.refresh_from_db()
    assert (enterprise.region_id, LifeEvent.objects.count()) == ("131125", 0)
    assert Message.objects.count() == 0

    move(enterprise, officer_county, leaving_to=[AWAY])

    assert enterprise.region_id == AWAY
    (told,) = Message.objects.all()
    assert told.recipient == officer_city
    assert told.link == reverse("registry:detail", args=[enterprise.code])
    with pytest.raises(NotFoundError):
        selectors.pick_enterprise_for(actor=officer_county, code=enterprise.code)


def test_nothing_is_asked_where_the_firm_stays_in_the_area(officer_city, enterprise):
    move(enterprise, officer_city)

    assert (enterprise.region_id, Message.objects.count()) == (AWAY, 0)


@pytest.mark.parametrize(
    ("page", "values"), [("life_event", EVENT), ("update", OFFICIAL)]
)
def test_the_page_warns_and_says_who_has_it_now(
    client, officer_county, officer_city, enterprise, page, values
):
    client.force_login(officer_county)
    address = reverse(f"registry:{page}", args=[enterprise.code])
    typed = {**values, "region": f"{AWAY} 桃城区"}

    asked = client.post(address, typed)

    assert asked.status_code == 422
    assert "不在您的辖区：改了以后这家企业归" in asked.content.decode()
    assert f'name="asked" value="{AWAY}"' in asked.content.decode()
    elsewhere = client.post(address, typed | {"asked": "140225", "is_sure": "on"})
    enterprise.refresh_from_db()
    assert (elsewhere.status_code, enterprise.region_id) == (422, "131125")

    sure = client.post(address, typed | {"asked": AWAY, "is_sure": "on"}, follow=True)

    enterprise.refresh_from_db()
    assert (sure.status_code, enterprise.region_id) == (200, AWAY)
    assert sure.redirect_chain == [(reverse("registry:index"), 302)]
    assert "您这里不再显示，要改请联系对方。" in sure.content.decode()


@pytest.fixture
def proposal(enterprise, owner, owner_organisation):
    Enterprise.unscoped.filter(pk=enterprise.pk).update(organisation=owner_organisation)
    enterprise.refresh_from_db()
    return services.propose_change(
        enterprise=enterprise,
        changes={"region_id": AWAY},
        effective_on=DAY,
        actor=owner,
    )


def test_what_an_owner_proposed_is_asked_about_as_well(
    client, officer_county, officer_city, enterprise, proposal
):
    client.force_login(officer_county)
    address = reverse("registry:decide_proposal", args=[proposal.code])
    page = client.get(reverse("registry:reviews")).content.decode()
    assert "桃城区不在您的辖区：通过以后这家企业归当地管" in page
    assert f'name="leaving" value="{AWAY}"' in page

    for given in ({}, {"leaving": "140225"}):
        asked = client.post(address, {"decision": "approve", "reason": "证", **given})
        enterprise.refresh_from_db()
        assert (asked.status_code, enterprise.region_id) == (422, "131125")
        again = asked.content.decode()
        assert "桃城区不在您的辖区：改了以后这家企业归" in again
        assert "请勾选后再提交。" in again
        assert f'name="leaving" value="{AWAY}">' in again
        assert 'name="reason" maxlength="300" value="证">' in again
    assert Message.objects.count() == 0

    client.post(address, {"decision": "approve", "leaving": AWAY})

    enterprise.refresh_from_db()
    (told,) = Message.objects.all()
    assert (enterprise.region_id, told.recipient) == (AWAY, officer_city)


def test_the_city_is_asked_nothing_of_a_proposal(
    client, officer_city, enterprise, proposal
):
    client.force_login(officer_city)
    page = client.get(reverse("registry:reviews")).content.decode()

    services.decide_proposal(proposal=proposal, is_approved=True, actor=officer_city)

    enterprise.refresh_from_db()
    assert 'name="leaving"' not in page
    assert (enterprise.region_id, Message.objects.count()) == (AWAY, 0)


def test_a_successor_elsewhere_is_asked_about_and_told(
    officer_county, officer_city, enterprise
):
    def succeed(**given):
        services.record_any_event(
            enterprise=enterprise,
            kind="succeeded",
            happened_on=DAY,
            changes={"name": "桃城区示例丝网有限公司", "region_id": AWAY},
            actor=officer_county,
            **given,
        )

    with pytest.raises(LeavesAreaError):
        succeed()
    assert (Enterprise.unscoped.count(), Message.objects.count()) == (1, 0)

    succeed(leaving_to=[AWAY])

    successor = Enterprise.unscoped.get(region_id=AWAY)
    (told,) = Message.objects.all()
    assert (successor.predecessor, told.recipient) == (enterprise, officer_city)


def test_where_nobody_is_there_yet_the_office_above_is_told(
    client, officer_county, officer_nation, enterprise
):
    """Neither the other county nor its city has people on the platform."""
    client.force_login(officer_county)
    address = reverse("registry:update", args=[enterprise.code])
    sure = {"region": f"{AWAY} 桃城区", "asked": AWAY, "is_sure": "on"}

    page = client.post(address, {**OFFICIAL, **sure}, follow=True).content.decode()

    (told,) = Message.objects.all()
    assert told.recipient == officer_nation
    assert (
        "那里还没有人使用平台；您这里不再显示，要改请联系国家市场监督管理总局" in page
    )


def test_many_proposals_that_move_ask_no_more(
    client, officer_county, owner, proposal, django_assert_max_num_queries
):
    def count():
        with django_assert_max_num_queries(40) as context:
            client.get(reverse("registry:reviews"))
        return len(context)

    client.force_login(officer_county)
    first = count()
    for _ in range(3):
        services.propose_change(
            enterprise=proposal.enterprise,
            changes={"region_id": AWAY},
            effective_on=DAY,
            actor=owner,
        )
    assert count() == first


def test_a_correction_before_a_later_word_moves_nothing_today(
    officer_county, officer_city, enterprise
):
    move(enterprise, officer_city)
    move_back = {"region_id": "131125"}
    services.update_enterprise(
        enterprise=enterprise,
        changes=move_back,
        on=date(2026, 4, 1),
        actor=officer_city,
    )
    Message.objects.all().delete()

    services.update_enterprise(
        enterprise=enterprise,
        changes={"region_id": AWAY},
        on=date(2025, 6, 1),
        actor=officer_county,
    )

    assert enterprise.region_id == "131125"
    assert not Message.objects.exists()


def test_a_successor_of_what_a_unit_was_given_is_asked_about_too(
    officer_county, county_unit, enterprise
):
    Enterprise.unscoped.filter(pk=enterprise.pk).update(unit=county_unit, region=AWAY)
    enterprise.refresh_from_db()

    with pytest.raises(LeavesAreaError):
        services.record_any_event(
            enterprise=enterprise,
            kind="succeeded",
            happened_on=DAY,
            changes={"name": "桃城区示例丝网有限公司"},
            actor=officer_county,
        )

    assert Enterprise.unscoped.count() == 1
