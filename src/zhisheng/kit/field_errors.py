"""What is wrong with a field that a program sent, in words of ours.

The library that reads the requests says it in English and names a field by the place
where our code keeps it.
"""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zhisheng.kit.language import join_words

# How a caller knows what the name of our argument stands for.
BODY = "body"
# The library marks so that it is a key of an object, not its value, that is wrong.
KEY_MARK = "[key]"
# What the field itself finds wrong that holds a year, not the library.
YEAR_FAULT = "four_digit_year"
LIST_ENDS = re.compile(r", | or ")

MISSING = gettext_noop("缺少这一项，请写上。")
WHOLE_NUMBER = gettext_noop("请写整数。")
NUMBER = gettext_noop("请写数字。")
TEXT = gettext_noop("请写文字，用引号括起来。")
OBJECT = gettext_noop("请写 JSON 对象，用花括号括起来。")
LIST = gettext_noop("请写 JSON 列表，用方括号括起来。")
YES_OR_NO = gettext_noop("请写 true 或 false。")
ONE_OF = gettext_noop("只能写其中之一：{expected}。")
DATE = gettext_noop("请写日期，例如 2026-03-01。")
MOMENT = gettext_noop("请写日期和时间，例如 2026-03-01T08:00:00+08:00。")
TIME = gettext_noop("请写时间，例如 08:30。")
ADDRESS = gettext_noop("请写网址，以 https:// 开头。")
OTHERWISE = gettext_noop("这一项写得不对，请对照接口说明改正。")
# By the library's name of the fault; the rest is told by OTHERWISE.
TEXTS: Mapping[str, str] = MappingProxyType(
    {
        "missing": MISSING,
        "extra_forbidden": gettext_noop("没有这个字段，请去掉。"),
        "json_invalid": gettext_noop("不是正确的 JSON，请检查引号、逗号和括号。"),
        "json_type": gettext_noop("不是正确的 JSON，请检查引号、逗号和括号。"),
        "greater_than": gettext_noop("要大于 {gt}。"),
        "greater_than_equal": gettext_noop("不能小于 {ge}。"),
        "less_than": gettext_noop("要小于 {lt}。"),
        "less_than_equal": gettext_noop("不能大于 {le}。"),
        "multiple_of": gettext_noop("要是 {multiple_of} 的倍数。"),
        "too_short": gettext_noop("至少要有 {min_length} 项。"),
        "too_long": gettext_noop("最多 {max_length} 项。"),
        "string_too_short": gettext_noop("至少要有 {min_length} 个字。"),
        "string_too_long": gettext_noop("最多 {max_length} 个字。"),
        YEAR_FAULT: gettext_noop("请写四位年份，例如 2026。"),
        "decimal_max_digits": gettext_noop("最多 {max_digits} 位数字。"),
        "decimal_max_places": gettext_noop("最多 {decimal_places} 位小数。"),
        "decimal_whole_digits": gettext_noop("小数点前最多 {whole_digits} 位。"),
        "int_parsing_size": gettext_noop("这个数太长了。"),
        "date_past": gettext_noop("请写今天以前的日期。"),
        "date_future": gettext_noop("请写今天以后的日期。"),
        "enum": ONE_OF,
        "literal_error": ONE_OF,
        **dict.fromkeys(("string_type", "string_unicode"), TEXT),
        **dict.fromkeys(("int_type", "int_parsing", "int_from_float"), WHOLE_NUMBER),
        **dict.fromkeys(("float_type", "float_parsing", "finite_number"), NUMBER),
        **dict.fromkeys(("decimal_type", "decimal_parsing"), NUMBER),
        **dict.fromkeys(("bool_type", "bool_parsing"), YES_OR_NO),
        **dict.fromkeys(("model_type", "model_attributes_type", "dict_type"), OBJECT),
        **dict.fromkeys(("list_type", "tuple_type", "set_type"), LIST),
        **dict.fromkeys(("date_type", "date_parsing"), DATE),
        **dict.fromkeys(
            ("date_from_datetime_parsing", "date_from_datetime_inexact"), DATE
        ),
        **dict.fromkeys(("datetime_type", "datetime_parsing"), MOMENT),
        **dict.fromkeys(("datetime_from_date_parsing", "timezone_aware"), MOMENT),
        **dict.fromkeys(("time_type", "time_parsing"), TIME),
        **dict.fromkeys(("url_type", "url_parsing", "url_scheme"), ADDRESS),
    }
)


def tell_refusals(errors: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return by field, named as the caller wrote it, what is wrong first."""
    refusals: dict[str, str] = {}
    for error in errors:
        refusals.setdefault(_name_field(error["loc"]), _tell(error))
    return refusals


def _name_field(location: tuple[str | int, ...]) -> str:
    """Leave out where it came in and, of a body, the name of our argument."""
    inner = location[2:] if location[0] == BODY else location[1:]
    words = [str(part) for part in inner if part != KEY_MARK]
    return ".".join(words) or BODY


def _tell(error: Mapping[str, Any]) -> str:
    text = TEXTS.get(error["type"], OTHERWISE)
    if text == MISSING and _name_field(error["loc"]) == BODY:
        text = OBJECT
    details = dict(error.get("ctx", {}))
    if text == ONE_OF:
        return tell_choices(
            one.strip("'") for one in LIST_ENDS.split(details["expected"])
        )
    return _(text).format(**details)


def tell_unknown(names: Iterable[str]) -> dict[str, str]:
    """Say of each field that nobody asked for it."""
    return {name: _(TEXTS["extra_forbidden"]) for name in names}


def tell_choices(words: Iterable[str]) -> str:
    """Say in the reader's language which words of a closed set a field may hold."""
    return _(ONE_OF).format(expected=join_words(words))
