"""An evaluation is set beside others of the same trade and size, five at least."""

import pytest
from django.urls import reverse

from zhisheng.apps.maturity import selectors, services
from zhisheng.apps.maturity.models import Evaluation
from zhisheng.apps.registry.tests.factories import make_enterprise

pytestmark = pytest.mark.django_db


def add_peer(low, high=None, *, number=1, enterprise=None, **attributes):
    attributes = {"industry_id": "3340", "size_class": "micro", **attributes}
    return Evaluation.objects.create(
        enterprise=enterprise or make_enterprise(**attributes),
        model_code="household",
        model_version="2026.1",
        number=number,
        status="submitted",
        lowest_score=low,
        highest_score=high or low,
    )


@pytest.fixture
def own(enterprise):
    type(enterprise).unscoped.filter(pk=enterprise.pk).update(
        industry_id="3340", size_class="micro"
    )
    enterprise.refresh_from_db()
    return add_peer(2.0, 3.0, enterprise=enterprise)


def test_what_is_surely_lower_or_higher_is_counted(own):
    for low, high in ((1.0, 1.9), (1.5, 2.5), (2.2, 2.8), (3.1, 3.5), (1.0, 5.0)):
        add_peer(low, high)

    found = selectors.compare_with_peers(own)

    assert (found.count, found.lower, found.higher) == (5, 1, 1)


def test_four_others_are_too_few(own):
    for _number in range(4):
        add_peer(1.0)
    assert selectors.compare_with_peers(own) is None


def test_only_alike_enterprises_count_with_their_latest(own):
    for _number in range(5):
        add_peer(1.0)
    add_peer(1.0, industry_id="1711")
    add_peer(1.0, size_class="small")
    twice = add_peer(1.0)
    add_peer(4.0, number=2, enterprise=twice.enterprise)
    Evaluation.objects.filter(pk=add_peer(1.0).pk).update(status="draft")

    found = selectors.compare_with_peers(own)

    assert (found.count, found.lower, found.higher) == (6, 5, 1)


def test_an_enterprise_without_trade_or_size_has_no_peers(own, enterprise):
    for _number in range(5):
        add_peer(1.0)
    type(enterprise).unscoped.filter(pk=enterprise.pk).update(size_class="unknown")
    enterprise.refresh_from_db()
    own.enterprise = enterprise
    assert selectors.compare_with_peers(own) is None


def test_submitting_keeps_what_can_be_compared(submitted):
    low, high = submitted.result["total"]
    assert (submitted.lowest_score, submitted.highest_score) == (low, high)
    assert submitted.lowest_grade == submitted.result["lowest_grade"]


def test_the_result_page_tells_it(client, own, owner):
    for low in (1.0, 1.0, 4.0, 4.0, 2.5):
        add_peer(low)
    client.force_login(owner)

    page = client.get(reverse("maturity:result", args=[own.code]))

    assert page.context["page"].peers == (
        "同行业、同规模另有 5 家按这套题评过：2 家比您低，2 家比您高，其余相近或还说不准。"
    )


def test_a_confirmed_result_is_what_is_compared(review, expert):
    services.save_ratings(review=review, answers={"incoming_check": 1}, actor=expert)
    services.finish_rating(review=review, actor=expert)
    services.confirm_evaluation(review=review, comment="", actor=expert)

    evaluation = Evaluation.objects.get(pk=review.evaluation_id)
    assert [evaluation.lowest_score, evaluation.highest_score] == (
        evaluation.confirmed_result["total"]
    )
