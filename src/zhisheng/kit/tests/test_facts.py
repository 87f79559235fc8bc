from datetime import date

import pytest

from zhisheng.kit import facts
from zhisheng.kit.facts import NOT_KNOWN, FactType, Told, ask, list_facts, provides
from zhisheng.reference.connectors import write_source

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


def tell_elsewhere(values, module, *, is_shared=True, fact_type=CERTIFIED):
    def tell(_ids, _on):
        return {fact_type.name: values}

    tell.__module__ = module
    return provides(fact_type, is_shared=is_shared)(tell)


def told(value, source, day=1):
    return Told(value, source, date(2024, 2, day))


def test_an_administrative_record_counts_before_what_the_enterprise_says():
    stated = told(False, "statement", 20)
    record = told(True, write_source("enterprise-register", "B-1"), 1)
    tell_elsewhere({1: stated, 2: stated}, "a")
    tell_elsewhere({1: record, 3: None}, "b")

    table = ask([CERTIFIED.name], [1, 2, 3], ON)

    assert table.column(CERTIFIED.name) == [True, False, NOT_KNOWN]
    assert table.find_source(CERTIFIED.name, 1) == record
    assert table.find_source(CERTIFIED.name, 2) == stated
    assert table.find_source(CERTIFIED.name, 3) is None


@pytest.mark.parametrize("modules", [("a", "b"), ("b", "a")])
def test_of_one_rank_the_newest_counts(modules):
    old, new = told(True, "self-check", 1), told(False, "statement", 2)
    for module, one in zip(modules, (old, new), strict=True):
        tell_elsewhere({1: one}, module)

    assert ask([CERTIFIED.name], [1], ON).get(CERTIFIED.name, 1) is False


def test_a_word_the_rule_does_not_know_comes_last():
    tell_elsewhere({1: told(True, "somebody", 20)}, "a")
    tell_elsewhere({1: told(False, "statement", 1)}, "b")

    assert ask([CERTIFIED.name], [1], ON).get(CERTIFIED.name, 1) is False


def test_of_a_shared_fact_each_word_has_its_source():
    tell_elsewhere({1: True}, "a")
    tell_elsewhere({1: told(False, "statement")}, "b")

    with pytest.raises(TypeError, match="whose word"):
        ask([CERTIFIED.name], [1], ON)


def test_a_fact_is_shared_only_if_both_say_so_and_mean_the_same(calls):
    with pytest.raises(ValueError, match="comes from"):
        tell_elsewhere({}, "a")

    other = FactType("test.other", "别的", int)
    tell_elsewhere({}, "a", fact_type=other)
    with pytest.raises(ValueError, match="two types"):
        tell_elsewhere({}, "b", fact_type=FactType("test.other", "别的", bool))
    with pytest.raises(ValueError, match="comes from"):
        tell_elsewhere({}, "b", fact_type=other, is_shared=False)


def test_a_value_without_a_source_has_none(calls):
    assert ask(["test.employees"], [1], ON).find_source("test.employees", 1) is None
