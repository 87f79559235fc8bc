from datetime import date

import pytest

from zhisheng.kit import facts
from zhisheng.kit.facts import NOT_KNOWN, FactType, ask, list_facts, provides

ON = date(2024, 3, 1)
EMPLOYEES = FactType("test.employees", "从业人员", int, unit="人")
CERTIFIED = FactType("test.is_certified", "已获证", bool)


@pytest.fixture(autouse=True)
def own_registry(monkeypatch):
    monkeypatch.setattr(facts, "_sources", {})


@pytest.fixture
def calls() -> list[tuple[tuple[int, ...], date]]:
    seen: list[tuple[tuple[int, ...], date]] = []

    @provides(EMPLOYEES, CERTIFIED)
    def tell(enterprise_ids, on):
        seen.append((tuple(enterprise_ids), on))
        return {
            "test.employees": {1: 20, 2: None},
            "test.is_certified": {1: False},
            "test.unasked": {1: 1},
        }

    return seen


def test_asks_a_provider_once_for_all(calls):
    table = ask(["test.employees", "test.is_certified"], [2, 1], ON)

    assert calls == [((2, 1), ON)]
    assert table.get("test.employees", 1) == 20
    assert table.column("test.employees") == [NOT_KNOWN, 20]


def test_false_is_known_and_missing_is_not(calls):
    table = ask(["test.is_certified"], [1, 2], ON)

    assert table.get("test.is_certified", 1) is False
    assert table.get("test.is_certified", 2) is NOT_KNOWN


def test_what_nobody_provides_is_not_known(calls):
    table = ask(["test.nobody"], [1], ON)

    assert table.get("test.nobody", 1) is NOT_KNOWN
    assert calls == []


def test_answers_nobody_asked_for_are_dropped(calls):
    assert ask(["test.employees"], [1], ON).get("test.unasked", 1) is NOT_KNOWN


def test_not_known_refuses_to_be_read_as_no():
    with pytest.raises(TypeError):
        bool(NOT_KNOWN)


def test_lists_what_can_be_told_by_name(calls):
    assert list_facts() == [EMPLOYEES, CERTIFIED]


def test_refuses_two_providers_of_one_fact(calls):
    def other(enterprise_ids, on): ...

    other.__module__ = "elsewhere"

    with pytest.raises(ValueError, match=r"test\.employees"):
        provides(EMPLOYEES)(other)
