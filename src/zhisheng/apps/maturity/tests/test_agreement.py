"""How far experts agree with the enterprises of an office's area, and who drifts."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from zhisheng.apps.accounts.tests.factories import OrganisationFactory
from zhisheng.apps.conftest import make_bureau, make_officer, make_person
from zhisheng.apps.maturity import selectors, services
from zhisheng.apps.maturity.models import Evaluation, Review
from zhisheng.apps.registry.tests.factories import make_enterprise
from zhisheng.kit.errors import ForbiddenError

pytestmark = pytest.mark.django_db


def rate_many(organisation, expert, pairs, on):
    """Put reviews of one question each where they would be after their first look."""
    for own, rated in pairs:
        evaluation = Evaluation.objects.create(
            enterprise=make_enterprise(),
            model_code="household",
            model_version="2026.1",
            status="submitted",
        )
        Review.objects.create(
            evaluation=evaluation, organisation=organisation, status="comparing",
            rated_by=expert, rated_at=on,
            pairs=1, own_sum=own, expert_sum=rated, own_squares=own**2,
            expert_squares=rated**2, products=own * rated,
        )  # fmt: skip


def at(year, month):
    return datetime.datetime(year, month, 5, 12, tzinfo=datetime.UTC)


@pytest.fixture
def officer_other_county(city_unit):
    return make_officer("桃城张伟", make_bureau("131102", city_unit))


@pytest.fixture
def association(expert):
    return expert.memberships.get().organisation


def test_the_first_look_keeps_its_sums(review, expert):
    """3 by itself and 2 by the expert; ways to store: one of four and two of four."""
    services.save_ratings(
        review=review,
        answers={"incoming_check": 2, "storage_ways": ("dry", "apart")},
        actor=expert,
    )
    done = services.finish_rating(review=review, actor=expert)

    assert (done.pairs, done.own_sum, done.expert_sum) == (2, 5, 5)
    assert (done.own_squares, done.expert_squares, done.products) == (13, 13, 12)


def test_organisations_are_told_with_their_kappa(officer_county, association, expert):
    pairs = [(2, 2)] * 20 + [(2, 1)] * 5 + [(1, 2)] * 10 + [(1, 1)] * 15
    rate_many(association, expert, pairs, at(2026, 3))

    (found,) = selectors.list_agreement_for(officer_county)

    assert (found.code, found.reviews) == (association.code, 50)
    assert found.agreement.kappa == pytest.approx(0.4)
    assert found.agreement.mean_difference == pytest.approx(0.1)
    assert found.drift.change is None


def test_who_became_milder_stands_out(officer_county, association, expert):
    steady = OrganisationFactory.create(name="示例甲协会", kind="association")
    other = make_person("专家甲", steady, "expert")
    for month in (1, 4, 7):
        rate_many(steady, other, [(3, 3), (3, 2), (2, 3)] * 4, at(2026, month))
    rate_many(association, expert, [(3, 3), (3, 2), (2, 3)] * 4, at(2026, 1))
    rate_many(association, expert, [(2, 4), (3, 4), (2, 3)] * 4, at(2026, 7))

    found = {
        one.name: one.drift for one in selectors.list_agreement_for(officer_county)
    }

    assert not found["示例甲协会"].is_drift
    assert found["示例质量协会"].is_drift
    assert found["示例质量协会"].change == pytest.approx(4 / 3)


def test_what_all_do_alike_in_a_quarter_is_nobodys_drift(officer_county, reference):
    for name in "甲乙丙丁":
        organisation = OrganisationFactory.create(
            name=f"{name}协会", kind="association"
        )
        person = make_person(f"专家{name}", organisation, "expert")
        rate_many(organisation, person, [(3, 3), (3, 2), (2, 3)] * 2, at(2026, 1))
        rate_many(organisation, person, [(2, 4), (3, 4), (2, 3)] * 2, at(2026, 7))

    found = selectors.list_agreement_for(officer_county)

    assert [one.drift.change for one in found] == [pytest.approx(0.0)] * 4


def test_other_areas_are_not_counted(
    officer_county, officer_other_county, officer_city, association, expert
):
    rate_many(association, expert, [(3, 3)] * 6, at(2026, 3))

    assert [one.reviews for one in selectors.list_agreement_for(officer_city)] == [6]
    assert selectors.list_agreement_for(officer_other_county) == []


@pytest.mark.parametrize("person", ["owner", "expert", "body_user", "administrator"])
def test_only_offices_see_it(request, person):
    with pytest.raises(ForbiddenError):
        selectors.list_agreement_for(request.getfixturevalue(person))


def test_the_page_hides_few_and_leads_to_the_experts(
    client, officer_county, association, expert, django_assert_max_num_queries
):
    second = make_person("专家少", association, "expert")
    rate_many(
        association, expert, [(1, 2), (2, 2), (3, 4), (5, 5), (4, 3)], at(2026, 3)
    )
    rate_many(association, second, [(1, 5)], at(2026, 3))
    client.force_login(officer_county)
    client.get(reverse("maturity:agreement"))

    with django_assert_max_num_queries(10):
        page = client.get(reverse("maturity:agreement"))

    (row,) = page.context["table"].rows
    assert row.cells[:2] == ("示例质量协会", 6)
    experts = client.get(row.url)
    assert [one.cells[:3] for one in experts.context["table"].rows] == [
        ("专家郑文", 5, "0.82"), ("专家少", 1, None),
    ]  # fmt: skip
    text = experts.content.decode()
    assert "不足 5 次，不算" in text
    assert "现在最多的有" not in text
    assert reverse("maturity:agreement") in text
    gone = reverse("maturity:agreement_of", args=["O-0000000000"])
    assert client.get(gone).status_code == 404


def test_a_quarter_with_two_others_is_not_set_against_one_with_three(
    officer_county, reference
):
    """All become milder alike; in the first quarter one of the four did not rate."""
    for place, name in enumerate("甲乙丙丁"):
        organisation = OrganisationFactory.create(
            name=f"{name}协会", kind="association"
        )
        person = make_person(f"专家{name}", organisation, "expert")
        if place:
            rate_many(organisation, person, [(3, 3), (3, 2), (2, 3)] * 2, at(2026, 1))
        rate_many(organisation, person, [(2, 4), (3, 4), (2, 3)] * 2, at(2026, 7))

    found = selectors.list_agreement_for(officer_county)

    assert [one.drift.change for one in found] == [None] * 4


def test_reviews_that_were_not_rated_are_left_out(officer_county, submitted, review):
    assert timezone.now() > review.asked_at
    assert selectors.list_agreement_for(officer_county) == []


def test_each_quarter_has_its_own_kappa(client, officer_county, association, expert):
    """50 pairs of kappa 0.4, five of none but equal ones, then too few to show."""
    pairs = [(2, 2)] * 20 + [(2, 1)] * 5 + [(1, 2)] * 10 + [(1, 1)] * 15
    rate_many(association, expert, pairs, at(2026, 3))
    rate_many(
        association, expert, [(1, 1), (5, 5), (1, 1), (5, 5), (3, 3)], at(2026, 4)
    )
    rate_many(association, expert, [(1, 5)] * 4, at(2026, 8))

    (found,) = selectors.list_agreement_for(officer_county)

    assert [(one.year, one.quarter, one.reviews) for one in found.quarters] == [
        (2026, 1, 50), (2026, 2, 5), (2026, 3, 4),
    ]  # fmt: skip
    assert found.quarters[0].agreement.kappa == pytest.approx(0.4)
    client.force_login(officer_county)
    table = client.get(reverse("maturity:agreement")).context["quarters"]
    assert [one.label for one in table.columns] == [
        "单位", "2026年1季度", "2026年2季度", "2026年3季度",
    ]  # fmt: skip
    assert [row.cells for row in table.rows] == [("示例质量协会", "0.40", "1.00", None)]
    of_experts = client.get(
        reverse("maturity:agreement_of", args=[association.code])
    ).context["quarters"]
    assert [row.cells for row in of_experts.rows] == [
        ("专家郑文", "0.40", "1.00", None)
    ]


def test_a_program_of_an_office_reads_kappa_by_quarter(
    client, make_token, officer_county, owner, association, expert
):
    rate_many(
        association, expert, [(1, 1), (5, 5), (1, 1), (5, 5), (3, 3)], at(2026, 4)
    )
    rate_many(association, expert, [(1, 5)], at(2026, 8))
    few = OrganisationFactory.create(name="少协会", kind="association")
    person = make_person("专家少", few, "expert")
    rate_many(few, person, [(1, 5)] * 4, at(2026, 4))

    def call(actor, scope="grades:read"):
        token = make_token(actor.memberships.get().organisation, [scope])
        return client.get(
            "/api/v1/evaluations/agreement", headers={"Authorization": token}
        )

    many, hidden = call(officer_county).json()["items"]
    assert (many["code"], many["reviews"]) == (association.code, 6)
    assert many["quarters"] == [
        {"year": 2026, "quarter": 2, "reviews": 5, "kappa": 1.0},
        {"year": 2026, "quarter": 3, "reviews": 1, "kappa": None},
    ]
    assert (hidden["kappa"], hidden["mean_difference"], hidden["change"]) == (None,) * 3
    assert call(officer_county, "campaigns:read").status_code == 403
    assert call(owner, "evaluations:read").status_code == 403
