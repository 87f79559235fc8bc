"""Two take the last place, answer beside the clock, or send a visit twice in one moment."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from zhisheng.apps.improvement import errors, services
from zhisheng.apps.improvement.models import Helper, HelpOrder, HelpVisit
from zhisheng.apps.improvement.tests import ordering
from zhisheng.apps.improvement.tests.ordering import days, move, send, visit
from zhisheng.kit.errors import NotFoundError
from zhisheng.kit.tests.at_once import run_at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgresql,
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="needs a PostgreSQL server"
    ),
]


def test_the_last_place_is_taken_once(enterprise, owner, helper):
    Helper.objects.update(capacity=1)
    orders = [ordering.order(enterprise, owner) for _ in range(2)]

    def choose(order):
        try:
            return send(order, owner, helper).state
        except errors.HelperBarredError:
            return "barred"

    assert sorted(run_at_once(choose, orders)) == ["barred", "sent"]
    assert HelpOrder.objects.filter(state="sent").count() == 1


def test_a_wish_that_is_sent_four_times_at_once_is_one_order(enterprise, owner):
    def order(_number):
        return ordering.order(enterprise, owner, words="同一件事").code

    assert len(set(run_at_once(order, range(4)))) == 1
    assert HelpOrder.objects.count() == 1


def test_the_clock_that_runs_twice_moves_an_order_once(order, owner, helper):
    send(order, owner, helper)
    later = timezone.localdate() - days(1)
    HelpOrder.objects.update(answer_by=later)

    def watch(_number):
        return services.watch_orders(today=timezone.localdate())

    assert sorted(run_at_once(watch, (0, 1))) == [0, 1]
    assert order.steps.filter(act="move_on").count() == 1


def test_an_answer_beside_the_clock_is_kept_or_comes_too_late(order, owner, helper, expert):  # fmt: skip
    send(order, owner, helper)
    HelpOrder.objects.update(answer_by=timezone.localdate() - days(1))

    def act(number):
        if number:
            return services.watch_orders(today=timezone.localdate())
        try:
            return move(order, "accept", expert).state
        except (errors.OrderChangedError, NotFoundError):
            return "late"

    answered, moved = run_at_once(act, (0, 1))

    order.refresh_from_db()
    assert (answered, moved, order.state) in {
        ("accepted", 0, "accepted"),
        ("late", 1, "with_office"),
    }


def test_a_visit_that_is_sent_twice_at_once_is_kept_once(order, owner, helper, expert):
    send(order, owner, helper)
    move(order, "accept", expert)

    def write(_number):
        return visit(order, expert, note_key="K1").number

    assert run_at_once(write, (0, 1)) == [1, 1]
    assert HelpVisit.objects.count() == 1


def test_two_lists_that_name_helpers_crosswise_lock_them_in_one_order(
    enterprise, owner, county_unit, officer_county
):
    helpers = [
        ordering.enter(county_unit, officer_county, name=f"专家{number}")
        for number in range(4)
    ]
    first, second = (ordering.order(enterprise, owner) for _ in range(2))
    send(first, owner, helpers[0], helpers[2], helpers[3])
    send(second, owner, helpers[1], helpers[3], helpers[2])
    HelpOrder.objects.update(answer_by=timezone.localdate() - days(1))
    for order in (first, second):
        with CaptureQueriesContext(connection) as caught:
            services.orders._move_overdue(order.pk, timezone.localdate())
        (lock, *_again) = [
            one["sql"]
            for one in caught
            if "improvement_helper" in one["sql"] and "FOR UPDATE" in one["sql"]
            and "helporder" not in one["sql"]
        ]  # fmt: skip
        assert 'ORDER BY "improvement_helper"."id" ASC' in lock
        assert all(one.code in lock for one in helpers[2:])
