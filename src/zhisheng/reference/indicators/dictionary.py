"""Read the indicator dictionary and the example forms of the package."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from zhisheng.reference.loader import ReferenceDataError, build_records, read_yaml

PACKAGE = "zhisheng.reference.indicators"
FILES = ("enterprise.yaml", "area.yaml", "bulletin.yaml")


class IndicatorLevel(StrEnum):
    """Whose value it is."""

    ENTERPRISE = "enterprise"
    TRADE = "trade"
    CHAIN = "chain"
    REGION = "region"
    PILOT = "pilot"


class PeriodKind(StrEnum):
    """What stretch of time a value covers; the national bulletin often does not say."""

    YEAR = "year"
    QUARTER = "quarter"
    POINT = "point"
    CUMULATIVE = "cumulative"
    UNSTATED = "unstated"


class ValueKind(StrEnum):
    """A share in percent and a difference in percentage points are never mixed."""

    AMOUNT = "amount"
    COUNT = "count"
    PERCENT = "percent"
    PERCENTAGE_POINT = "percentage_point"
    RATIO = "ratio"


class Population(StrEnum):
    """The enterprises or persons a figure of a bulletin is about."""

    UNSTATED = ""
    PARTICIPATING = "participating"
    TRAINED = "trained"
    HELPED = "helped"
    CERTIFIED = "certified"
    PILOT = "pilot"


class FormRight(StrEnum):
    """By what right a form asks."""

    SURVEY = "survey"
    WORKING = "working"


@dataclass(frozen=True, slots=True)
class IndicatorDefinition:
    """One entry of the dictionary.

    Parameters
    ----------
    english_definition : str
        Our own translation of ``definition``, which alone counts.
    unit : str
        The unit values are kept in; money is kept in yuan.
    display_unit : str
        The unit people usually write, e.g. 万元; empty where it is ``unit``.
    levels : tuple[IndicatorLevel, ...]
        Whose values exist, the usual one first.
    is_share : bool
        A share of a whole, which lies between 0 and 100 percent.
    derived_from : tuple[str, ...]
        Codes it is computed from; then nobody is asked for it.
    """

    code: str
    name: str
    english_name: str
    definition: str
    english_definition: str
    unit: str
    levels: tuple[IndicatorLevel, ...]
    period_kind: PeriodKind
    value_kind: ValueKind
    may_be_range: bool
    source: str
    display_unit: str = ""
    population: Population = Population.UNSTATED
    is_share: bool = False
    derived_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormFieldDefinition:
    """One question of a form and the step it stands in."""

    indicator: str
    step: str
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class FormDefinition:
    """A form, its right to ask, and about how many minutes it takes."""

    code: str
    name: str
    right: FormRight
    purpose: str
    recipients: str
    retention_years: int
    valid_from: date
    valid_to: date | None
    minutes: int
    fields: tuple[FormFieldDefinition, ...]
    form_number: str = ""
    authority: str = ""
    approval_number: str = ""


@cache
def list_indicators() -> tuple[IndicatorDefinition, ...]:
    """Return the whole dictionary in its order.

    Raises
    ------
    ReferenceDataError
        If a code stands twice or an entry derives from an unknown one.
    """
    rows = [row for name in FILES for row in read_yaml(PACKAGE, name)]
    indicators = build_records(IndicatorDefinition, rows)
    codes = [indicator.code for indicator in indicators]
    sources = {code for indicator in indicators for code in indicator.derived_from}
    if len(set(codes)) != len(codes) or not sources <= set(codes):
        raise ReferenceDataError("indicators: a code is doubled or a source unknown")
    return indicators


@cache
def list_forms() -> tuple[FormDefinition, ...]:
    """Return the forms that ship with the platform, all labelled 示例."""
    return build_records(FormDefinition, read_yaml(PACKAGE, "forms.yaml"))
