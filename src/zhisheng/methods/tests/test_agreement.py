"""Weighted kappa from sums equals its definition; a rater who changes is found."""

from itertools import product

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhisheng.methods.agreement import (
    Moments,
    PeriodMean,
    agree,
    collect,
    find_drift,
)

LEVELS = st.integers(1, 5)
PAIRS = st.lists(st.tuples(LEVELS, LEVELS), max_size=40)


def define_kappa(pairs):
    """Follow the definition: weights, table of pairs, table by chance."""
    count = len(pairs)
    firsts, seconds = zip(*pairs, strict=True)
    observed = sum((a - b) ** 2 for a, b in pairs) / count
    expected = sum(
        (a - b) ** 2 * firsts.count(a) * seconds.count(b)
        for a, b in product(set(firsts), set(seconds))
    ) / (count * count)
    return 1 - observed / expected if expected else None


# The definition is slow, and so may be the machine.
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(LEVELS, LEVELS), min_size=1, max_size=40))
def test_the_sums_give_what_the_definition_gives(pairs):
    found = agree(collect(pairs)).kappa
    wanted = define_kappa(pairs)
    assert found == (None if wanted is None else pytest.approx(wanted, abs=1e-12))


@given(PAIRS, PAIRS)
def test_sums_of_two_sets_add_up(first, second):
    assert collect(first) + collect(second) == collect(first + second)


@given(PAIRS)
def test_who_is_first_does_not_matter(pairs):
    turned = [(b, a) for a, b in pairs]
    assert agree(collect(pairs)).kappa == agree(collect(turned)).kappa


def test_two_categories_are_the_plain_kappa():
    """50 applications, both yes 20, both no 15: kappa 0.4, worked out by hand."""
    pairs = [(2, 2)] * 20 + [(2, 1)] * 5 + [(1, 2)] * 10 + [(1, 1)] * 15

    found = agree(collect(pairs))

    assert found.kappa == pytest.approx(0.4)
    assert (found.pairs, found.mean_difference) == (50, 0.1)


@pytest.mark.parametrize(
    ("pairs", "kappa", "difference"),
    [
        ([], None, None),
        ([(3, 3)] * 4, None, 0.0),
        ([(1, 1), (5, 5)], 1.0, 0.0),
        ([(1, 5), (5, 1)], -1.0, 0.0),
        ([(1, 2), (2, 3), (3, 4), (4, 5)], 0.7142857142857143, 1.0),
    ],
)
def test_the_ends(pairs, kappa, difference):
    found = agree(collect(pairs))
    assert found.kappa == (None if kappa is None else pytest.approx(kappa))
    assert found.mean_difference == difference


def test_no_pairs_are_nothing():
    assert collect([]) == Moments()


def make_period(values, others=None):
    return PeriodMean(len(values), sum(values), sum(v * v for v in values), others)


STEADY = [-0.2, 0.1, 0.0, 0.2, -0.1, 0.0, 0.1, -0.1]


def test_a_rater_who_becomes_milder_is_found():
    milder = [one + 1 for one in STEADY]

    found = find_drift([make_period(STEADY), make_period(STEADY), make_period(milder)])

    assert found.is_drift
    assert found.change == pytest.approx(1.0)


def test_what_all_raters_do_alike_is_no_drift():
    milder = [one + 1 for one in STEADY]

    periods = [make_period(STEADY, others=0.0), make_period(milder, others=1.0)]
    found = find_drift(periods)

    assert not found.is_drift
    assert found.change == pytest.approx(0.0)


def test_only_periods_with_others_are_set_against_each_other():
    """In the first nobody else rated: what all do alike could not be taken off."""
    alone, beside = make_period(STEADY), make_period([one + 1 for one in STEADY], 1.0)

    assert find_drift([alone, beside]).change is None
    assert find_drift([beside, alone]).change is None
    again = make_period([one + 2 for one in STEADY], 2.0)
    found = find_drift([alone, beside, again])
    assert found.change == pytest.approx(0.0)


def test_chance_is_told_as_drift_as_seldom_as_is_claimed():
    """Five on either side: three standard errors would be exceeded six times as often."""
    rng = np.random.default_rng(20261127)
    values = rng.normal(size=(20_000, 2, 5))

    found = sum(
        find_drift([make_period(earlier), make_period(latest)]).is_drift
        for earlier, latest in values.tolist()
    )

    assert found / len(values) == pytest.approx(0.0027, abs=0.0012)


def test_the_least_change_is_that_of_welch():
    """Five and five of one spread: t of 8 degrees of freedom at 0.99865 is 4.2766."""
    spread = [-1.0, -0.5, 0.0, 0.5, 1.0]
    error = (2 * 0.625 / 5) ** 0.5

    for factor, is_drift in ((4.27, False), (4.29, True)):
        moved = [one + factor * error for one in spread]
        found = find_drift([make_period(spread), make_period(moved)])
        assert found.error == pytest.approx(error)
        assert found.is_drift is is_drift


@pytest.mark.parametrize(
    "periods",
    [
        [make_period(STEADY)],
        [make_period(STEADY[:4]), make_period(STEADY)],
        [make_period(STEADY), make_period(STEADY[:4])],
    ],
)
def test_few_evaluations_say_nothing(periods):
    found = find_drift(periods)
    assert (found.change, found.error, found.is_drift) == (None, None, False)


def test_a_small_change_is_no_news_however_sure():
    same = [0.0] * 100
    found = find_drift([make_period(same), make_period([0.2] * 100)])
    assert found.change == pytest.approx(0.2)
    assert not found.is_drift


@given(
    st.lists(st.floats(-4, 4), min_size=5, max_size=20),
    st.lists(st.floats(-4, 4), min_size=5, max_size=20),
    st.floats(-2, 2),
)
def test_moving_all_ratings_moves_no_drift(earlier, latest, by):
    found = find_drift([make_period(earlier), make_period(latest)])
    moved = find_drift(
        [
            make_period([one + by for one in earlier]),
            make_period([one + by for one in latest]),
        ]
    )
    assert moved.change == pytest.approx(found.change, abs=1e-6)
    assert moved.error == pytest.approx(found.error, abs=1e-4)
