from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhisheng.methods.errors import DomainError
from zhisheng.methods.working_days import (
    compute_term,
    is_working_day,
    next_working_day,
)
from zhisheng.reference.calendar import load_calendar

ANNOUNCED = st.dates(date(2023, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize("year", sorted(load_calendar().announced_years))
def test_every_day_agrees_with_an_independent_calendar(year):
    days = (date(year, 1, 1) + timedelta(days=number) for number in range(366))
    wrong = [
        day
        for day in days
        if day.year == year and is_working_day(day) != chinese_calendar.is_workday(day)
    ]

    assert wrong == []


@pytest.mark.parametrize(
    ("starts_on", "working_days", "ends_on"),
    [
        (date(2024, 3, 4), 5, date(2024, 3, 11)),
        # Over the Spring Festival: 9 February was worked, and so was Sunday the 18th.
        (date(2024, 2, 8), 5, date(2024, 2, 21)),
        (date(2024, 9, 30), 1, date(2024, 10, 8)),
        # Begun on a day off, the term counts from the first working day after it.
        (date(2024, 10, 5), 1, date(2024, 10, 8)),
    ],
)
def test_a_term_leaves_out_its_first_day_and_days_off(starts_on, working_days, ends_on):
    term = compute_term(starts_on, working_days)

    assert (term.starts_on, term.ends_on) == (starts_on, ends_on)
    assert not term.is_provisional


def test_a_term_into_a_year_not_announced_is_provisional():
    assert compute_term(date(2026, 12, 28), 3).is_provisional is False
    term = compute_term(date(2026, 12, 28), 5)

    # Friday 1 January is off whatever is announced.
    assert (term.ends_on, term.is_provisional) == (date(2027, 1, 5), True)


@pytest.mark.parametrize(
    ("day", "is_worked"),
    [
        (date(2027, 1, 1), False),
        (date(2029, 5, 1), False),
        (date(2029, 5, 2), False),
        (date(2029, 5, 3), True),
        (date(2029, 10, 1), False),
        (date(2029, 10, 3), False),
        (date(2029, 10, 4), True),
        # Before 2025 Labour Day was one day.
        (date(2018, 5, 1), False),
        (date(2018, 5, 2), True),
    ],
)
def test_holidays_of_every_year_are_off_before_they_are_announced(day, is_worked):
    assert is_working_day(day) is is_worked


@pytest.mark.parametrize("working_days", [0, -1, 1001])
def test_a_term_has_a_sensible_length(working_days):
    with pytest.raises(DomainError, match="1 到 1000 个工作日"):
        compute_term(date(2024, 3, 4), working_days)


@given(ANNOUNCED, st.integers(1, 60))
def test_a_term_holds_as_many_working_days_as_it_says(starts_on, working_days):
    term = compute_term(starts_on, working_days)
    length = (term.ends_on - term.starts_on).days
    days = [starts_on + timedelta(days=number) for number in range(1, length + 1)]

    assert sum(map(is_working_day, days)) == working_days
    assert is_working_day(term.ends_on)


@given(ANNOUNCED)
def test_a_deadline_on_a_day_off_moves_to_the_next_working_day(day):
    moved = next_working_day(day)
    between = [day + timedelta(days=number) for number in range((moved - day).days)]

    assert is_working_day(moved)
    assert not any(map(is_working_day, between))
