import time
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhisheng.kit.sheets.errors import YearsNotMoneyError
from zhisheng.kit.sheets.ranges import parse_money_or_range
from zhisheng.kit.sheets.values import (
    NumberRange,
    Share,
    ValueRefusedError,
    is_ditto,
    is_missing,
    parse_boolean,
    parse_code,
    parse_count,
    parse_date,
    parse_money,
    parse_percent,
    parse_period,
    parse_quantity,
    parse_text,
)

TEN_THOUSAND = Decimal(10000)


@pytest.mark.parametrize(
    "cell",
    [
        None,
        "",
        " ",
        "\u3000",
        "-",
        "—",
        "——",
        "/",
        "\\",
        "无",
        "未统计",
        "暂无",
        "N/A",
        "不详",
        "未填",
        "空",
        "－",
        "\u00a0",
        "（无）",
        "／",
        "未 统 计",
        "N / A",
        "－ －",
    ],
)
def test_marks_for_nothing_are_missing(cell):
    assert is_missing(cell)
    assert parse_count(cell).value is None
    assert parse_money(cell, default_unit=Decimal(1)).is_missing
    assert parse_date(cell, end=False).is_missing
    assert parse_period(cell).is_missing


@pytest.mark.parametrize("cell", [0, 0.0, "0", "０", False, "无锡", "-5"])
def test_zero_and_names_are_not_missing(cell):
    assert not is_missing(cell)


@pytest.mark.parametrize("cell", ["同上", "〃", "″", " 同 上 ", "“", '"', "（同上）"])
def test_finds_ditto_marks(cell):
    assert is_ditto(cell)
    assert not is_ditto("同上海")


@pytest.mark.parametrize(
    ("cell", "value", "is_approximate"),
    [
        ("约20人", 20, True),
        ("33名", 33, False),
        ("９", 9, False),
        ("111 ", 111, False),
        (20.0, 20, False),
        ("20.0", 20, False),
        ("1,234", 1234, False),
        ("1，234人", 1234, False),
        ("20余人", 20, True),
        ("20人左右", 20, True),
        ("20+", 20, True),
        ("二十五人", 25, False),
        ("1.2万人", 12000, False),
        ("１２９", 129, False),
        ("1 234", 1234, False),
        ("20多家", 20, True),
        ("6场", 6, False),
        ("1,200份", 1200, False),
        ("20名员工", 20, False),
        ("约20个职工", 20, True),
        ("20（人）", 20, False),
    ],
)
def test_reads_counts(cell, value, is_approximate):
    parsed = parse_count(cell)

    assert (parsed.value, parsed.is_approximate) == (value, is_approximate)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("若干", "value.not_a_number"),
        (-5.0, "value.negative"),
        ("-5", "value.negative"),
        (20.5, "value.not_whole"),
        ("20.5人", "value.not_whole"),
        ("10-20人", "value.range"),
        ("10人～20人", "value.range"),
        ("12,34,5", "value.grouping"),
        ("12 5", "value.grouping"),
        (float("nan"), "value.not_a_number"),
        (True, "value.not_a_number"),
        (date(2024, 1, 1), "value.not_a_number"),
        (1e12, "value.too_large"),
        ("20人（含劳务派遣5人）", "value.not_a_number"),
        ("上年20人", "value.not_a_number"),
        ("20人（省内）", "value.not_a_number"),
    ],
)
def test_refuses_what_is_no_count(cell, code):
    with pytest.raises(ValueRefusedError) as caught:
        parse_count(cell)

    assert caught.value.code == code
    assert caught.value.cure


@pytest.mark.parametrize(
    ("cell", "yuan"),
    [
        ("1.2亿", "120000000"),
        ("0.8亿", "80000000"),
        ("3,500万元", "35000000"),
        ("7720 万", "77200000"),
        ("1580000元", "1580000"),
        ("人民币6152万元整", "61520000"),
        ("2,771万元", "27710000"),
        ("８０５３", "80530000"),
        ("7,353", "73530000"),
        (0.1, "1000.0"),
        (8053.0, "80530000.0"),
        ("5千万", "50000000"),
        ("(1,200)", "-12000000"),
        ("（1,200）", "-12000000"),
        ("-12.5", "-125000.0"),
        ("−3万元", "-30000"),
        ("￥3,500.50元", "3500.50"),
        ("1亿2000万元", "120000000"),
        ("一亿二千万元", "120000000"),
        ("五千万", "50000000"),
        ("3000W", "30000000"),
        ("0", "0"),
        ("100万元人民币", "1000000"),
        ("350(万元)", "3500000"),
        ("400（万元）", "4000000"),
        ("400（元）", "400"),
    ],
)
def test_reads_money(cell, yuan):
    parsed = parse_money(cell, default_unit=TEN_THOUSAND)

    assert parsed.value == Decimal(yuan)
    assert not parsed.is_approximate


@pytest.mark.parametrize(
    "cell", ["约500万元", "500余万元", "500万元左右", "近500万元", "500万+"]
)
def test_marks_rough_money(cell):
    parsed = parse_money(cell, default_unit=Decimal(1))

    assert parsed.value == Decimal(5000000)
    assert parsed.is_approximate


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("100万美元", "value.currency"),
        ("$100", "value.currency"),
        ("500-600万元", "value.range"),
        ("较多", "value.not_a_number"),
        ("12,34", "value.grouping"),
        ("1.2.3", "value.not_a_number"),
        ("1万2000万", "value.not_a_number"),
        ("99999999999999999", "value.too_large"),
        (1e300, "value.too_large"),
        (datetime.fromisoformat("2024-01-01"), "value.not_a_number"),
    ],
)
def test_refuses_what_is_no_money(cell, code):
    with pytest.raises(ValueRefusedError) as caught:
        parse_money(cell, default_unit=Decimal(1))

    assert caught.value.code == code


@given(
    st.decimals(0, 10**7, places=4), st.sampled_from(["万元", "万", " 万元", "万元整"])
)
def test_money_in_ten_thousands_round_trips(amount, unit):
    parsed = parse_money(f"{amount:f}{unit}", default_unit=Decimal(1))

    assert parsed.value == amount * TEN_THOUSAND


@given(st.integers(-(10**14), 10**14))
def test_grouped_yuan_round_trip(amount):
    assert parse_money(f"{amount:,}元", default_unit=TEN_THOUSAND).value == amount


@given(st.floats(-(10**9), 10**9).map(lambda number: round(number, 9)))
def test_numeric_cells_keep_their_shortest_decimal(number):
    parsed = parse_money(number, default_unit=Decimal(1))

    assert parsed.value is not None
    assert float(parsed.value) == number


@pytest.mark.parametrize(
    "text", ["1" * 80, "1," * 40, "1万" * 40, "约" * 80, "1-" * 40]
)
def test_no_pattern_runs_away(text):
    started = time.perf_counter()

    for read in (parse_count, parse_quantity, parse_percent, parse_period):
        for ending in ("", "!", "余"):
            with pytest.raises(ValueRefusedError):
                read(text[: 79 - len(ending)] + ending + "甲")
    with pytest.raises(ValueRefusedError):
        parse_money(text[:79] + "!", default_unit=Decimal(1))

    assert time.perf_counter() - started < 0.5


def test_long_texts_are_refused_at_once():
    text = "a" * 30000 + "!"
    for read in (parse_count, parse_quantity, parse_percent, parse_period):
        with pytest.raises(ValueRefusedError):
            read(text)


@pytest.mark.parametrize(
    ("cell", "share"),
    [
        ("5%", Share(Decimal(5), "percent")),
        ("5–15%", Share(NumberRange(Decimal(5), Decimal(15)), "percent")),
        ("5%-15%", Share(NumberRange(Decimal(5), Decimal(15)), "percent")),
        ("5％～15％", Share(NumberRange(Decimal(5), Decimal(15)), "percent")),
        ("3.5个百分点", Share(Decimal("3.5"), "percentage_point")),
        ("百分之50", Share(Decimal(50), "percent")),
        (12.5, Share(Decimal("12.5"), "percent")),
    ],
)
def test_reads_shares(cell, share):
    assert parse_percent(cell).value == share


def test_percent_formatted_cells_hold_fractions():
    assert parse_percent(0.05, number_means="fraction").value == Share(
        Decimal("5.00"), "percent"
    )


def test_reversed_ranges_are_refused():
    with pytest.raises(ValueRefusedError) as caught:
        parse_percent("15%-5%")

    assert caught.value.code == "value.range_reversed"


def test_quantities_keep_ranges():
    assert parse_quantity("5~15").value == NumberRange(Decimal(5), Decimal(15))
    assert parse_quantity(-0.3).value == Decimal("-0.3")


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("９１１４０２２５ＭＡＸＸＤ０Ｄ４３Ｒ", "91140225MAXXD0D43R"),
        ("91310115 MAXXBF438E", "91310115MAXXBF438E"),
        ("　91140225MAXX6AFG3K ", "91140225MAXX6AFG3K"),
        ("91140225maxx53hg1e", "91140225MAXX53HG1E"),
        ("\u200b3383\u00a0", "3383"),
        (3383.0, "3383"),
        (330521, "330521"),
    ],
)
def test_reads_codes(cell, code):
    assert parse_code(cell).value == code


@pytest.mark.parametrize("cell", ["9.11311E+17", 9.1131125e17, date(2024, 3, 5)])
def test_rounded_codes_are_refused(cell):
    with pytest.raises(ValueRefusedError) as caught:
        parse_code(cell)

    assert caught.value.code == "value.code_truncated"


def test_names_keep_their_letters_and_lose_what_cannot_be_seen():
    assert parse_text("\u202e德清\u200b（新）\n 公司").value == "德清（新） 公司"
    assert parse_text("cafe\u0301").value == "caf\u00e9"
    assert parse_text("-5 °C 冷库有限公司").value == "-5 °C 冷库有限公司"
    assert parse_text("𠮷㙍").value == "𠮷㙍"
    assert parse_text(12.0).value == "12"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("是", True),
        ("否", False),
        ("有", True),
        ("无", False),
        ("√", True),
        ("×", False),
        (True, True),
        (0.0, False),
        ("Y", True),
        ("", None),
        ("—", None),
    ],
)
def test_reads_yes_and_no(cell, value):
    assert parse_boolean(cell).value is value


def test_other_words_are_neither_yes_nor_no():
    with pytest.raises(ValueRefusedError):
        parse_boolean("也许")


@pytest.mark.parametrize("text", ["2023-2024", "2023~2024", "2023 至 2024"])
def test_two_years_are_no_range_of_money(text):
    with pytest.raises(YearsNotMoneyError, match="看起来是年份"):
        parse_money_or_range(text, default_unit=Decimal(10_000))


@pytest.mark.parametrize("text", ["2000万-2080万元", "2000-2080万", "1800-2000"])
def test_a_range_with_its_unit_is_money_even_of_figures_like_years(text):
    assert parse_money_or_range(text, default_unit=Decimal(10_000)).value


def test_a_range_of_about_is_about():
    read = parse_money_or_range("约50-100万", default_unit=Decimal(1))

    assert read.value == NumberRange(Decimal(500_000), Decimal(1_000_000))
    assert read.is_approximate
