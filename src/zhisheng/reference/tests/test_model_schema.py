"""The published schema judges a file as the reader does."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from importlib import resources
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from zhisheng.reference.maturity.describing import FIELDS
from zhisheng.reference.maturity.reading import read_models
from zhisheng.reference.maturity.records import MaturityModel
from zhisheng.reference.maturity.schema import build_schema, list_kinds

FILES = resources.files("zhisheng.reference.maturity")
NAMES = ["five_levels", "four_grades", "household", "readiness"]
VALIDATOR = Draft202012Validator(build_schema())
ODD = st.sampled_from(
    [None, True, 0, 1, 5, 11, 101, 601, 2.5, "", " ", "1", "x-1", "X", "示例", [], {}]
)


def load(name: str) -> Any:
    return yaml.safe_load(FILES.joinpath(f"{name}.yaml").read_text(encoding="utf-8"))


def write_dates(value: Any) -> Any:
    """JSON has no dates."""
    if isinstance(value, dict):
        return {key: write_dates(one) for key, one in value.items()}
    if isinstance(value, list):
        return [write_dates(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def passes(content: Any) -> bool:
    return bool(VALIDATOR.is_valid(write_dates(content)))


def walk(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every list or mapping below, with a place in it that is no date."""
    places = value.items() if isinstance(value, dict) else enumerate(value)
    for place, one in list(places):
        if not isinstance(one, date) and place != "valid_to":
            yield value, place
        if isinstance(one, dict | list):
            yield from walk(one)


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(build_schema())


@pytest.mark.parametrize("name", NAMES)
def test_every_shipped_model_passes(name: str) -> None:
    assert list(VALIDATOR.iter_errors(write_dates(load(name)))) == []


def test_every_field_is_described_and_none_is_left_over() -> None:
    assert set(FIELDS) == {
        f"{kind.__name__}.{one.name}"
        for kind in list_kinds(MaturityModel)
        for one in fields(kind)
    }
    assert all(chinese and english for chinese, english in FIELDS.values())


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("minutes", "15"),
        ("within", "mean"),
        ("code", "个体户"),
        ("grades", 3),
        ("top_level", 99),
        ("colour", "red"),
    ],
)
def test_a_broken_model_fails(key: str, value: object) -> None:
    content = load("household")
    content[0][key] = value

    assert not passes(content)


def test_a_missing_key_fails() -> None:
    content = load("household")
    del content[0]["status"]

    assert not passes(content)


@settings(deadline=None, max_examples=100)
@given(st.data())
def test_schema_and_reader_agree_on_anything(data: st.DataObject) -> None:
    content = load("household")
    # The last dimension has a scope, conditions, options and a rubric.
    content[0]["dimensions"] = content[0]["dimensions"][-1:]
    holder, place = data.draw(st.sampled_from(list(walk(content))))
    if data.draw(st.booleans()):
        holder[place] = data.draw(ODD)
    else:
        del holder[place]
    if not content:
        return
    written = yaml.safe_dump(content, allow_unicode=True).encode()

    assert passes(content) == (read_models(written).faults == ())
