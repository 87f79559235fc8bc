"""The way of a quality problem from its report to its end: one table of transitions.

Source: GB/T 19001-2016 (ISO 9001:2015) 10.2: react and correct, find the cause, act on
it, review whether that helped. The states between and the second pair of eyes are ours.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class State(StrEnum):
    """How far a problem has come."""

    REPORTED = "reported"
    CONTAINED = "contained"
    CAUSE_FOUND = "cause_found"
    PLANNED = "planned"
    DONE = "done"
    VERIFIED = "verified"
    CLOSED = "closed"


class Act(StrEnum):
    """What moves a problem from one state to another."""

    CONTAIN = "contain"
    FIND_CAUSE = "find_cause"
    PLAN = "plan"
    FINISH = "finish"
    VERIFY = "verify"
    CLOSE = "close"
    RETURN = "return"
    REOPEN = "reopen"


class Hand(StrEnum):
    """Whose hand an act needs."""

    ANY = "any"
    # Who did not carry out the action; where nobody else is, who did, later.
    OTHER = "other"
    # Who answers for the enterprise.
    HEAD = "head"


class Need(StrEnum):
    """What has to be told with an act."""

    TEXT = "text"
    CAUSE = "cause"
    PERSON = "person"
    DUE_ON = "due_on"


class Refusal(StrEnum):
    """Why an act is not taken."""

    NOT_NOW = "not_now"
    NOT_VERIFIED = "not_verified"
    NOT_HEAD = "not_head"
    MISSING = "missing"
    TOO_EARLY = "too_early"
    SAME_PERSON = "same_person"


@dataclass(frozen=True, slots=True)
class Transition:
    """One line of the table."""

    act: Act
    source: State
    target: State
    needs: frozenset[Need]
    hand: Hand = Hand.ANY


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known when somebody wants to act.

    Attributes
    ----------
    given : Collection[Need]
        What was told with the act.
    is_head, is_doer, has_other : bool
        Whether the person answers for the firm; carried out the action or was named for
        it; and whether the firm has anybody else with an account.
    verify_from, recheck_from : date or None
        First days for somebody else and for the person who acted; None before it is done.
    """

    state: State
    today: date
    given: Collection[Need] = ()
    is_head: bool = False
    is_doer: bool = False
    has_other: bool = True
    verify_from: date | None = None
    recheck_from: date | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an act is taken, and if not why.

    Attributes
    ----------
    transition : Transition or None
        The line of the table; None where the act is none of this state.
    missing : frozenset[Need]
        What has to be told and was not.
    not_before : date or None
        The day from which it may be done.
    is_recheck : bool
        Whether the same person looks again, for want of another.
    """

    transition: Transition | None = None
    refusal: Refusal | None = None
    missing: frozenset[Need] = frozenset()
    not_before: date | None = None
    is_recheck: bool = False


TEXT = frozenset({Need.TEXT})
TABLE: tuple[Transition, ...] = (
    Transition(Act.CONTAIN, State.REPORTED, State.CONTAINED, TEXT),
    Transition(
        Act.FIND_CAUSE, State.CONTAINED, State.CAUSE_FOUND, frozenset({Need.CAUSE})
    ),
    Transition(
        Act.PLAN,
        State.CAUSE_FOUND,
        State.PLANNED,
        frozenset({Need.TEXT, Need.PERSON, Need.DUE_ON}),
    ),
    Transition(Act.FINISH, State.PLANNED, State.DONE, TEXT),
    Transition(Act.VERIFY, State.DONE, State.VERIFIED, TEXT, Hand.OTHER),
    Transition(Act.CLOSE, State.VERIFIED, State.CLOSED, frozenset(), Hand.HEAD),
    # One step back, each with its reason.
    Transition(Act.RETURN, State.CAUSE_FOUND, State.CONTAINED, TEXT),
    Transition(Act.RETURN, State.PLANNED, State.CAUSE_FOUND, TEXT),
    Transition(Act.RETURN, State.DONE, State.PLANNED, TEXT),
    Transition(Act.RETURN, State.VERIFIED, State.DONE, TEXT),
    Transition(Act.REOPEN, State.CLOSED, State.REPORTED, TEXT),
)


def find_transition(state: State, act: Act) -> Transition | None:
    """Return the line of the table for an act in a state, if there is one."""
    return next((t for t in TABLE if t.source is state and t.act is act), None)


def find_next(state: State) -> Transition | None:
    """Return the line that leads on from a state; None at the end."""
    onward = (t for t in TABLE if t.act not in {Act.RETURN, Act.REOPEN})
    return next((t for t in onward if t.source is state), None)


def judge(act: Act, facts: Facts) -> Verdict:
    """Tell whether an act is taken now, and if not, for which one reason.

    Parameters
    ----------
    act : Act
        What somebody wants to do.
    facts : Facts
        The state, the person and what was told.
    """
    transition = find_transition(facts.state, act)
    if transition is None:
        return Verdict(refusal=_why_not_now(act, facts.state))
    if transition.hand is Hand.HEAD and not facts.is_head:
        return Verdict(transition, Refusal.NOT_HEAD)
    if transition.hand is Hand.OTHER:
        refused = _judge_time_and_person(transition, facts)
        if refused is not None:
            return refused
    missing = transition.needs - frozenset(facts.given)
    if missing:
        return Verdict(transition, Refusal.MISSING, missing)
    is_recheck = transition.hand is Hand.OTHER and facts.is_doer
    return Verdict(transition, is_recheck=is_recheck)


def _why_not_now(act: Act, state: State) -> Refusal:
    is_early = act is Act.CLOSE and state is not State.CLOSED
    return Refusal.NOT_VERIFIED if is_early else Refusal.NOT_NOW


def _judge_time_and_person(transition: Transition, facts: Facts) -> Verdict | None:
    if facts.is_doer and facts.has_other:
        return Verdict(transition, Refusal.SAME_PERSON)
    first = facts.recheck_from if facts.is_doer else facts.verify_from
    if first is None or facts.today < first:
        return Verdict(transition, Refusal.TOO_EARLY, not_before=first)
    return None
