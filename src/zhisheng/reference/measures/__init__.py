"""Measures 措施 an enterprise can take, and goals it may have, as dated data."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from zhisheng.reference.loader import (
    ReferenceDataError,
    Status,
    build_records,
    pick,
    read_yaml,
)


class MeasureKind(StrEnum):
    """What a measure is."""

    TOOL = "tool"
    TRAINING = "training"
    DOCUMENT = "document"
    EXPERT_DAY = "expert_day"
    EQUIPMENT = "equipment"
    CERTIFICATION = "certification"
    POLICY = "policy"
    LOAN = "loan"


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure; which criteria it lifts stands in each evaluation model.

    Attributes
    ----------
    action : str
        What is done, in one sentence to the owner.
    cost_yuan, staff_days, duration_days : int
        What a firm of up to twenty people pays, how many days its own people spend,
        and how many calendar days go by from start to effect.
    prerequisites : tuple[str, ...]
        Codes of measures that must be done before.
    provider : str
        Who offers it.
    """

    code: str
    kind: MeasureKind
    name: str
    english: str
    action: str
    english_action: str
    cost_yuan: int
    staff_days: int
    duration_days: int
    provider: str
    english_provider: str
    source: str
    jurisdiction: str
    status: Status
    valid_from: date
    valid_to: date | None
    prerequisites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Goal:
    """What a firm wants; criteria that serve a chosen goal count double in its plan."""

    code: str
    name: str
    english: str


@cache
def load_measures() -> tuple[Measure, ...]:
    """Load the measures of all times."""
    return build_records(Measure, read_yaml(__name__, "measures.yaml"))


@cache
def load_goals() -> tuple[Goal, ...]:
    """Load the goals a firm can choose from."""
    return build_records(Goal, read_yaml(__name__, "goals.yaml"))


@cache
def find_measures(on: date) -> tuple[Measure, ...]:
    """Return the measures that can be taken on a day."""
    return pick(load_measures(), on)


@cache
def get_measure(code: str) -> Measure:
    """Return the latest record of a measure.

    Raises
    ------
    ReferenceDataError
        If no such measure ships.
    """
    for measure in reversed(load_measures()):
        if measure.code == code:
            return measure
    raise ReferenceDataError(f"no measure {code}")
