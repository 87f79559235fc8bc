"""After a merge every list reads the rows of both records, and people are told of both."""

import pytest
from django.urls import reverse
from django.utils import timezone

from zhisheng.apps.improvement import selectors, services
from zhisheng.apps.improvement.tests import ordering
from zhisheng.apps.improvement.tests.cases import begin, submit
from zhisheng.apps.improvement.tests.ordering import SAID, move, send, visit
from zhisheng.apps.improvement.tests.plans import TERMS
from zhisheng.apps.improvement.tests.walking import report
from zhisheng.apps.maturity import selectors as maturity
from zhisheng.apps.registry.services import merge_enterprises, unmerge_enterprise
from zhisheng.apps.registry.tests.factories import make_enterprise

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def survivor(enterprise, evaluation):
    return make_enterprise(region_id="131125", name="安平县示例并入丝网厂")


def merge(enterprise, survivor):
    """Take the record and its owner over, as whoever keeps the register does."""
    return merge_enterprises(duplicate=enterprise, survivor=survivor, actor=None)


def list_all(owner, officer):
    """Return what each list shows of the rows of one enterprise."""
    return {
        "evaluations": list(maturity.list_own_evaluations_for(owner)),
        "latest": list(maturity.map_latest_for(owner).values()),
        "plans": list(selectors.list_own_plans_for(owner)),
        "plannable": list(selectors.list_plannable_for(owner)),
        "problems": list(selectors.list_own_problems_for(owner)),
        "orders": list(selectors.list_own_orders_for(owner)),
        "cases": list(selectors.list_own_cases_for(owner)),
        "watched plans": list(selectors.list_watched_plans_for(officer)),
        "watched problems": selectors.count_watched_problems_for(officer),
        "watched orders": list(selectors.list_watched_orders_for(officer)),
        "reported cases": list(selectors.list_reported_cases_for(officer)),
        "visits": set(selectors.find_doubtful_visits_for(officer, TODAY).visits),
    }


def test_every_list_shows_what_a_merged_record_had(
    client, enterprise, survivor, agreed, owner, helper, expert, officer_county
):
    report(enterprise, owner)
    submit(begin(enterprise, owner), owner)
    asked = ordering.order(enterprise, owner)
    send(asked, owner, helper)
    move(asked, "accept", expert)
    visit(asked, expert)
    before = list_all(owner, officer_county)
    assert all(before.values())

    merge(enterprise, survivor)

    assert list_all(owner, officer_county) == before
    client.force_login(owner)
    for name in ("orders", "problems", "plans", "cases"):
        page = client.get(reverse(f"improvement:{name}"))
        assert page.status_code == 200
        assert survivor.name in page.content.decode()
    assert (
        client.get(reverse("improvement:order", args=[asked.code])).status_code == 200
    )
    enterprise.refresh_from_db()
    unmerge_enterprise(duplicate=enterprise, actor=None)
    assert list_all(owner, officer_county) == before


def test_the_rows_of_a_merged_record_go_on(
    enterprise, survivor, plan, owner, helper, expert
):
    asked = ordering.order(enterprise, owner)
    send(asked, owner, helper)
    move(asked, "accept", expert)
    survivor = merge(enterprise, survivor)
    asked.refresh_from_db()
    plan.refresh_from_db()

    written = visit(asked, expert)
    assert list(selectors.list_heads(asked)) == [owner]
    services.confirm_by_account(visit=written, said=SAID, actor=owner)
    assert move(asked, "finish", expert).state == "done"
    done = services.agree_plan(plan=plan, seen=plan.made_at, actor=owner)
    assert (done.status, selectors.find_agreed(survivor)) == ("agreed", done)
    later = services.make_plan(evaluation=plan.evaluation, terms=TERMS, actor=owner)
    assert (later.enterprise, later.number) == (survivor, plan.number + 1)


def test_a_stranger_reads_nothing_of_a_merge(
    enterprise, survivor, plan, order, owner, stranger_owner, officer_elsewhere
):
    report(merge(enterprise, survivor), owner)
    found = list_all(stranger_owner, officer_elsewhere)
    assert {name for name, rows in found.items() if rows} == set()
