"""What the guard knows: shared people, merged records, days, and who told of it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from zhisheng.apps.accounts.tests.factories import OrganisationFactory
from zhisheng.apps.improvement import errors, selectors, services
from zhisheng.apps.improvement.models import CertifierChoice
from zhisheng.apps.improvement.tests import ordering
from zhisheng.apps.improvement.tests.ordering import (
    certify,
    employ,
    enter,
    help_in_past,
    move,
    send,
    visit,
    write_all,
)
from zhisheng.apps.registry.services import merge_enterprises
from zhisheng.apps.registry.tests.factories import make_enterprise

pytestmark = pytest.mark.django_db


def test_an_organisation_that_shares_a_person_with_the_certifier_is_not_asked(
    enterprise, owner, body_user, body_organisation, county_unit, officer_county
):
    association = OrganisationFactory.create(kind="association", name="示例协会")
    entry = enter(
        county_unit, officer_county, kind="association", name="示例协会",
        organisation=association,
    )  # fmt: skip
    CertifierChoice.objects.create(enterprise=enterprise, certifier=body_organisation)
    asked = ordering.order(enterprise, owner, help_kind="consultancy")
    employ(body_user, association, "expert")
    before = write_all()
    with pytest.raises(errors.ConflictRefusedError) as raised:
        send(asked, owner, entry)
    assert raised.value.fields["clause"] == "GB/T 27021.1—2017 5.2.10"
    assert write_all() == before


@pytest.fixture
def body_entry(county_unit, officer_county, body_organisation):
    return enter(
        county_unit, officer_county, kind="body", name="示例甲认证有限公司",
        organisation=body_organisation,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("told", "bars"), [({}, False), ({"body_approval": "CNCA-R-2002-001"}, True)]
)
def test_who_helped_is_not_taken_for_who_certified(
    enterprise, owner, body_entry, body_organisation, officer_county, told, bars
):
    office = officer_county.memberships.get().organisation
    certify(enterprise, body_organisation, uploader=office, **told)
    asked = ordering.order(enterprise, owner, help_kind="consultancy")
    found = selectors.rank_candidates(asked, on=timezone.localdate())
    assert [one.code for one in found.ranking.left_out] == [body_entry.code] * bars
    assert [one.code for one in found.ranking.ranked] == [body_entry.code] * (not bars)


def test_a_help_recorded_after_the_choice_is_marked(
    enterprise, owner, order, body_entry, body_user, body_organisation, officer_county
):
    send(order, owner, body_entry)
    move(order, "accept", body_user)
    services.choose_certifier(
        enterprise=enterprise, body=body_organisation, actor=owner
    )
    today = timezone.localdate()
    assert selectors.page_conflicts_for(officer_county, today)[0] == []
    visit(order, body_user, help_kind="consultancy")
    (found,) = selectors.page_conflicts_for(officer_county, today)[0]
    day = f"{today.year}年{today.month}月{today.day}日"
    assert services.tell_conflict(found.shown) == (
        f"{day}，“示例甲认证有限公司”给这家企业做过咨询，"
        f"企业 {day} 选了“{body_organisation.name}”来认证"
    )


def test_a_body_named_second_in_a_row_counts_as_well(
    enterprise, owner, body_organisation, other_body_organisation
):
    row = certify(enterprise, body_organisation)
    row.help_kind = "consultancy"
    row.helper_name = f"{body_organisation.name}、{other_body_organisation.name}"
    row.year = timezone.localdate().year
    row.save()
    with pytest.raises(errors.ConflictRefusedError) as raised:
        services.choose_certifier(
            enterprise=enterprise, body=other_body_organisation, actor=owner
        )
    told = f"{row.year} 年，“{other_body_organisation.name}”给这家企业做过咨询"
    assert raised.value.fields["facts"] == told
    row.is_applied = False
    row.save()
    services.choose_certifier(
        enterprise=enterprise, body=other_body_organisation, actor=owner
    )


def test_a_page_without_conflicts_leads_to_the_next(
    client, enterprise, body_organisation, other_body_organisation, officer_county
):
    help_in_past(enterprise, body_organisation)
    certify(enterprise, body_organisation)
    for _ in range(2):
        help_in_past(make_enterprise(), other_body_organisation)
    today = timezone.localdate()
    found, following = selectors.page_conflicts_for(officer_county, today, size=2)
    assert found == []
    found, end = selectors.page_conflicts_for(officer_county, today, following, size=2)
    assert ([one.enterprise for one in found], end) == ([enterprise], 0)
    client.force_login(officer_county)
    address = reverse("improvement:conflicts")
    assert enterprise.name in client.get(address).content.decode()
    empty = client.get(address, {"before": enterprise.pk}).content.decode()
    assert "没有发现" in empty


def merge(duplicate):
    """Read a record as part of another, which then is its owner's."""
    survivor = make_enterprise(region_id="131125", unit_id=duplicate.unit_id)
    return merge_enterprises(duplicate=duplicate, survivor=survivor, actor=None)


@pytest.mark.parametrize("is_visited", [True, False])
def test_what_a_merged_record_was_helped_with_keeps_barring(
    enterprise, owner, body_entry, body_user, body_organisation, officer_county,
    is_visited,
):  # fmt: skip
    asked = ordering.order(enterprise, owner, help_kind="consultancy")
    send(asked, owner, body_entry)
    move(asked, "accept", body_user)
    if is_visited:
        visit(asked, body_user, help_kind="consultancy")
    survivor = merge(enterprise)
    with pytest.raises(errors.ConflictRefusedError):
        services.choose_certifier(
            enterprise=survivor, body=body_organisation, actor=owner
        )
    assert not CertifierChoice.objects.exists()
    certify(survivor, body_organisation)
    marked = selectors.page_conflicts_for(officer_county, timezone.localdate())[0]
    assert {one.enterprise for one in marked} == {survivor}


def test_what_a_merged_record_chose_keeps_barring_and_ends_with_the_next(
    enterprise, owner, body_entry, body_organisation, other_body_organisation
):
    services.choose_certifier(
        enterprise=enterprise, body=body_organisation, actor=owner
    )
    survivor = merge(enterprise)
    asked = ordering.order(survivor, owner, help_kind="consultancy")
    with pytest.raises(errors.ConflictRefusedError):
        send(asked, owner, body_entry)
    chosen = selectors.find_certifier_choice(survivor)
    assert chosen.certifier == body_organisation
    services.choose_certifier(
        enterprise=survivor, body=other_body_organisation, actor=owner
    )
    assert send(asked, owner, body_entry).state == "sent"
