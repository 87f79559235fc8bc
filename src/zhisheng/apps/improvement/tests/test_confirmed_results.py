"""What an expert confirmed counts in plans, problems and orders, not what was said."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from zhisheng.apps.improvement import selectors, services
from zhisheng.apps.improvement.services.planning import read_ground
from zhisheng.apps.improvement.tests.plans import TERMS
from zhisheng.apps.maturity import services as maturity
from zhisheng.apps.maturity.selectors import get_model_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def confirmed(evaluation, owner, expert):
    """Let the expert answer what was left open, with the top level."""
    review = maturity.ask_review(
        evaluation=evaluation,
        organisation=expert.memberships.get().organisation,
        until=timezone.localdate() + timedelta(days=30),
        actor=owner,
    )
    top = {
        one.code: get_model_of(evaluation).top_level
        for one in get_model_of(evaluation).questions
        if str(one.kind) == "rubric"
    }
    maturity.save_ratings(review=review, answers=top, actor=expert)
    maturity.finish_rating(review=review, actor=expert)
    maturity.confirm_evaluation(review=review, comment="", actor=expert)
    evaluation.refresh_from_db()
    return evaluation


def list_lows(result):
    return {
        code: low for code, (low, _) in result["criteria"].items() if low is not None
    }


def test_a_plan_begins_at_the_confirmed_levels(confirmed, owner):
    ground = read_ground(confirmed)

    assert ground.levels == list_lows(confirmed.confirmed_result)
    assert ground.levels != list_lows(confirmed.result)


def test_only_what_is_still_open_is_told_beside_a_plan(confirmed, owner, client):
    plan = services.make_plan(evaluation=confirmed, terms=TERMS, actor=owner)
    client.force_login(owner)

    page = client.get(reverse("improvement:plan", args=[plan.code])).context["page"]

    still = len(confirmed.confirmed_result["open_questions"])
    assert page.open_questions == still < len(confirmed.result["open_questions"])


def test_gaps_are_those_the_expert_left(confirmed, owner, enterprise):
    gaps = selectors.list_known_gaps_for(owner, enterprise)

    spans = confirmed.confirmed_result["criteria"]
    top = get_model_of(confirmed).top_level
    assert gaps
    assert all(spans[one.criterion][0] < top for one in gaps)
    own = confirmed.result["criteria"]
    closed = {code for code, (low, _) in spans.items() if low == top}
    assert {code for code in closed if own[code][0] < top}
    for code in closed:
        key = f"{confirmed.code}:{code}"
        found = selectors.find_gap_for(actor=owner, key=key, enterprise=enterprise)
        assert found is None
