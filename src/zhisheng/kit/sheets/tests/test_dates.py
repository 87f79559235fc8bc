"""Days, months, years and periods as people write them."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhisheng.kit.sheets.values import (
    Period,
    ValueRefusedError,
    parse_date,
    parse_period,
)

TEN_THOUSAND = Decimal(10000)


@pytest.mark.parametrize(
    "cell",
    [
        "2024.3.5",
        "2024/3/5",
        "2024-03-05",
        "20240305",
        "2024年3月5日",
        45356,
        45356.0,
        "45356",
        "45356.0",
        "45356.75",
        datetime.fromisoformat("2024-03-05T08:00"),
        date(2024, 3, 5),
        "２０２４．３．５",
        "二〇二四年三月五日",
        "2024-03-05 00:00:00",
        "2024-03-05T08:30",
        "2024 年 3 月 5 日",
        "2024—03—05",
        20240305.0,
        "2024年03月05号",
        "2024.03.05 ",
    ],
)
def test_reads_days(cell):
    parsed = parse_date(cell, end=False)

    assert (parsed.value, parsed.precision) == (date(2024, 3, 5), "day")


@pytest.mark.parametrize(
    ("cell", "first", "last", "precision"),
    [
        ("2024年3月", date(2024, 3, 1), date(2024, 3, 31), "month"),
        ("2024.3", date(2024, 3, 1), date(2024, 3, 31), "month"),
        ("2024.10", date(2024, 10, 1), date(2024, 10, 31), "month"),
        (2024.3, date(2024, 3, 1), date(2024, 3, 31), "month"),
        (2024.12, date(2024, 12, 1), date(2024, 12, 31), "month"),
        ("202402", date(2024, 2, 1), date(2024, 2, 29), "month"),
        ("2024年", date(2024, 1, 1), date(2024, 12, 31), "year"),
        (2024.0, date(2024, 1, 1), date(2024, 12, 31), "year"),
        ("二〇二四年十二月", date(2024, 12, 1), date(2024, 12, 31), "month"),
        ("2024年2月下旬", date(2024, 2, 21), date(2024, 2, 29), "month"),
    ],
)
def test_months_and_years_have_a_first_and_a_last_day(cell, first, last, precision):
    assert parse_date(cell, end=False).value == first
    assert parse_date(cell, end=True).value == last
    assert parse_date(cell, end=True).precision == precision


def test_serials_of_1904_start_later():
    assert parse_date(43894, end=False, epoch1904=True).value == date(2024, 3, 5)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("2024-02-30", "value.no_such_date"),
        ("2024-13-01", "value.no_such_date"),
        ("2023年13月", "value.no_such_date"),
        ("1948-12-31", "value.date_implausible"),
        (date(1900, 1, 1), "value.date_implausible"),
        (date(2101, 1, 1), "value.date_implausible"),
        (99999, "value.date_implausible"),
        (2024.1, "value.date_ambiguous"),
        ("3/5/2024", "value.date_ambiguous"),
        ("24.3.5", "value.date_ambiguous"),
        ("去年", "value.not_a_date"),
        (1e300, "value.not_a_date"),
        (float("nan"), "value.not_a_date"),
        (-1, "value.not_a_date"),
        (12, "value.date_implausible"),
        (True, "value.not_a_date"),
    ],
)
def test_refuses_what_is_no_date(cell, code):
    with pytest.raises(ValueRefusedError) as caught:
        parse_date(cell, end=False)

    assert caught.value.code == code


DAYS = st.dates(date(1949, 1, 1), date(2100, 12, 31))
WRITINGS = [
    "{0.year}.{0.month}.{0.day}",
    "{0.year}/{0.month}/{0.day}",
    "{0:%Y-%m-%d}",
    "{0:%Y%m%d}",
    "{0.year}年{0.month}月{0.day}日",
]


@given(DAYS, st.sampled_from(WRITINGS))
def test_every_writing_of_a_day_round_trips(day, writing):
    assert parse_date(writing.format(day), end=False).value == day


@given(DAYS)
def test_serials_round_trip(day):
    serial = (day - date(1899, 12, 30)).days

    assert parse_date(float(serial), end=True).value == day


@given(
    DAYS,
    DAYS,
    st.sampled_from(WRITINGS),
    st.sampled_from(["至", "-", "~", "—", "～", "到"]),
)
def test_periods_round_trip(start, end, writing, mark):
    text = f"{writing.format(start)}{mark}{writing.format(end)}"

    assert parse_period(text).value == Period(start, end)


@pytest.mark.parametrize(
    ("cell", "start", "end"),
    [
        ("2024年3月23日至2024年5月26日", date(2024, 3, 23), date(2024, 5, 26)),
        ("2024.2.6-2024.3.25", date(2024, 2, 6), date(2024, 3, 25)),
        ("2024/1/15~2024/04/13", date(2024, 1, 15), date(2024, 4, 13)),
        ("20240506-20240825", date(2024, 5, 6), date(2024, 8, 25)),
        ("2024-06-11—2024-10-16", date(2024, 6, 11), date(2024, 10, 16)),
        ("2024-06-11-2024-10-16", date(2024, 6, 11), date(2024, 10, 16)),
        ("2024年3-5月", date(2024, 3, 1), date(2024, 5, 31)),
        ("2024.3—5", date(2024, 3, 1), date(2024, 5, 31)),
        ("2024.3.5—5.26", date(2024, 3, 5), date(2024, 5, 26)),
        ("2024.3.5-5.26", date(2024, 3, 5), date(2024, 5, 26)),
        ("2024年3月5日-26日", date(2024, 3, 5), date(2024, 3, 26)),
        ("2024年11月至次年2月", date(2024, 11, 1), date(2025, 2, 28)),
        ("2024-03-15", date(2024, 3, 15), date(2024, 3, 15)),
        ("2024—3—15", date(2024, 3, 15), date(2024, 3, 15)),
        ("2024/03/15", date(2024, 3, 15), date(2024, 3, 15)),
        ("2024.3.15", date(2024, 3, 15), date(2024, 3, 15)),
        ("2024年3月15日", date(2024, 3, 15), date(2024, 3, 15)),
        ("2024-03-15 08:30:00", date(2024, 3, 15), date(2024, 3, 15)),
        ("2024.3-5", date(2024, 3, 1), date(2024, 5, 31)),
        ("2024年3月", date(2024, 3, 1), date(2024, 3, 31)),
        ("2024年", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024年3月至今", date(2024, 3, 1), None),
        ("2023年-2024年", date(2023, 1, 1), date(2024, 12, 31)),
        ("自2024年3月5日起至2024年4月6日止", date(2024, 3, 5), date(2024, 4, 6)),
        (date(2024, 3, 5), date(2024, 3, 5), date(2024, 3, 5)),
    ],
)
def test_reads_periods(cell, start, end):
    assert parse_period(cell).value == Period(start, end)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("上半年", "value.not_a_period"),
        ("2024-02-30至2024-03-05", "value.no_such_date"),
        ("2024-02-03至2024-02-30", "value.no_such_date"),
        ("3月至5月", "value.not_a_period"),
    ],
)
def test_refuses_what_is_no_period(cell, code):
    with pytest.raises(ValueRefusedError) as caught:
        parse_period(cell)

    assert caught.value.code == code
