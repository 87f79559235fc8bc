import datetime
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from zhisheng.ui import formats


@pytest.fixture(autouse=True)
def _chinese():
    with translation.override("zh-hans"):
        yield


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12345678, "1,234.6万"),
        (9999, "9,999"),
        (10000, "1万"),
        (99_999_999, "1亿"),
        (1_234_567_890, "12.3亿"),
        (-12345678, "-1,234.6万"),
        (Decimal("0.5"), "0.5"),
        (0, "0"),
        (None, "—"),
        ("", "—"),
        ("未统计", "—"),
        (float("nan"), "—"),
    ],
)
def test_count_in_chinese(value, text):
    assert formats.format_count(value) == text


def test_count_in_english_has_thousands_separators():
    with translation.override("en"):
        assert formats.format_count(12345678) == "12,345,678"


@pytest.mark.parametrize(
    ("yuan", "text"),
    [
        (Decimal("3500"), "3,500元"),
        (Decimal("3500.50"), "3,500.5元"),
        (Decimal("12345678"), "1,234.57万元"),
        (Decimal("350000"), "35万元"),
        (Decimal("123456789012"), "1,234.57亿元"),
        (Decimal("-20000"), "-2万元"),
        (None, "—"),
    ],
)
def test_money_names_its_unit(yuan, text):
    assert formats.format_money(yuan) == text


@pytest.mark.parametrize(
    ("yuan", "text"),
    [
        (0, "CNY 0"),
        (Decimal("9999.999"), "CNY 10,000"),
        (350_000, "CNY 350,000"),
        (Decimal("999999.5"), "CNY 999,999.5"),
        (Decimal("12345678.5"), "CNY 12.346 million"),
        (608_500_000, "CNY 608.5 million"),
        (999_999_999, "CNY 1 billion"),
        (60_850_000_000, "CNY 60.85 billion"),
        (Decimal("-20000000"), "CNY -20 million"),
        (10**13, "CNY 10 trillion"),
        (None, "—"),
    ],
)
def test_money_in_english(yuan, text):
    with translation.override("en"):
        assert formats.format_money(yuan) == text


@pytest.mark.parametrize(
    ("ratio", "plain", "signed"),
    [
        (Decimal("0.1234"), "12.3%", "+12.3%"),
        (Decimal("-0.0725"), "-7.3%", "-7.3%"),
        (0, "0.0%", "0.0%"),
        (Decimal("-0.0001"), "0.0%", "0.0%"),
        (12.5, "1,250.0%", "+1,250.0%"),
        (None, "—", "—"),
    ],
)
def test_percent(ratio, plain, signed):
    assert formats.format_percent(ratio) == plain
    assert formats.format_signed_percent(ratio) == signed


def test_percentage_points_are_named():
    assert formats.format_percentage_points(Decimal("0.021")) == "+2.1个百分点"


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (datetime.date(2024, 3, 5), "2024年3月5日"),
        (datetime.datetime(2024, 3, 5, 17, tzinfo=datetime.UTC), "2024年3月6日"),
        (None, "—"),
    ],
)
def test_date(day, text):
    assert formats.format_date(day) == text


def test_date_in_english():
    with translation.override("en"):
        assert formats.format_date(datetime.date(2024, 3, 5)) == "5 March 2024"


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_count_loses_less_than_a_tenth_of_its_unit(value):
    text = formats.format_count(value)
    unit = {"万": 10**4, "亿": 10**8}.get(text[-1], 1)
    number = Decimal(text.rstrip("万亿").replace(",", ""))
    assert abs(number * unit - value) <= Decimal("0.05") * unit


@pytest.mark.parametrize(
    ("precision", "chinese", "english"),
    [
        ("day", "2024年3月5日", "5 March 2024"),
        ("month", "2024年3月", "March 2024"),
        ("year", "2024年", "2024"),
        ("", "2024年3月5日", "5 March 2024"),
    ],
)
def test_a_date_is_as_exact_as_it_was_given(precision, chinese, english):
    day = datetime.date(2024, 3, 5)

    assert formats.format_dated(day, precision) == chinese
    with translation.override("en"):
        assert formats.format_dated(day, precision) == english
    assert formats.format_dated(None, precision) == "—"


def test_an_exact_amount_keeps_its_last_digit():
    amount = Decimal("123456789.5000")

    assert formats.format_exact_money(amount) == "123,456,789.5元"
    assert formats.format_exact_count(amount) == "123,456,789.5"
    with translation.override("en"):
        assert formats.format_exact_money(amount) == "CNY 123,456,789.5"
    assert formats.format_exact_money(None) == "—"
    assert formats.format_exact_count(None) == "—"
