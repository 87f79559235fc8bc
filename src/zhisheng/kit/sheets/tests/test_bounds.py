"""What only says that a number is above or below another is no number."""

from decimal import Decimal

import pytest

from zhisheng.kit.sheets.errors import BoundNotAllowedError
from zhisheng.kit.sheets.ranges import parse_money_or_range
from zhisheng.kit.sheets.values import parse_count, parse_percent

TEN_THOUSAND = Decimal(10000)


@pytest.mark.parametrize(
    "cell",
    [
        "3人以下", ">20", "＞20人", "≥20", "20人以上", "不足百人", "超过20人", "不超过20人", "至少20人", "逾百人", "20人以内",
        "20人不到", "20人内", "满20人", "满二十人", "上百人", "过百人", "20人不足", "20未到",
    ],
)  # fmt: skip
def test_a_bound_of_a_count_is_no_count(cell):
    with pytest.raises(BoundNotAllowedError) as caught:
        parse_count(cell)

    assert (caught.value.message.format(text=cell), caught.value.cure) == (
        f"“{cell}”只说了上限或下限，不是一个确定的数。",
        "请填写实际的数；没有统计的请留空。",
    )


@pytest.mark.parametrize(
    "cell",
    [
        "不足100万", "＜500", "500以上", "500万元以上", "≥500万元", "超500万元", ">3500", "低于五百万元",
        "100万不到", "100万元内", "上百万", "过百万", "满500万元", "500万未满",
    ],
)  # fmt: skip
def test_a_bound_of_an_amount_is_no_amount(cell):
    with pytest.raises(BoundNotAllowedError) as caught:
        parse_money_or_range(cell, default_unit=TEN_THOUSAND)

    assert caught.value.cure == (
        "请填写实际的数，或把上下限都写出来，例如 100万–200万元；没有统计的请留空。"
    )


def test_a_range_without_an_upper_end_is_none():
    with pytest.raises(BoundNotAllowedError):
        parse_money_or_range("100-200万元以上", default_unit=TEN_THOUSAND)


@pytest.mark.parametrize("cell", ["<2%", "2%以下", "不到2个百分点"])
def test_a_bound_of_a_share_is_no_share(cell):
    with pytest.raises(BoundNotAllowedError):
        parse_percent(cell)
