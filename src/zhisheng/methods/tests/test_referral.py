"""Who could help: exact points, order, and what must always hold."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhisheng.methods.referral import (
    Bar,
    Candidate,
    Near,
    Part,
    Wanted,
    find_bar,
    measure_distance,
    rank,
    shrink_mark,
)

ON = date(2026, 3, 2)
WANTED = Wanted("process", "131125", ON)
GOOD = Candidate(
    "X1", frozenset({"process"}), frozenset({"130000"}), home="131125", capacity=4
)
REGIONS = ("000000", "130000", "131100", "131125", "330502", "330000")
CANDIDATES = st.builds(
    Candidate,
    code=st.text("ABC", min_size=1, max_size=3),
    fields=st.frozensets(st.sampled_from(["process", "people"]), max_size=2),
    regions=st.frozensets(st.sampled_from(REGIONS), max_size=2),
    home=st.sampled_from(["", *REGIONS]),
    languages=st.frozensets(st.sampled_from(["wu", "mandarin"]), max_size=2),
    load=st.integers(0, 5),
    capacity=st.integers(0, 5),
    absences=st.sampled_from([(), ((ON, ON),), ((ON + timedelta(1), date.max),)]),
    is_qualified=st.booleans(),
    has_conflict=st.booleans(),
    review_sum=st.just(0.0),
    review_count=st.just(0),
)
REGISTERS = st.lists(CANDIDATES, max_size=8, unique_by=lambda one: one.code)


def test_points_are_the_sum_of_the_parts_shown():
    found = rank(WANTED, [GOOD]).ranked[0]

    assert dict(found.parts) == {
        Part.FIELD: 30.0,
        Part.DISTANCE: 25.0,
        Part.LOAD: 20.0,
        Part.REVIEWS: 15.0 * 0.75,
        Part.LANGUAGE: 10.0,
    }
    assert found.points == 96.25
    assert (found.near, found.mark) == (Near.COUNTY, 4.0)


@pytest.mark.parametrize(
    ("change", "bar"),
    [
        ({"has_conflict": True, "load": 4}, Bar.CONFLICT),
        ({"fields": frozenset({"people"})}, Bar.OTHER_FIELD),
        ({"regions": frozenset({"330000"})}, Bar.OUT_OF_REACH),
        ({"regions": frozenset()}, Bar.OUT_OF_REACH),
        ({"is_qualified": False}, Bar.UNQUALIFIED),
        ({"absences": ((ON, ON),)}, Bar.ABSENT),
        ({"load": 4}, Bar.FULL),
        ({"capacity": 0}, Bar.FULL),
        ({"regions": frozenset({"000000"})}, None),
        ({"regions": frozenset({"131100"})}, None),
        ({"absences": ((ON + timedelta(1), ON + timedelta(9)),)}, None),
    ],
)
def test_a_bar_is_named_the_gravest_first(change, bar):
    assert find_bar(WANTED, replace(GOOD, **change)) is bar


def test_who_serves_everywhere_is_found_where_the_place_is_unknown():
    assert find_bar(replace(WANTED, region=""), GOOD) is None


@pytest.mark.parametrize(
    ("home", "near"),
    [("131125", 0), ("131100", 1), ("131123", 1), ("130000", 2), ("130500", 2),
     ("330502", 3), ("", 3)],
)  # fmt: skip
def test_distance_goes_by_the_regions(home, near):
    assert measure_distance(home, "131125") == near


def test_a_single_five_does_not_beat_twenty_fours_and_a_half():
    assert shrink_mark(5, 1) == pytest.approx(25 / 6)
    assert shrink_mark(90, 20) == pytest.approx(110 / 25)
    assert shrink_mark(5, 1) < shrink_mark(90, 20)


def test_equal_candidates_stand_in_the_order_of_their_codes():
    others = [replace(GOOD, code=code) for code in ("X3", "X2")]
    assert [one.code for one in rank(WANTED, [*others, GOOD]).ranked] == [
        "X1", "X2", "X3",
    ]  # fmt: skip


@given(REGISTERS)
def test_every_candidate_stands_once_and_no_excluded_one_is_named(register):
    ranking = rank(WANTED, register)
    named = [one.code for one in ranking.ranked]
    left = [one.code for one in ranking.left_out]

    assert sorted(named + left) == sorted(one.code for one in register)
    by_code = {one.code: one for one in register}
    assert all(find_bar(WANTED, by_code[code]) is None for code in named)
    assert all(find_bar(WANTED, by_code[one.code]) is one.bar for one in ranking.left_out)  # fmt: skip


@given(REGISTERS)
def test_the_order_of_the_register_does_not_matter(register):
    assert rank(WANTED, register) == rank(WANTED, register[::-1])


@given(REGISTERS, st.data())
def test_more_load_never_helps(register, data):
    if not register:
        return
    chosen = data.draw(st.sampled_from(register))
    busier = replace(chosen, load=chosen.load + data.draw(st.integers(0, 3)))
    others = [one for one in register if one.code != chosen.code]

    before = place(rank(WANTED, [*others, chosen]), chosen.code)
    after = place(rank(WANTED, [*others, busier]), chosen.code)

    assert after >= before


def place(ranking, code):
    named = [one.code for one in ranking.ranked]
    return named.index(code) if code in named else len(named) + len(ranking.left_out)


@given(st.integers(0, 30), st.integers(0, 30))
def test_better_reviews_never_harm(count, more):
    low, high = 3.0 * count, 3.0 * count + 2.0 * min(more, count)
    worse = rank(WANTED, [replace(GOOD, review_sum=low, review_count=count)])
    better = rank(WANTED, [replace(GOOD, review_sum=high, review_count=count)])
    assert better.ranked[0].points >= worse.ranked[0].points
