import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhisheng.methods import checks

NAN = np.nan


def column(*values):
    return np.array(values, dtype=np.float64)


def test_negative_and_missing():
    assert checks.find_negative(column(-1, 0, NAN, 3)).tolist() == [
        True,
        False,
        False,
        False,
    ]


def test_percent_out_of_range_reads_both_ends():
    low, high = column(-1, 5, 50, NAN), column(2, 15, 101, NAN)

    found = checks.find_percent_out_of_range(low, high)

    assert found.tolist() == [True, False, True, False]


def test_profit_over_revenue_only_when_certain():
    found = checks.find_profit_over_revenue(
        column(11, 10, NAN, 5), column(10, 10, 10, NAN)
    )

    assert found.tolist() == [True, False, False, False]


@pytest.mark.parametrize(
    ("value", "reference", "factor"),
    [
        (12_000_000, 1_200, 10_000),
        (1_200, 12_000_000, 10_000),
        (1_000, 1, 1_000),
        (317, 1, 1_000),
        (316, 1, 0),
        (31_622, 1, 10_000),
        (31_623, 1, 0),
        (3_162, 1, 1_000),
        (3_163, 1, 10_000),
        (0, 5, 0),
        (5, 0, 0),
        (-10_000, 1, 10_000),
        (NAN, 5, 0),
        (5, NAN, 0),
    ],
)
def test_unit_slips(value, reference, factor):
    assert checks.find_unit_slips(column(value), column(reference)).tolist() == [factor]


@given(
    reference=st.floats(1, 1e9),
    growth=st.floats(0.4, 2.5),
    factor=st.sampled_from([1_000.0, 10_000.0]),
)
def test_a_slip_is_found_whatever_the_true_growth(reference, growth, factor):
    found = checks.find_unit_slips(
        column(reference * growth * factor), column(reference)
    )

    assert found[0] in {1_000.0, 10_000.0}


@given(reference=st.floats(1, 1e9), growth=st.floats(0.01, 100))
def test_growth_alone_is_no_slip(reference, growth):
    assert checks.find_unit_slips(column(reference * growth), column(reference))[0] == 0


def test_shares_slip_by_a_hundred():
    found = checks.find_unit_slips(column(0.05, 5), column(5, 6), factors=(100,))

    assert found.tolist() == [100, 0]


def test_jumps_need_a_factor_and_a_number():
    now = column(61, 60, 15, 5, NAN, 10)
    before = column(20, 20, 4, 40, 40, 29)

    assert checks.find_jumps(now, before).tolist() == [
        True,
        False,
        False,
        True,
        False,
        False,
    ]


def test_rates_over_hundred():
    found = checks.find_rates_over_hundred(column(95, 95, NAN), column(5.1, 5, 5))

    assert found.tolist() == [True, False, False]


def test_unchanged_rows_need_three_equal_values():
    now = np.array([[1, 2, 3, NAN], [1, 2, NAN, NAN], [1, 2, 3, 4], [1, 2, 3, 4]])
    before = np.array([[1, 2, 3, 9], [1, 2, 3, 4], [1, 2, 3, 5], [1, 2, 3, 4]])

    assert checks.find_unchanged_rows(now, before).tolist() == [
        True,
        False,
        False,
        True,
    ]


def test_copied_rows_of_one_declarer():
    values = np.array(
        [
            [1, 2, 3],
            [1, 2, 3],
            [1, 2, 3],
            [1, 2, NAN],
            [1, 2, NAN],
            [0, 0, 0],
            [0, 0, 0],
        ]
    )
    declarers = np.array([1, 1, 2, 1, 1, 1, 1])

    found = checks.find_copied_rows(values, declarers)

    assert found.tolist() == [True, True, False, False, False, False, False]


def test_copied_rows_compare_gaps_too():
    values = np.array([[1, 2, 3, NAN], [1, 2, 3, NAN], [1, 2, 3, 4]])

    found = checks.find_copied_rows(values, np.array([1, 1, 1]))

    assert found.tolist() == [True, True, False]


def test_no_rows():
    assert (
        checks.find_copied_rows(np.empty((0, 3)), np.empty(0, dtype=np.int64)).size == 0
    )
