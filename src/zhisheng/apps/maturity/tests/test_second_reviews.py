"""Who reviews after another was sent away sees and says only the own answers."""

import datetime

import pytest

from zhisheng.apps.accounts.tests.factories import OrganisationFactory, make_person
from zhisheng.apps.maturity import errors, selectors, services

pytestmark = pytest.mark.django_db


@pytest.fixture
def other_expert(db):
    other = OrganisationFactory.create(kind="association", name="另一协会")
    return make_person("另一专家", other, "expert")


@pytest.fixture
def second(submitted, review, owner, expert, other_expert, ask):
    """Return a review by other experts, after the first ones had begun to answer."""
    services.save_ratings(review=review, answers={"incoming_check": 1}, actor=expert)
    services.withdraw_review(review=review, actor=owner)
    return ask(submitted, organisation=other_expert.memberships.get().organisation)


def test_the_answers_of_the_first_are_not_seen(second, review):
    assert selectors.map_answers(second.evaluation, second) == {}
    assert selectors.map_answers(second.evaluation, review) == {"incoming_check": 1}


def test_nothing_is_compared_before_the_second_said_something(second, other_expert):
    with pytest.raises(errors.NothingAnsweredError):
        services.finish_rating(review=second, actor=other_expert)
    second.refresh_from_db()
    assert (second.status, second.ratings) == ("rating", {})


def test_only_the_second_is_measured_and_confirms(second, other_expert):
    services.save_ratings(
        review=second, answers={"incoming_check": 2}, actor=other_expert
    )
    done = services.finish_rating(review=second, actor=other_expert)
    assert done.ratings == {"incoming_check": [3, 2]}
    assert (done.pairs, done.own_sum, done.expert_sum) == (1, 3, 2)

    services.confirm_evaluation(review=second, comment="", actor=other_expert)

    evaluation = second.evaluation
    evaluation.refresh_from_db()
    assert selectors.read_standing(evaluation).answers == {
        "incoming_check": 2, "storage_ways": ("dry",),
    }  # fmt: skip
    told = selectors.map_submitted_answers(
        [evaluation.enterprise_id], "household", datetime.date.max
    )
    assert told[evaluation.enterprise_id]["incoming_check"].value == 2


def test_an_expert_of_both_begins_anew(second, review, expert, other_expert):
    """One expert may work for both organisations that are asked."""
    organisation = other_expert.memberships.get().organisation
    expert.memberships.create(organisation=organisation, role="expert")

    services.save_ratings(review=second, answers={"incoming_check": 1}, actor=expert)

    assert selectors.map_answers(second.evaluation, second) == {"incoming_check": 1}
    assert selectors.map_answers(second.evaluation, review) == {"incoming_check": 1}
