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

__all__ = [
    "FormDefinition",
    "FormFieldDefinition",
    "FormRight",
    "IndicatorDefinition",
    "IndicatorLevel",
    "PeriodKind",
    "Population",
    "ValueKind",
    "list_forms",
    "list_indicators",
]
