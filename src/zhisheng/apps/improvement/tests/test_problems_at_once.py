"""Two people take the same step on a problem in one moment: one does, the other is told."""

import pytest
from django.db import connection
from django.utils import timezone

from zhisheng.apps.accounts.models import Message
from zhisheng.apps.accounts.tests.factories import make_person
from zhisheng.apps.improvement import errors, services
from zhisheng.apps.improvement.models import Problem, ProblemStep
from zhisheng.apps.improvement.tests.walking import report, step, tell, walk
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.tests.at_once import run_at_once
from zhisheng.methods.corrective_action import Act

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


@pytest.fixture
def verified(enterprise, owner, worker, owners):
    problem = report(enterprise, owner)
    walk(problem, "done", worker)
    Problem.objects.update(verify_from=timezone.localdate())
    return step(problem, "verify", owner)


def act_at_once(problem, acts, people):
    problem.refresh_from_db()
    version = problem.version

    def act(number):
        try:
            services.take_step(
                problem=problem,
                act=Act(acts[number]),
                told=tell(acts[number], people[number]),
                version=version,
                actor=people[number],
            )
        except errors.ProblemChangedError:
            return "late"
        return acts[number]

    return run_at_once(act, (0, 1))


@pytest.mark.parametrize("acts", [("close", "close"), ("close", "return")])
def test_of_two_who_close_or_send_back_one_does(verified, owners, acts):
    moved = AuditEntry.objects.filter(action="improvement.problem_moved").count()
    told = Message.objects.count()

    outcome = act_at_once(verified, acts, owners)

    won = next(one for one in outcome if one != "late")
    assert sorted(outcome) == sorted([won, "late"])
    verified.refresh_from_db()
    assert verified.state == {"close": "closed", "return": "done"}[won]
    assert (verified.closed_at is None) == (won == "return")
    last = ProblemStep.objects.filter(problem=verified, act__in=["close", "return"])
    assert [one.act for one in last] == [won]
    entries = AuditEntry.objects.filter(action="improvement.problem_moved")
    assert entries.count() == moved + 1
    assert Message.objects.count() - told <= len(owners)


def test_a_problem_that_is_sent_twice_at_once_is_one(enterprise, owner):
    def send(_number):
        return report(enterprise, owner).code

    assert len(set(run_at_once(send, (0, 1)))) == 1
    assert (Problem.objects.count(), ProblemStep.objects.count()) == (1, 1)
