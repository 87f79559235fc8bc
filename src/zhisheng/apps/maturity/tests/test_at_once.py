"""Two people begin, submit, ask for a review or close one in the same moment."""

import pytest
from django.db import connection

from zhisheng.apps.accounts.tests.factories import make_person
from zhisheng.apps.maturity import services
from zhisheng.apps.maturity.models import Evaluation, Review
from zhisheng.apps.maturity.tests.conftest import TODAY
from zhisheng.apps.registry.models import Grant
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import DomainError
from zhisheng.kit.tests.at_once import run_at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgresql,
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="needs a PostgreSQL server"
    ),
]


def try_to(act):
    try:
        act()
    except DomainError as error:
        return error.code
    return "done"


def count_entries(*actions):
    names = [f"maturity.{action}" for action in actions]
    return AuditEntry.objects.filter(action__in=names).count()


def test_two_who_begin_at_once_share_one_evaluation(enterprise, owner, worker):
    def begin(actor):
        return services.open_evaluation(
            enterprise=enterprise, model="household", on=TODAY, actor=actor
        ).pk

    assert len(set(run_at_once(begin, (owner, worker)))) == 1
    assert (Evaluation.objects.count(), count_entries("opened")) == (1, 1)


def test_of_two_who_submit_at_once_one_does(evaluation, owner, owner_organisation):
    services.save_answers(
        evaluation=evaluation, answers={"incoming_check": 3}, actor=owner
    )
    second = make_person("二厂长赵敏", owner_organisation, "owner")

    came_to = run_at_once(
        try_to,
        [
            lambda one=one: services.submit_evaluation(evaluation=evaluation, actor=one)
            for one in (owner, second)
        ],
    )

    assert sorted(came_to) == ["done", "maturity.locked"]
    assert count_entries("submitted") == 1


def test_of_two_reviews_asked_at_once_one_stands(submitted, ask):
    came_to = run_at_once(try_to, [lambda: ask(submitted)] * 2)

    assert sorted(came_to) == ["done", "maturity.already_reviewed"]
    assert (Review.objects.count(), Grant.live.count()) == (1, 1)


def test_what_is_confirmed_at_once_is_not_returned_too(review, expert):
    services.save_ratings(review=review, answers={"incoming_check": 2}, actor=expert)
    services.finish_rating(review=review, actor=expert)

    came_to = run_at_once(
        try_to,
        [
            lambda act=act: act(review=review, comment="请补", actor=expert)
            for act in (services.confirm_evaluation, services.return_evaluation)
        ],
    )

    assert came_to in (
        ["done", "maturity.review_closed"], ["maturity.waits_for_enterprise", "done"],
    )  # fmt: skip
    status = "confirmed" if came_to[0] == "done" else "returned"
    assert Evaluation.objects.get().status == status
    assert count_entries("confirmed", "returned") == 1
