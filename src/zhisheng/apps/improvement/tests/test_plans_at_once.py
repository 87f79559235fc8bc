"""Two people agree on a plan, or tick and replace it, in one moment."""

import pytest
from django.db import connection

from zhisheng.apps.accounts.tests.factories import make_person
from zhisheng.apps.improvement import services
from zhisheng.apps.improvement.errors import PlanLockedError, PlanNotAgreedError
from zhisheng.apps.improvement.models import Plan, PlanTask
from zhisheng.apps.improvement.tests.plans import TERMS
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.tests.at_once import run_at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgresql,
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="needs a PostgreSQL server"
    ),
]


@pytest.fixture
def owners(owner, owner_organisation):
    return owner, make_person("二厂长赵敏", owner_organisation, "owner")


def count_entries(action):
    return AuditEntry.objects.filter(action=f"improvement.{action}").count()


def test_of_two_who_agree_at_once_one_does(plan, owners):
    def agree(actor):
        try:
            return services.agree_plan(plan=plan, seen=plan.made_at, actor=actor).status
        except PlanLockedError:
            return None

    assert sorted(map(str, run_at_once(agree, owners))) == ["None", "agreed"]
    assert count_entries("plan_agreed") == 1
    assert PlanTask.objects.count() == len(plan.outcome["chosen"])


def test_two_who_plan_at_once_leave_one_draft(evaluation, owners):
    def make(actor):
        plan = services.make_plan(evaluation=evaluation, terms=TERMS, actor=actor)
        return plan.number

    assert run_at_once(make, owners) == [1, 1]
    assert Plan.objects.count() == 1
    assert count_entries("plan_made") == 2


def test_a_tick_beside_a_new_version_is_kept_or_refused(agreed, owners):
    draft = services.make_plan(
        evaluation=agreed.evaluation, terms=TERMS, actor=owners[0]
    )
    task = agreed.tasks.get(number=1)

    def act(number):
        try:
            if number:
                services.tick_task(task=task, is_done=True, actor=owners[1])
            else:
                services.agree_plan(plan=draft, seen=draft.made_at, actor=owners[0])
        except PlanNotAgreedError:
            return "refused"
        return "done"

    agreeing, ticking = run_at_once(act, (0, 1))

    task.refresh_from_db()
    assert agreeing == "done"
    assert (ticking == "done") == (task.done_at is not None)
    assert Plan.objects.filter(status="agreed").get() == draft


def test_a_comparison_beside_agreeing_leaves_the_agreed_plan_as_it_is(plan, owners):
    def act(number):
        if number:
            services.compare_aims(plan=plan, terms=TERMS, actor=owners[1])
        else:
            services.agree_plan(plan=plan, seen=plan.made_at, actor=owners[0])

    run_at_once(act, (0, 1))

    agreed = Plan.objects.get()
    assert (agreed.status, agreed.variants, agreed.outcome) == (
        "agreed", {}, plan.outcome,
    )  # fmt: skip
