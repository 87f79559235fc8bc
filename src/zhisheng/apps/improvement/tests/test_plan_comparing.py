"""The ways to plan are worked out once for what they rest on, and not from memory else."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhisheng.apps.improvement import services
from zhisheng.apps.improvement.choices import PlanAim
from zhisheng.apps.improvement.models import Plan
from zhisheng.apps.improvement.services import plan_comparing, plans
from zhisheng.apps.improvement.tests.plans import TERMS
from zhisheng.kit.errors import ForbiddenError, NotFoundError
from zhisheng.methods.planning import NoPlanError
from zhisheng.reference.measures import find_measures

pytestmark = pytest.mark.django_db
QUERIES_KNOWN, QUERIES_NEW = 12, 16


@pytest.fixture
def solved(monkeypatch):
    """Count what the solver is really asked for."""
    asked = []

    def solve(ground, terms):
        asked.append(terms.aim)
        return services.solve_plan(ground, terms)

    for module in (plan_comparing, plans):
        monkeypatch.setattr(module, "solve_plan", solve)
    return asked


def compare(plan, actor, terms=TERMS):
    return services.compare_aims(plan=plan, terms=terms, actor=actor)


def test_each_aim_is_worked_out_once_and_the_draft_s_own_not_again(plan, owner, solved):
    first = compare(plan, owner)
    again = compare(plan, owner)

    assert solved == [PlanAim.CHEAPEST, PlanAim.FASTEST]
    assert [one.aim for one in first] == list(PlanAim)
    assert first[0].outcome == plan.outcome
    assert [one.outcome for one in again] == [one.outcome for one in first]
    assert isinstance(again[2].refusal, NoPlanError)
    assert again[2].refusal.together == first[2].refusal.together != ()


def test_what_is_taken_after_the_comparison_is_not_worked_out_again(
    evaluation, plan, owner, solved
):
    ways = compare(plan, owner)
    solved.clear()
    taken = services.make_plan(
        evaluation=evaluation, terms=replace(TERMS, aim=PlanAim.CHEAPEST), actor=owner
    )
    assert (solved, taken.outcome) == ([], ways[1].outcome)
    assert compare(taken, owner)[0].outcome == plan.outcome
    assert solved == []


@pytest.mark.parametrize(
    "change",
    [
        {"budget_yuan": 2_999},
        {"staff_days_a_month": 5},
        {"ends_on": TERMS.ends_on - timedelta(days=1)},
        {"goals": ("incoming",)},
        {"excluded": frozenset({"tool-5s"})},
    ],
)
def test_whatever_changes_is_worked_out_anew(plan, owner, solved, change):
    compare(plan, owner)
    solved.clear()
    compare(plan, owner, replace(TERMS, **change))
    assert solved == list(PlanAim)


def test_a_changed_catalogue_or_what_was_done_is_worked_out_anew(
    plan, owner, solved, monkeypatch
):
    compare(plan, owner)
    solved.clear()
    dearer = tuple(
        replace(one, cost_yuan=one.cost_yuan + 1)
        for one in find_measures(TERMS.starts_on)
    )
    monkeypatch.setattr(plan_comparing, "find_measures", lambda _on: dearer)
    compare(plan, owner)
    assert solved == list(PlanAim)


def test_an_agreed_plan_keeps_no_comparison(plan, owner):
    compare(plan, owner)
    agreed = services.agree_plan(plan=plan, seen=plan.made_at, actor=owner)
    assert Plan.objects.get(pk=agreed.pk).variants == {}


def test_who_may_not_plan_compares_nothing(plan, worker, stranger_owner, solved):
    for actor in (worker, stranger_owner):
        with pytest.raises((ForbiddenError, NotFoundError)):
            compare(plan, actor)
    assert solved == []


def test_the_page_asks_the_database_a_little_more_the_first_time(
    client, plan, owner, solved
):
    client.force_login(owner)
    url = reverse("improvement:variants", args=[plan.code])
    asked = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        asked.append(len(queries))
    assert solved == [PlanAim.CHEAPEST, PlanAim.FASTEST]
    assert asked == [QUERIES_NEW, QUERIES_KNOWN]
