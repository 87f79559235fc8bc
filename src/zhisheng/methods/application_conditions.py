"""Whether an enterprise meets the conditions to apply for certification, as far as known."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from zhisheng.reference.application_conditions import (
    Asked,
    Condition,
    ConditionSet,
    FactTest,
    Way,
)

MONTHS_PER_YEAR = 12
Facts = Mapping[str, object]


class Verdict(StrEnum):
    """Whether a condition is met; what nobody told is neither yes nor no."""

    YES = "yes"
    NO = "no"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True)
class Finding:
    """What the facts say of one condition.

    Attributes
    ----------
    used : tuple[str, ...]
        Names of the known facts that were looked at.
    missing : tuple[str, ...]
        Names of the facts that would decide; empty unless it is not known, and also
        where no fact can decide.
    """

    condition: str
    verdict: Verdict
    used: tuple[str, ...]
    missing: tuple[str, ...]


def check_conditions(
    conditions: ConditionSet, facts: Facts, on: date
) -> tuple[Finding, ...]:
    """Check every condition against what is known on a day.

    Parameters
    ----------
    conditions : ConditionSet
    facts : Mapping[str, object]
        Known facts by name; what is left out is not known.
    on : date
        The day asked about.

    Raises
    ------
    TypeError
        If a fact is of a kind its test cannot ask.

    Notes
    -----
    A condition is met if one of its ways is, and not met if none can be any more; a
    way is met if all its tests hold.
    Source: the rules named by the set.
    """
    return tuple(_check(one, facts, on) for one in conditions.conditions)


def _check(condition: Condition, facts: Facts, on: date) -> Finding:
    ways = [(way, _judge_way(way, facts, on)) for way in condition.ways]
    verdict = _join(found for _, found in ways) if ways else Verdict.NOT_KNOWN
    names = dict.fromkeys(test.fact for way in condition.ways for test in way.tests)
    missing = [
        test.fact
        for way, found in ways
        if found is Verdict.NOT_KNOWN
        for test in way.tests
        if _judge(test, facts, on) is Verdict.NOT_KNOWN
    ]
    return Finding(
        condition.code,
        verdict,
        tuple(name for name in names if name in facts),
        tuple(dict.fromkeys(missing)) if verdict is Verdict.NOT_KNOWN else (),
    )


def _join(ways: Iterable[Verdict]) -> Verdict:
    found = set(ways)
    for verdict in (Verdict.YES, Verdict.NOT_KNOWN):
        if verdict in found:
            return verdict
    return Verdict.NO


def _judge_way(way: Way, facts: Facts, on: date) -> Verdict:
    found = {_judge(test, facts, on) for test in way.tests}
    for verdict in (Verdict.NO, Verdict.NOT_KNOWN):
        if verdict in found:
            return verdict
    return Verdict.YES


def _judge(test: FactTest, facts: Facts, on: date) -> Verdict:
    value = facts.get(test.fact)
    if value is None or value in test.undecided:
        return Verdict.NOT_KNOWN
    return Verdict.YES if _holds(test, value, on) else Verdict.NO


def _holds(test: FactTest, value: object, on: date) -> bool:
    match test.kind, value:
        case ((Asked.IS_TRUE | Asked.IS_FALSE), bool()):
            return value is (test.kind is Asked.IS_TRUE)
        case Asked.ONE_OF, str():
            return value in test.words
        case Asked.AT_LEAST, int() | float() if not isinstance(value, bool):
            return value >= test.least
        case Asked.MONTHS_AGO, date():
            return count_months(value, on) >= test.least
    raise TypeError(f"{test.fact} is {value!r}, which {test.kind} cannot ask")


def count_months(start: date, end: date) -> int:
    """Count the full months between two days.

    From the 31st a month is full on the last day of a month without one, as in
    everyday reckoning; in February on the 28th or 29th.
    """
    months = (end.year - start.year) * MONTHS_PER_YEAR + end.month - start.month
    is_full = end.day >= start.day or _is_last_day(end)
    return months if is_full else months - 1


def _is_last_day(day: date) -> bool:
    return date.fromordinal(day.toordinal() + 1).month != day.month
