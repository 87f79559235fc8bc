"""The way of an order of help 点单—派单—接单—评单: one table of transitions.

The enterprise chooses whom it asks, or asks the office to dispatch; nobody is assigned
by the platform. Who is asked and says no, or nothing in time, is followed by whom the
enterprise named next. Where it named nobody else, a no leads back to its choice, and
silence to the office, so that nobody waits for ever. Whom the office had sent it to it
returns to the office, and the enterprise may choose all the same.

Source: the four steps are those of 你点我帮 (Anhui, 2025); the states between, the time to answer and what follows a silence are this platform's own, no standard. The
days to answer are a dated parameter of `reference/help`.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """How far an order has come."""

    CHOOSING = "choosing"
    WITH_OFFICE = "with_office"
    SENT = "sent"
    ACCEPTED = "accepted"
    DONE = "done"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Act(StrEnum):
    """What moves an order from one state to another."""

    CHOOSE = "choose"
    ASK_OFFICE = "ask_office"
    DISPATCH = "dispatch"
    ACCEPT = "accept"
    DECLINE = "decline"
    # The clock: nobody answered.
    MOVE_ON = "move_on"
    # Who had accepted cannot come after all.
    GIVE_BACK = "give_back"
    FINISH = "finish"
    REVIEW = "review"
    CANCEL = "cancel"


class Hand(StrEnum):
    """Whose hand an act needs."""

    ENTERPRISE = "enterprise"
    HELPER = "helper"
    OFFICE = "office"
    CLOCK = "clock"


class Need(StrEnum):
    """What has to be there with an act."""

    TEXT = "text"
    HELPER = "helper"
    CONFIRMED_VISIT = "confirmed_visit"
    ANSWERS = "answers"


class Refusal(StrEnum):
    """Why an act is not taken."""

    NOT_NOW = "not_now"
    NOT_YOURS = "not_yours"
    MISSING = "missing"
    TOO_EARLY = "too_early"
    # A visit took place: what was given is recorded, not called off.
    HELP_GIVEN = "help_given"


@dataclass(frozen=True, slots=True)
class Transition:
    """One line of the table.

    ``if_next`` tells whether somebody else was named to ask, ``if_office`` whether it was
    the office that asked.
    """

    act: Act
    source: State
    target: State
    hand: Hand
    needs: frozenset[Need] = frozenset()
    if_next: bool | None = None
    if_office: bool | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known when somebody wants to act.

    Attributes
    ----------
    hands : Collection[Hand]
        As what the person may act.
    given : Collection[Need]
        What was told, or is there already.
    has_next : bool
        Whether the enterprise named somebody who was not asked yet.
    is_dispatched : bool
        Whether the office, not the enterprise, asked who is asked.
    is_overdue : bool
        Whether the time to answer is over.
    has_visit : bool
        Whether a visit was written down that the enterprise does not deny.
    """

    state: State
    hands: Collection[Hand] = ()
    given: Collection[Need] = ()
    has_next: bool = False
    is_dispatched: bool = False
    is_overdue: bool = False
    has_visit: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an act is taken, and if not why."""

    transition: Transition | None = None
    refusal: Refusal | None = None
    missing: frozenset[Need] = frozenset()


TEXT, HELPER = frozenset({Need.TEXT}), frozenset({Need.HELPER})
# fmt: off
TABLE: tuple[Transition, ...] = (
    Transition(Act.CHOOSE, State.CHOOSING, State.SENT, Hand.ENTERPRISE, HELPER),
    Transition(Act.ASK_OFFICE, State.CHOOSING, State.WITH_OFFICE, Hand.ENTERPRISE),
    # Who waits for the office may still choose.
    Transition(Act.CHOOSE, State.WITH_OFFICE, State.SENT, Hand.ENTERPRISE, HELPER),
    Transition(Act.DISPATCH, State.WITH_OFFICE, State.SENT, Hand.OFFICE, HELPER),
    Transition(Act.ACCEPT, State.SENT, State.ACCEPTED, Hand.HELPER),
    Transition(Act.DECLINE, State.SENT, State.SENT, Hand.HELPER, TEXT, if_next=True),
    Transition(
        Act.DECLINE, State.SENT, State.CHOOSING, Hand.HELPER, TEXT,
        if_next=False, if_office=False,
    ),
    Transition(
        Act.DECLINE, State.SENT, State.WITH_OFFICE, Hand.HELPER, TEXT,
        if_next=False, if_office=True,
    ),
    Transition(Act.MOVE_ON, State.SENT, State.SENT, Hand.CLOCK, if_next=True),
    Transition(Act.MOVE_ON, State.SENT, State.WITH_OFFICE, Hand.CLOCK, if_next=False),
    Transition(
        Act.GIVE_BACK, State.ACCEPTED, State.CHOOSING, Hand.HELPER, TEXT,
        if_office=False,
    ),
    Transition(
        Act.GIVE_BACK, State.ACCEPTED, State.WITH_OFFICE, Hand.HELPER, TEXT,
        if_office=True,
    ),
    Transition(
        Act.FINISH,
        State.ACCEPTED,
        State.DONE,
        Hand.HELPER,
        frozenset({Need.CONFIRMED_VISIT}),
    ),
    Transition(
        Act.REVIEW, State.DONE, State.CLOSED, Hand.ENTERPRISE, frozenset({Need.ANSWERS})
    ),
    Transition(Act.CANCEL, State.CHOOSING, State.CANCELLED, Hand.ENTERPRISE, TEXT),
    Transition(Act.CANCEL, State.WITH_OFFICE, State.CANCELLED, Hand.ENTERPRISE, TEXT),
    Transition(Act.CANCEL, State.SENT, State.CANCELLED, Hand.ENTERPRISE, TEXT),
    Transition(Act.CANCEL, State.ACCEPTED, State.CANCELLED, Hand.ENTERPRISE, TEXT),
)
# fmt: on
ENDS = frozenset({State.CLOSED, State.CANCELLED})
# After a visit these would hide that help was given.
UNDOING = frozenset({Act.CANCEL, Act.GIVE_BACK})


ASKING = frozenset({Act.CHOOSE, Act.DISPATCH})
ANSWERING = frozenset({Act.ACCEPT, Act.DECLINE, Act.MOVE_ON})


@dataclass(frozen=True, slots=True)
class Step:
    """A step as it was noted: ``helper`` took it or was passed over, ``state`` came of it."""

    act: str
    state: str
    helper: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody was asked; ``answered_at`` is None while nothing came of it."""

    helper: str
    sent_at: datetime
    answered_at: datetime | None = None
    is_accepted: bool = False


def list_requests(steps: Iterable[Step], asked: str) -> tuple[Request, ...]:
    """Return each time somebody was asked for one order, and what came of it.

    Parameters
    ----------
    steps : Iterable[Step]
        All steps of the order, as they were taken.
    asked : str
        Who is asked now, if anybody is.
    """
    found: list[Request] = []
    since: datetime | None = None
    for one in steps:
        if one.act in ASKING:
            since = one.at
        elif one.act in ANSWERING and since is not None:
            is_accepted = one.act == Act.ACCEPT
            found.append(Request(one.helper, since, one.at, is_accepted))
            # The next of the list is asked in the same step.
            since = one.at if one.state == State.SENT else None
        elif one.act == Act.CANCEL:
            since = None
    return (*found, Request(asked, since)) if since is not None else tuple(found)


def find_transition(
    state: State, act: Act, *, has_next: bool, is_dispatched: bool = False
) -> Transition | None:
    """Return the line of the table for an act in a state, if there is one.

    Parameters
    ----------
    state : State
    act : Act
    has_next : bool
        Whether the enterprise named somebody who was not asked yet.
    is_dispatched : bool
        Whether it was the office that asked.
    """
    lines = (line for line in TABLE if line.source is state and line.act is act)
    return next(
        (
            line
            for line in lines
            if line.if_next in (None, has_next)
            and line.if_office in (None, is_dispatched)
        ),
        None,
    )


def list_acts(state: State, hands: Collection[Hand]) -> tuple[Act, ...]:
    """Return what somebody with these hands may do in a state, in the table's order.

    Parameters
    ----------
    state : State
    hands : Collection[Hand]
        As what the person may act.
    """
    found = (line.act for line in TABLE if line.source is state and line.hand in hands)
    return tuple(dict.fromkeys(found))


def judge(act: Act, facts: Facts) -> Verdict:
    """Tell whether an act is taken now, and if not, for which one reason.

    Parameters
    ----------
    act : Act
        What somebody wants to do.
    facts : Facts
        The state, the person and what was told.
    """
    transition = find_transition(
        facts.state, act, has_next=facts.has_next, is_dispatched=facts.is_dispatched
    )
    if transition is None:
        return Verdict(refusal=Refusal.NOT_NOW)
    if transition.hand not in facts.hands:
        return Verdict(transition, Refusal.NOT_YOURS)
    if act is Act.MOVE_ON and not facts.is_overdue:
        return Verdict(transition, Refusal.TOO_EARLY)
    if act in UNDOING and facts.has_visit:
        return Verdict(transition, Refusal.HELP_GIVEN)
    missing = transition.needs - frozenset(facts.given)
    if missing:
        return Verdict(transition, Refusal.MISSING, missing)
    return Verdict(transition)
