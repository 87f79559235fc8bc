from dataclasses import dataclass
from datetime import date

import pytest

from zhisheng.reference.loader import (
    ReferenceDataError,
    Status,
    build_records,
    pick,
    read_rows,
    read_yaml,
)


@dataclass(frozen=True, slots=True)
class Part:
    name: str


@dataclass(frozen=True, slots=True)
class Rule:
    code: str
    status: Status
    valid_from: date
    valid_to: date | None = None
    parts: tuple[Part, ...] = ()


RULE = {"code": "a", "status": "示例", "valid_from": date(2024, 1, 1)}


def test_builds_nested_frozen_records():
    (rule,) = build_records(Rule, [RULE | {"parts": [{"name": "x"}]}])

    assert rule.status is Status.EXAMPLE
    assert rule.parts == (Part("x"),)


@pytest.mark.parametrize(
    ("mapping", "text"),
    [
        (RULE | {"surplus": 1}, "[0] Rule: unknown ['surplus'], missing []"),
        ({"code": "a"}, "[0] Rule: unknown [], missing ['status', 'valid_from']"),
        (RULE | {"code": 3}, "[0].code: 3 does not fit <class 'str'>"),
        (RULE | {"parts": "x"}, "[0].parts: 'x' does not fit "),
        (RULE | {"parts": [{"name": "x"}, {}]}, "[0].parts[1] Part: unknown []"),
        (
            RULE | {"status": "真"},
            "[0].status: '真' is none of ['confirmed', '示例', '待核']",
        ),
    ],
)
def test_refuses_what_does_not_fit_and_says_where(mapping, text):
    with pytest.raises(ReferenceDataError) as refused:
        build_records(Rule, [mapping])

    assert str(refused.value).startswith(text)


def test_picks_what_is_in_force_with_both_ends_included():
    old, new = build_records(
        Rule,
        [
            RULE | {"valid_to": date(2024, 12, 31)},
            RULE | {"code": "b", "valid_from": date(2025, 1, 1), "valid_to": None},
        ],
    )

    assert pick([old, new], date(2024, 12, 31)) == (old,)
    assert pick([old, new], date(2025, 1, 1)) == (new,)
    assert pick([old, new], date(2023, 12, 31)) == ()


def test_reads_package_files():
    rows = read_rows("zhisheng.reference.industries", "gbt4754_2017.csv")

    assert rows[0]["name"] == "农、林、牧、渔业"
    with pytest.raises(ReferenceDataError):
        read_yaml("zhisheng.reference.industries", "gbt4754_2017.csv")
