"""The table of good cases: every act leads on, and none is open to the wrong hand."""

import pytest

from zhisheng.methods.case_selection import (
    TABLE,
    Act,
    Hand,
    State,
    find_transition,
    list_transitions,
)


@pytest.mark.parametrize(
    ("state", "hand", "is_top", "acts"),
    [
        ("draft", "enterprise", False, ["submit", "withdraw"]),
        ("draft", "office", False, []),
        ("reviewed", "enterprise", False, ["withdraw"]),
        ("reviewed", "office", False, ["recommend", "return"]),
        ("reviewed", "office", True, ["select", "return"]),
        ("selected", "office", True, ["publish"]),
        ("selected", "enterprise", True, ["withdraw"]),
        ("published", "office", True, ["take_down"]),
        ("published", "enterprise", True, ["withdraw"]),
        ("withdrawn", "office", True, []),
        ("withdrawn", "enterprise", True, []),
    ],
)
def test_what_may_be_done(state: str, hand: str, is_top: bool, acts: list[str]) -> None:
    found = list_transitions(State(state), Hand(hand), is_top=is_top)

    assert [one.act for one in found] == acts


def test_a_county_does_not_select() -> None:
    found = find_transition(State.REVIEWED, Act.SELECT, Hand.OFFICE, is_top=False)

    assert found is None


def test_only_what_takes_something_back_needs_a_reason() -> None:
    reasoned = {one.act for one in TABLE if one.needs_reason}

    assert reasoned == {Act.RETURN, Act.TAKE_DOWN}
