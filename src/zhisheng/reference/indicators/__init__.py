"""The indicator dictionary and the forms that ask for its values, as data."""

from zhisheng.reference.indicators.dictionary import (
    FormDefinition,
    FormFieldDefinition,
    FormRight,
    IndicatorDefinition,
    IndicatorLevel,
    PeriodKind,
    Population,
    ValueKind,
    list_forms,
    list_indicators,
)
from zhisheng.reference.indicators.english import find_english

__all__ = [
    "FormDefinition",
    "FormFieldDefinition",
    "FormRight",
    "IndicatorDefinition",
    "IndicatorLevel",
    "PeriodKind",
    "Population",
    "ValueKind",
    "find_english",
    "list_forms",
    "list_indicators",
]
