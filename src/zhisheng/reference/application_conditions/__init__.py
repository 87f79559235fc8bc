"""The conditions on which certification of a management system can be applied for."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from zhisheng.reference.loader import Status, build_records, pick, read_yaml


class Asked(StrEnum):
    """What has to be true of a fact.

    ``months_ago`` asks whether the day that is the fact lies at least so many months
    back.
    """

    IS_TRUE = "is_true"
    IS_FALSE = "is_false"
    ONE_OF = "one_of"
    AT_LEAST = "at_least"
    MONTHS_AGO = "months_ago"


@dataclass(frozen=True, slots=True)
class FactTest:
    """One fact and what has to be true of it.

    Attributes
    ----------
    least : int
        The least number, or the least months.
    words : tuple[str, ...]
        What the fact may be, for ``one_of``.
    undecided : tuple[str, ...]
        What it may be without saying yes or no.
    """

    fact: str
    kind: Asked
    least: int = 0
    words: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """One way to meet a condition: all of its tests hold."""

    tests: tuple[FactTest, ...]


@dataclass(frozen=True, slots=True)
class FactWords:
    """What a fact is called, and who can say where no app tells it."""

    name: str
    label: str
    english: str
    ask: str
    english_ask: str


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition, in our own words.

    Attributes
    ----------
    ways : tuple[Way, ...]
        Any of them meets it; without a way no fact decides.
    cure : str
        What to do where it is not met.
    """

    code: str
    text: str
    english: str
    cure: str
    english_cure: str
    ways: tuple[Way, ...] = ()


@dataclass(frozen=True, slots=True)
class ConditionSet:
    """The conditions of one edition of certification rules."""

    code: str
    name: str
    english_name: str
    number: str
    clause: str
    source: str
    jurisdiction: str
    status: Status
    valid_from: date
    valid_to: date | None
    conditions: tuple[Condition, ...]
    facts: tuple[FactWords, ...]


@cache
def load_condition_sets() -> tuple[ConditionSet, ...]:
    """Load the conditions of all times."""
    return build_records(ConditionSet, read_yaml(__name__, "conditions.yaml"))


def find_condition_sets(on: date) -> tuple[ConditionSet, ...]:
    """Return the conditions in force on a day."""
    return pick(load_condition_sets(), on)
