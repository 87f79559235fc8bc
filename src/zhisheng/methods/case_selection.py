"""The way of a good case 优良案例 from the enterprise to the public: one table.

County, city and province look at a case one after the other; where a level has no office,
the next one above does.
Source: none, the way is this platform's own; no official text prescribes it.
"""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How far a case has come."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    SELECTED = "selected"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Act(StrEnum):
    """What moves a case from one state to another."""

    SUBMIT = "submit"
    RECOMMEND = "recommend"
    SELECT = "select"
    RETURN = "return"
    PUBLISH = "publish"
    TAKE_DOWN = "take_down"
    WITHDRAW = "withdraw"


class Hand(StrEnum):
    """Whose hand an act needs: the enterprise's, or the office's where the case lies."""

    ENTERPRISE = "enterprise"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Transition:
    """One line of the table; ``is_top`` is None where the level does not matter."""

    act: Act
    source: State
    target: State
    hand: Hand
    needs_reason: bool = False
    is_top: bool | None = None


TABLE: tuple[Transition, ...] = (
    Transition(Act.SUBMIT, State.DRAFT, State.REVIEWED, Hand.ENTERPRISE),
    Transition(
        Act.RECOMMEND, State.REVIEWED, State.REVIEWED, Hand.OFFICE, is_top=False
    ),
    Transition(Act.SELECT, State.REVIEWED, State.SELECTED, Hand.OFFICE, is_top=True),
    Transition(Act.RETURN, State.REVIEWED, State.DRAFT, Hand.OFFICE, needs_reason=True),
    Transition(Act.PUBLISH, State.SELECTED, State.PUBLISHED, Hand.OFFICE),
    Transition(
        Act.TAKE_DOWN,
        State.PUBLISHED,
        State.SELECTED,
        Hand.OFFICE,
        needs_reason=True,
    ),
    *(
        Transition(Act.WITHDRAW, state, State.WITHDRAWN, Hand.ENTERPRISE)
        for state in (State.DRAFT, State.REVIEWED, State.SELECTED, State.PUBLISHED)
    ),
)


def list_transitions(state: State, hand: Hand, *, is_top: bool) -> list[Transition]:
    """Return what a hand may do with a case.

    Parameters
    ----------
    state : State
    hand : Hand
    is_top : bool
        Whether the office the case lies at is the one that selects, a province's.

    Returns
    -------
    list[Transition]
        In the order of the table.
    """
    return [
        one
        for one in TABLE
        if one.source is state
        and one.hand is hand
        and (one.is_top is None or one.is_top == is_top)
    ]


def find_transition(
    state: State, act: Act, hand: Hand, *, is_top: bool
) -> Transition | None:
    """Return the line of the table for an act, or None if it is not to be had.

    Parameters
    ----------
    state : State
    act : Act
    hand : Hand
    is_top : bool
        Whether the office the case lies at is the one that selects, a province's.
    """
    lines = list_transitions(state, hand, is_top=is_top)
    return next((one for one in lines if one.act is act), None)
