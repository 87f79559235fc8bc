"""The table of an order's way: what follows what, by whose hand."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhisheng.methods.help_orders import (
    ENDS,
    TABLE,
    Act,
    Facts,
    Hand,
    Need,
    Refusal,
    Request,
    State,
    Step,
    find_transition,
    judge,
    list_acts,
    list_requests,
)
from zhisheng.reference.help import (
    find_terms,
    load_fields,
    load_languages,
)

EVERYTHING = frozenset(Need)


def take(act, state, hand, **others):
    return judge(act, Facts(state, {hand}, EVERYTHING, **others))


@pytest.mark.parametrize(
    ("act", "source", "hand", "has_next", "target"),
    [
        ("choose", "choosing", "enterprise", False, "sent"),
        ("ask_office", "choosing", "enterprise", False, "with_office"),
        ("choose", "with_office", "enterprise", False, "sent"),
        ("dispatch", "with_office", "office", False, "sent"),
        ("accept", "sent", "helper", False, "accepted"),
        ("decline", "sent", "helper", True, "sent"),
        ("decline", "sent", "helper", False, "choosing"),
        ("give_back", "accepted", "helper", False, "choosing"),
        ("finish", "accepted", "helper", False, "done"),
        ("review", "done", "enterprise", False, "closed"),
        ("cancel", "accepted", "enterprise", False, "cancelled"),
    ],
)
def test_the_way_of_an_order(act, source, hand, has_next, target):
    verdict = take(Act(act), State(source), Hand(hand), has_next=has_next)
    assert (verdict.refusal, verdict.transition.target) == (None, target)


@pytest.mark.parametrize(
    ("act", "source"), [("decline", "sent"), ("give_back", "accepted")]
)
def test_what_the_office_sent_comes_back_to_it(act, source):
    verdict = take(Act(act), State(source), Hand.HELPER, is_dispatched=True)
    assert verdict.transition.target is State.WITH_OFFICE
    assert "choose" in list_acts(State.WITH_OFFICE, {Hand.ENTERPRISE})


def test_the_clock_passes_an_order_on_once_the_time_is_over():
    early = take(Act.MOVE_ON, State.SENT, Hand.CLOCK)
    onward = take(Act.MOVE_ON, State.SENT, Hand.CLOCK, is_overdue=True, has_next=True)
    office = take(Act.MOVE_ON, State.SENT, Hand.CLOCK, is_overdue=True)

    assert early.refusal is Refusal.TOO_EARLY
    assert onward.transition.target is State.SENT
    assert office.transition.target is State.WITH_OFFICE


@pytest.mark.parametrize("act", [Act.CANCEL, Act.GIVE_BACK])
def test_help_that_was_given_is_not_called_off(act):
    hand = Hand.ENTERPRISE if act is Act.CANCEL else Hand.HELPER
    refused = take(act, State.ACCEPTED, hand, has_visit=True)
    assert refused.refusal is Refusal.HELP_GIVEN


def test_what_is_missing_is_named():
    refused = judge(Act.FINISH, Facts(State.ACCEPTED, {Hand.HELPER}))
    assert refused.missing == {Need.CONFIRMED_VISIT}


def test_nobody_but_the_enterprise_or_its_office_names_the_helper():
    naming = {line.hand for line in TABLE if Need.HELPER in line.needs}
    assert naming == {Hand.ENTERPRISE, Hand.OFFICE}
    # And the office only what the enterprise, or the silence of its choices, gave it.
    assert {x.source for x in TABLE if x.hand is Hand.OFFICE} == {State.WITH_OFFICE}


def test_acts_are_listed_by_hand():
    assert list_acts(State.CHOOSING, {Hand.ENTERPRISE}) == ("choose", "ask_office", "cancel")  # fmt: skip
    assert list_acts(State.SENT, {Hand.HELPER}) == ("accept", "decline")
    assert list_acts(State.CLOSED, set(Hand)) == ()


def test_every_state_but_the_ends_leads_on_and_every_state_is_reached():
    assert {line.source for line in TABLE} == set(State) - ENDS
    assert {line.target for line in TABLE} == set(State)


@given(
    st.sampled_from(Act),
    st.builds(
        Facts,
        state=st.sampled_from(State),
        hands=st.frozensets(st.sampled_from(Hand)),
        given=st.frozensets(st.sampled_from(Need)),
        has_next=st.booleans(),
        is_dispatched=st.booleans(),
        is_overdue=st.booleans(),
        has_visit=st.booleans(),
    ),
)
def test_an_act_is_taken_or_refused_never_both(act, facts):
    verdict = judge(act, facts)
    line = find_transition(
        facts.state, act, has_next=facts.has_next, is_dispatched=facts.is_dispatched
    )

    assert verdict.transition == line
    if verdict.refusal is None:
        assert line.hand in facts.hands
        assert line.needs <= facts.given
    assert bool(verdict.missing) is (verdict.refusal is Refusal.MISSING)


def test_terms_and_lists_ship_as_examples():
    terms = find_terms(date(2026, 3, 1))
    assert (terms.answer_working_days, terms.most_asked, terms.taken_up_days) == (2, 3, 7)  # fmt: skip
    assert terms.travel_hours.as_steps() == (0.5, 1, 2, 4)
    named = [*load_fields().values(), *load_languages().values(), terms]
    assert {one.status for one in named} == {"示例"}


def note(act, state, helper, day):
    return Step(act, state, helper, datetime(2026, 3, day, tzinfo=UTC))


def test_each_time_somebody_was_asked_is_told_with_what_came_of_it():
    steps = [
        note("choose", "sent", "A", 1),
        note("decline", "sent", "A", 3),
        note("move_on", "with_office", "B", 9),
        note("dispatch", "sent", "C", 10),
        note("accept", "accepted", "C", 11),
        note("give_back", "choosing", "C", 12),
        note("choose", "sent", "D", 13),
        note("cancel", "cancelled", "D", 14),
    ]
    days = [1, 3, 9, 10, 11, 13]
    first, third, ninth, tenth, eleventh, last = (
        datetime(2026, 3, one, tzinfo=UTC) for one in days
    )
    answered = (
        Request("A", first, third),
        Request("B", third, ninth),
        Request("C", tenth, eleventh, is_accepted=True),
    )
    assert list_requests(steps, "") == answered
    assert list_requests(steps[:-1], "D") == (*answered, Request("D", last))
    assert list_requests([], "A") == ()
