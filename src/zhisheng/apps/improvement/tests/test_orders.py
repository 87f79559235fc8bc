"""An order from the first tap to the review: who may what, the clock, the ledger."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from zhisheng.apps.accounts.models import Message
from zhisheng.apps.improvement import errors, selectors, services
from zhisheng.apps.improvement.models import HelpOrder
from zhisheng.apps.improvement.tests import ordering
from zhisheng.apps.improvement.tests.ordering import (
    REVIEWED,
    SAID,
    days,
    enter,
    move,
    send,
    visit,
    walk_to_done,
    write_all,
)
from zhisheng.apps.programme.models import Engagement, Enrolment
from zhisheng.apps.registry.tests.factories import make_enterprise
from zhisheng.kit.errors import FieldsRefusedError, ForbiddenError, NotFoundError
from zhisheng.methods.help_orders import Act
from zhisheng.methods.referral import Bar
from zhisheng.reference.help import find_terms

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(county_unit, officer_county):
    return enter(county_unit, officer_county, name="专家二号")


def told(user):
    rows = Message.objects.filter(recipient=user).order_by("pk")
    return [row.title.split("”")[-1][:8] for row in rows]


def test_the_whole_way(enterprise, order, owner, helper, expert):
    send(order, owner, helper)
    move(order, "accept", expert, text="周三上午来")
    written = visit(order, expert)
    services.confirm_by_account(visit=written, said=SAID, actor=owner)
    move(order, "finish", expert)
    services.move_order(
        order=order, act=Act.REVIEW, answer=REVIEWED,
        version=HelpOrder.objects.get(pk=order.pk).version, actor=owner,
    )  # fmt: skip

    order.refresh_from_db()
    assert order.state == "closed"
    assert [step.act for step in order.steps.all()] == [
        "order", "choose", "accept", "visit", "confirm", "finish", "review",
    ]  # fmt: skip
    assert (order.review.is_useful, order.review.words) == (5, "讲得明白")
    (engagement,) = Engagement.given.all()
    assert (engagement.helper.name, engagement.help_kind) == ("示例质量协会", "diagnosis")  # fmt: skip
    assert engagement.is_proven
    assert engagement.started_on == engagement.ended_on == timezone.localdate()
    assert Enrolment.objects.get().enterprise == enterprise


def test_an_order_needs_words_of_our_lists_and_a_day_ahead(enterprise, owner):
    before = write_all()
    for wish, field in (
        ({"field": "cooking"}, "field"),
        ({"help_kind": "inspection"}, "help_kind"),
        ({"language": "klingon"}, "language"),
        ({"wanted_on": timezone.localdate() - days(1)}, "wanted_on"),
        ({"words": "长" * 501}, "words"),
    ):
        asked = {"field": "process", "help_kind": "diagnosis", "wanted_on": timezone.localdate()}  # fmt: skip
        with pytest.raises(FieldsRefusedError) as raised:
            services.order_help(
                enterprise=enterprise, wish=services.Wish(**asked | wish), actor=owner
            )
        assert list(raised.value.refusals) == [field]
    assert write_all() == before


def test_nobody_orders_for_another_firm(enterprise, stranger_owner, worker):
    wish = services.Wish("process", "diagnosis", timezone.localdate())
    for actor, refusal in ((stranger_owner, NotFoundError), (worker, ForbiddenError)):
        with pytest.raises(refusal):
            services.order_help(enterprise=enterprise, wish=wish, actor=actor)
    assert HelpOrder.objects.count() == 0


def test_a_gap_of_another_firm_is_not_taken(enterprise, owner, evaluation, stranger_organisation, stranger_owner):  # fmt: skip
    other = make_enterprise(organisation=stranger_organisation)
    wish = services.Wish(
        "process", "diagnosis", timezone.localdate(), evaluation=evaluation
    )
    with pytest.raises(NotFoundError):
        services.order_help(enterprise=other, wish=wish, actor=stranger_owner)
    assert (
        services.order_help(enterprise=enterprise, wish=wish, actor=owner).evaluation
        == evaluation
    )


def test_only_who_was_asked_answers(order, owner, helper, second, expert, body_user, officer_county):  # fmt: skip
    send(order, owner, helper)
    before = write_all()
    for actor, refusal in (
        (body_user, NotFoundError),
        (owner, ForbiddenError),
        (officer_county, ForbiddenError),
    ):
        with pytest.raises(refusal):
            move(order, "accept", actor)
    assert write_all() == before
    assert move(order, "accept", expert).state == "accepted"


def test_a_decline_needs_a_reason_and_goes_to_whom_was_named_next(
    order, owner, helper, second, expert
):
    send(order, owner, helper, second)
    with pytest.raises(FieldsRefusedError):
        move(order, "decline", expert)

    moved = move(order, "decline", expert, text="那周在外地")

    assert (moved.state, moved.helper, moved.queue) == ("sent", second, [])
    assert moved.steps.last().helper == helper
    assert [one.title for one in Message.objects.filter(recipient=owner)] == [
        "“{helper}”这次来不了，已按您选的顺序问下一位。"
    ]


def test_a_decline_of_the_last_one_lets_the_enterprise_choose_again(order, owner, helper, expert):  # fmt: skip
    send(order, owner, helper)
    moved = move(order, "decline", expert, text="那周在外地")
    assert (moved.state, moved.helper, moved.answer_by) == ("choosing", None, None)
    # Who said no is not proposed again.
    found = selectors.rank_candidates(moved, on=timezone.localdate())
    assert found.helpers == {}


@time_machine.travel("2026-03-06T10:00:00+08:00", tick=False)
def test_the_clock_counts_working_days(order, owner, helper):
    sent = send(order, owner, helper)
    # A Friday; Monday and Tuesday are the two working days.
    assert find_terms(date(2026, 3, 6)).answer_working_days == 2
    assert sent.answer_by == date(2026, 3, 10)


@time_machine.travel("2026-03-06T10:00:00+08:00", tick=False)
def test_silence_is_reminded_of_then_passed_on_and_at_last_to_the_office(
    order, owner, helper, second, expert, officer_county
):
    send(order, owner, helper, second)

    assert services.watch_orders(today=date(2026, 3, 9)) == 0
    assert services.watch_orders(today=date(2026, 3, 10)) == 1
    assert services.watch_orders(today=date(2026, 3, 10)) == 0
    assert len(Message.objects.filter(recipient=expert)) == 2

    with time_machine.travel("2026-03-11T10:00:00+08:00", tick=False):
        assert services.watch_orders(today=date(2026, 3, 11)) == 1
        assert services.watch_orders(today=date(2026, 3, 11)) == 0
    order.refresh_from_db()
    assert (order.state, order.helper, order.answer_by) == ("sent", second, date(2026, 3, 13))  # fmt: skip

    with time_machine.travel("2026-03-16T10:00:00+08:00", tick=False):
        services.watch_orders(today=date(2026, 3, 16))
    order.refresh_from_db()
    assert (order.state, order.helper) == ("with_office", None)
    assert len(Message.objects.filter(recipient=officer_county)) == 1
    assert [step.act for step in order.steps.all()][-2:] == ["move_on", "move_on"]


def test_who_is_away_full_or_unqualified_is_left_out_with_the_reason(
    order, owner, helper, expert, county_unit, officer_county
):
    today = timezone.localdate()
    full = enter(county_unit, officer_county, name="满", capacity=0)
    expired = enter(
        county_unit, officer_county, name="过期",
        qualifications=(("内审员", today - days(1)),),
    )  # fmt: skip
    services.add_absence(
        helper=helper, starts_on=today, ends_on=today, today=today, actor=expert
    )
    found = selectors.rank_candidates(order, on=today).ranking

    assert found.ranked == ()
    assert {one.code: one.bar for one in found.left_out} == {
        helper.code: Bar.ABSENT, full.code: Bar.FULL, expired.code: Bar.UNQUALIFIED,
    }  # fmt: skip
    before = write_all()
    for barred in (full, expired, helper):
        with pytest.raises(errors.HelperBarredError):
            send(order, owner, barred)
    assert write_all() == before


def test_the_office_dispatches_what_it_was_asked_for_and_says_why_not_the_first(
    order, owner, helper, second, officer_county, officer_elsewhere
):
    with pytest.raises(errors.OrderStepNotNowError):
        move(order, "dispatch", officer_county, helpers=[helper.code])
    move(order, "ask_office", owner)
    ranked = selectors.rank_candidates(order, on=timezone.localdate()).ranking.ranked
    last = ranked[-1].code
    before = write_all()
    with pytest.raises(NotFoundError):
        move(order, "dispatch", officer_elsewhere, helpers=[last])
    with pytest.raises(FieldsRefusedError):
        move(order, "dispatch", officer_county, helpers=[last])
    assert write_all() == before

    sent = move(order, "dispatch", officer_county, helpers=[last], text="他懂焊接")
    assert (sent.state, sent.helper.code) == ("sent", last)


@time_machine.travel("2026-03-06T10:00:00+08:00", tick=False)
def test_an_office_that_lets_it_lie_is_reminded_and_the_one_above_learns_of_it(
    order, owner, county_unit, officer_county, officer_city, officer_province
):
    move(order, "ask_office", owner)
    assert services.watch_orders(today=date(2026, 3, 10)) == 0
    assert services.watch_orders(today=date(2026, 3, 11)) == 1
    assert services.watch_orders(today=date(2026, 3, 11)) == 0
    assert told(officer_county)[-1] == "的帮扶单子到期还"
    assert told(officer_city) == ["的帮扶单子，下级"]
    assert told(officer_province) == []


def test_what_else_happens_to_it_gives_the_office_no_more_time(
    order, owner, county_unit, officer_county, officer_city
):
    with time_machine.travel("2026-03-06T10:00:00+08:00", tick=False):
        move(order, "ask_office", owner)
    with time_machine.travel("2026-03-10T10:00:00+08:00", tick=False):
        order.refresh_from_db()
        order.save()
    assert services.watch_orders(today=date(2026, 3, 11)) == 1


@time_machine.travel("2026-03-06T10:00:00+08:00", tick=False)
def test_above_is_above_the_office_that_dispatched(
    order, owner, helper, expert, officer_county, officer_city, officer_province
):
    move(order, "ask_office", owner)
    move(order, "dispatch", officer_city, helpers=[helper.code], text="他懂焊接")
    move(order, "decline", expert, text="那周在外地")
    before = told(officer_county)
    assert services.watch_orders(today=date(2026, 3, 11)) == 1
    assert told(officer_city)[-1] == "的帮扶单子到期还"
    assert told(officer_county) == before
    assert told(officer_province) == ["的帮扶单子，下级"]


@pytest.mark.parametrize("act", ["decline", "give_back"])
def test_what_an_office_sent_comes_back_to_it_and_the_enterprise_may_choose(
    order, owner, helper, second, expert, county_unit, officer_county, officer_city, act
):
    move(order, "ask_office", owner)
    move(order, "dispatch", officer_city, helpers=[helper.code], text="他懂焊接")
    if act == "give_back":
        move(order, "accept", expert)
    back = move(order, act, expert, text="那周在外地")
    assert (back.state, back.helper) == ("with_office", None)
    assert told(officer_city)[-1] == "的帮扶单子没有派"
    assert "的帮扶单子没有派" not in told(officer_county)
    assert told(owner)[-1] == "这次来不了，单子"
    assert send(order, owner, second).state == "sent"

    # Whom it chose itself leads back to its own choice, as ever.
    assert selectors.is_dispatched(order) is False


def test_a_wish_sent_twice_is_one_order_until_somebody_is_chosen(
    enterprise, owner, helper
):
    first = ordering.order(enterprise, owner, words="同一件事")
    before = write_all()
    assert ordering.order(enterprise, owner, words=" 同一件事 ") == first
    assert write_all() == before
    assert ordering.order(enterprise, owner, words="别的事") != first
    send(first, owner, helper)
    assert ordering.order(enterprise, owner, words="同一件事") != first


def test_an_office_without_officers_is_passed_over_upward(
    order, owner, county_unit, officer_city, officer_province
):
    move(order, "ask_office", owner)
    assert [len(told(one)) for one in (officer_city, officer_province)] == [1, 0]


def test_nobody_is_looked_for_where_nobody_follows(
    enterprise, order, owner, helper, second, expert, county_unit, officer_county
):
    third = enter(county_unit, officer_county, name="专家三号")
    other = ordering.order(enterprise, owner)
    counts = []
    for one, named in ((order, [helper]), (other, [helper, second, third])):
        send(one, owner, *named)
        with CaptureQueriesContext(connection) as caught:
            move(one, "accept", expert)
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_at_most_three_are_named(order, owner, county_unit, officer_county):
    helpers = [enter(county_unit, officer_county, name=f"专家{n}") for n in range(4)]
    with pytest.raises(FieldsRefusedError):
        send(order, owner, *helpers)
    assert send(order, owner, *helpers[:3]).queue == [one.code for one in helpers[1:3]]


def test_a_stale_page_changes_nothing(order, owner, helper):
    before = write_all()
    with pytest.raises(errors.OrderChangedError):
        services.move_order(
            order=order, act=Act.ASK_OFFICE, answer=services.Answer(),
            version=order.version + 1, actor=owner,
        )  # fmt: skip
    assert write_all() == before


def test_after_a_visit_nothing_is_called_off(order, owner, helper, expert):
    send(order, owner, helper)
    move(order, "accept", expert)
    visit(order, expert)
    for act, actor in (("cancel", owner), ("give_back", expert)):
        with pytest.raises(errors.HelpGivenError):
            move(order, act, actor, text="算了")
    with pytest.raises(errors.VisitNotConfirmedError):
        move(order, "finish", expert)


def test_a_diagnosis_does_not_cover_up_a_consultancy_of_the_year(
    enterprise, order, owner, helper, expert
):
    Engagement.objects.create(
        enterprise=enterprise, helper=helper.organisation, help_kind="consultancy",
        year=timezone.localdate().year,
    )  # fmt: skip
    walk_to_done(order, owner, helper, expert)
    assert Engagement.objects.get().help_kind == "consultancy"


def test_a_helper_without_an_organisation_helps_for_its_office(
    order, owner, county_unit, officer_county, expert
):
    helper = enter(county_unit, officer_county, username=expert.username)
    helper.organisation = None
    helper.save()
    walk_to_done(order, owner, helper, expert)
    assert Engagement.objects.get().helper.name == county_unit.name


def test_an_organisation_of_two_offices_stands_among_the_candidates_once(
    enterprise, owner, county_unit, officer_county, city_unit, officer_city,
    body_organisation,
):  # fmt: skip
    terms = {"kind": "body", "name": "示例甲", "organisation": body_organisation}
    near = enter(county_unit, officer_county, **terms)
    enter(city_unit, officer_city, **terms, regions=("131100",), capacity=0)
    enter(city_unit, officer_city, name="专家二号")
    enter(city_unit, officer_city, name="专家二号")
    order = ordering.order(enterprise, owner)

    ranking = selectors.rank_candidates(order, on=timezone.localdate()).ranking

    assert [one.code for one in ranking.ranked].count(near.code) == 1
    assert (len(ranking.ranked), ranking.left_out) == (3, ())
