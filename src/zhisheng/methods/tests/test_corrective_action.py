"""The table of a problem's way: what follows what, and who may not."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhisheng.methods.corrective_action import (
    TABLE,
    Act,
    Facts,
    Hand,
    Need,
    Refusal,
    State,
    find_next,
    find_transition,
    judge,
)
from zhisheng.reference.corrective_action import find_terms
from zhisheng.reference.loader import ReferenceDataError

TODAY = date(2026, 3, 1)
EVERYTHING = frozenset(Need)
FACTS = st.builds(
    Facts,
    state=st.sampled_from(State),
    today=st.just(TODAY),
    given=st.frozensets(st.sampled_from(Need)),
    is_head=st.booleans(),
    is_doer=st.booleans(),
    has_other=st.booleans(),
    verify_from=st.none() | st.dates(date(2026, 2, 20), date(2026, 3, 10)),
    recheck_from=st.none() | st.dates(date(2026, 2, 20), date(2026, 3, 10)),
)


def facts(state, **others):
    told = {"today": TODAY, "given": EVERYTHING, "is_head": True} | others
    return Facts(State(state), **told)


def test_the_straight_way_has_six_steps():
    state, way = State.REPORTED, []
    while (step := find_next(state)) is not None:
        way.append(step.act.value)
        state = step.target

    assert way == ["contain", "find_cause", "plan", "finish", "verify", "close"]
    assert state is State.CLOSED


def test_each_state_and_act_stand_once_in_the_table():
    pairs = [(one.source, one.act) for one in TABLE]

    assert len(pairs) == len(set(pairs)) == 11


def test_a_return_goes_one_step_back():
    for one in TABLE:
        if one.act is Act.RETURN:
            assert find_next(one.target).target is one.source


@pytest.mark.parametrize(
    "state", ["reported", "contained", "cause_found", "planned", "done"]
)
def test_nothing_is_closed_that_was_not_verified(state):
    verdict = judge(Act.CLOSE, facts(state))

    assert (verdict.transition, verdict.refusal) == (None, Refusal.NOT_VERIFIED)


def test_what_is_closed_can_only_be_reopened():
    assert judge(Act.CLOSE, facts("closed")).refusal is Refusal.NOT_NOW
    assert judge(Act.RETURN, facts("closed")).refusal is Refusal.NOT_NOW
    assert judge(Act.REOPEN, facts("closed")).refusal is None


def test_only_who_answers_for_the_firm_closes():
    verdict = judge(Act.CLOSE, facts("verified", is_head=False))

    assert verdict.refusal is Refusal.NOT_HEAD


def test_what_is_missing_is_named():
    verdict = judge(Act.PLAN, facts("cause_found", given={Need.TEXT}))

    assert verdict.refusal is Refusal.MISSING
    assert verdict.missing == {Need.PERSON, Need.DUE_ON}


def done(**others):
    times = {
        "verify_from": TODAY - timedelta(days=1),
        "recheck_from": TODAY + timedelta(days=15),
    }
    return facts("done", **(times | others))


def test_another_person_verifies_once_the_days_are_over():
    verdict = judge(Act.VERIFY, done())

    assert (verdict.refusal, verdict.is_recheck) == (None, False)
    late = judge(Act.VERIFY, done(verify_from=TODAY + timedelta(days=1)))
    assert late.refusal is Refusal.TOO_EARLY
    assert late.not_before == TODAY + timedelta(days=1)


def test_who_did_it_does_not_verify_it_where_somebody_else_is():
    verdict = judge(Act.VERIFY, done(is_doer=True))

    assert verdict.refusal is Refusal.SAME_PERSON


def test_who_is_alone_looks_again_later_and_that_is_marked():
    early = judge(Act.VERIFY, done(is_doer=True, has_other=False))
    late = judge(Act.VERIFY, done(is_doer=True, has_other=False, recheck_from=TODAY))

    assert (early.refusal, early.not_before) == (
        Refusal.TOO_EARLY,
        TODAY + timedelta(days=15),
    )
    assert (late.refusal, late.is_recheck) == (None, True)


@given(act=st.sampled_from(Act), known=FACTS)
def test_an_act_that_is_taken_broke_no_rule(act, known):
    verdict = judge(act, known)

    if verdict.refusal is None:
        line = find_transition(known.state, act)
        assert verdict.transition == line
        assert line.needs <= known.given
        assert known.is_head or line.hand is not Hand.HEAD
        if line.hand is Hand.OTHER:
            first = known.recheck_from if known.is_doer else known.verify_from
            assert first <= TODAY
            assert not (known.is_doer and known.has_other)


@given(act=st.sampled_from(Act), known=FACTS)
def test_whoever_asks_gets_one_answer(act, known):
    verdict = judge(act, known)

    assert (verdict.transition is None) == (
        verdict.refusal in {Refusal.NOT_NOW, Refusal.NOT_VERIFIED}
    )
    assert bool(verdict.missing) == (verdict.refusal is Refusal.MISSING)


def test_the_terms_that_ship_are_an_example():
    terms = find_terms(TODAY)

    assert (terms.verify_days, terms.recheck_days) == (14, 30)
    assert terms.status.value == "示例"
    with pytest.raises(ReferenceDataError):
        find_terms(date(2000, 1, 1))
