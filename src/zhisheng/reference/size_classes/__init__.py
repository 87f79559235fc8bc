"""Definitions of enterprise size, each with its document and dates."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from zhisheng.reference.loader import Status, build_records, read_yaml


class Indicator(StrEnum):
    """What a threshold is compared with."""

    EMPLOYEES = "employees"
    REVENUE = "revenue"
    TOTAL_ASSETS = "total_assets"


@dataclass(frozen=True, slots=True)
class SizeDefinition:
    """One official meaning of large, medium, small and micro.

    Attributes
    ----------
    is_encoded : bool
        False where only name and document are registered and no number is known.
    """

    code: str
    name: str
    source: str
    jurisdiction: str
    status: Status
    valid_from: date
    valid_to: date | None
    is_encoded: bool
    note: str


@dataclass(frozen=True, slots=True)
class Threshold:
    """Lower bounds, each inside its class.

    Attributes
    ----------
    large, medium, small : int
        Persons for employees, ten thousand yuan for revenue and total assets.
    """

    indicator: Indicator
    large: int
    medium: int
    small: int

    @property
    def unit(self) -> str:
        """人 or 万元."""
        return "人" if self.indicator is Indicator.EMPLOYEES else "万元"


@dataclass(frozen=True, slots=True)
class SizeRow:
    """One row of a regulation's table.

    Attributes
    ----------
    english_name : str
        Our own translation.
    industry_codes : tuple[str, ...]
        Sections, divisions or groups of GB/T 4754-2017 the row covers.
    """

    code: str
    name: str
    english_name: str
    definition: str
    industry_codes: tuple[str, ...]
    thresholds: tuple[Threshold, ...]

    @property
    def source(self) -> str:
        """The document the row comes from."""
        return next(d.source for d in load_definitions() if d.code == self.definition)


@cache
def load_definitions() -> tuple[SizeDefinition, ...]:
    """Load every registered definition, encoded or not."""
    return build_records(SizeDefinition, read_yaml(__name__, "definitions.yaml"))


@cache
def load_rows() -> tuple[SizeRow, ...]:
    """Load the rows of every encoded definition.

    Notes
    -----
    Source: 统计上大中小微型企业划分办法(2017), 国统字〔2017〕213号.
    """
    return build_records(SizeRow, read_yaml(__name__, "statistical_2017.yaml"))
