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
    "mapping",
    [
        RULE | {"surplus": 1},
        {"code": "a"},
        RULE | {"code": 3},
        RULE | {"valid_from": "2024-01-01"},
        RULE | {"parts": "x"},
    ],
)
def test_refuses_what_does_not_fit(mapping):
    with pytest.raises(ReferenceDataError):
        build_records(Rule, [mapping])


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
