"""Whatever the library that reads requests finds wrong is told in words of ours."""

import re

import pytest
from django.utils import translation
from pydantic_core import PydanticKnownError
from pydantic_core._pydantic_core import list_all_errors

from zhisheng.kit.field_errors import tell_refusals

CHINESE = re.compile("[\u4e00-\u9fff]")
ENGLISH_WORD = re.compile("[A-Za-z]{2,}")
# What a Chinese reader of an interface writes in Latin letters.
LATIN = re.compile("JSON|true|false|https")
FAULTS = {fault["type"]: fault.get("example_context") for fault in list_all_errors()}
WITH_LIMITS = [
    ("greater_than", {"gt": 3}, "要大于 3。", "It has to be more than 3."),
    ("greater_than_equal", {"ge": 3}, "不能小于 3。", "It cannot be less than 3."),
    ("less_than", {"lt": 3}, "要小于 3。", "It has to be less than 3."),
    ("less_than_equal", {"le": 3}, "不能大于 3。", "It cannot be more than 3."),
    ("multiple_of", {"multiple_of": 3}, "要是 3 的倍数。", "It has to be a multiple of 3."),
    ("too_short", {"min_length": 3}, "至少要有 3 项。", "It needs 3 entries at least."),
    ("too_long", {"max_length": 3}, "最多 3 项。", "It takes 3 entries at most."),
    (
        "string_too_short",
        {"min_length": 3},
        "至少要有 3 个字。",
        "It needs 3 characters at least.",
    ),
    ("string_too_long", {"max_length": 3}, "最多 3 个字。", "It takes 3 characters at most."),
    (
        "string_pattern_mismatch",
        {"pattern": r"^20\d\d$"},
        "这一项写得不对，请对照接口说明改正。",
        "This value will not do. Compare it with the description of the API.",
    ),
    ("four_digit_year", {}, "请写四位年份，例如 2026。", "Write a year of four digits, such as 2026."),
    ("decimal_max_digits", {"max_digits": 3}, "最多 3 位数字。", "It takes 3 digits at most."),
    (
        "decimal_max_places",
        {"decimal_places": 3},
        "最多 3 位小数。",
        "It takes 3 decimal places at most.",
    ),
    (
        "decimal_whole_digits",
        {"whole_digits": 3},
        "小数点前最多 3 位。",
        "It takes 3 digits at most before the decimal point.",
    ),
    (
        "enum",
        {"expected": "'credit', 'insurance' or 'other'"},
        "只能写其中之一：credit、insurance、other。",
        "It has to be one of: credit, insurance, other.",
    ),
    (
        "literal_error",
        {"expected": "1 or 2"},
        "只能写其中之一：1、2。",
        "It has to be one of: 1, 2.",
    ),
]  # fmt: skip


def tell(fault, context=None, *, language="zh-hans", location=("body", "payload", "a")):
    error = {"type": fault, "loc": location, "ctx": context or {}}
    with translation.override(language):
        return tell_refusals([error])


@pytest.mark.parametrize("fault", FAULTS)
def test_no_fault_is_told_in_english_on_a_chinese_page(fault):
    (text,) = tell(fault, FAULTS[fault]).values()

    assert CHINESE.search(text)
    assert not ENGLISH_WORD.search(LATIN.sub("", text))


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_is_told_in_english_to_who_reads_english(fault):
    (text,) = tell(fault, FAULTS[fault], language="en").values()

    assert not CHINESE.search(text)
    assert text.endswith(".")
    # And in words of ours, which say what to do.
    assert text != PydanticKnownError(fault, FAULTS[fault] or {}).message()


@pytest.mark.parametrize(("fault", "context", "chinese", "english"), WITH_LIMITS)
def test_a_limit_is_named(fault, context, chinese, english):
    assert tell(fault, context) == {"a": chinese}
    assert tell(fault, context, language="en") == {"a": english}


@pytest.mark.parametrize(
    ("location", "name"),
    [
        (("query", "limit"), "limit"),
        (("path", "row_id"), "row_id"),
        (("form", "year"), "year"),
        (("file", "sheet"), "sheet"),
        (("body", "payload", "purpose"), "purpose"),
        (("body", "payload", "rows", 0, "name"), "rows.0.name"),
        (("body", "payload", "values", "revenue", "[key]"), "values.revenue"),
        (("body", "payload"), "body"),
    ],
)
def test_a_field_is_named_as_the_caller_wrote_it(location, name):
    assert list(tell("int_parsing", location=location)) == [name]


def test_a_body_that_was_not_sent():
    assert tell("missing", location=("body", "payload")) == {
        "body": "请写 JSON 对象，用花括号括起来。"
    }


def test_of_several_faults_of_a_field_the_first_is_told():
    errors = [
        {"type": fault, "loc": ("query", "a")} for fault in ("missing", "int_parsing")
    ]

    assert tell_refusals(errors) == {"a": "缺少这一项，请写上。"}
