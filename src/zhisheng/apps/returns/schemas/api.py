"""What the API takes and gives; numbers in the unit of the dictionary."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Self

from ninja import Schema
from pydantic import Field

from zhisheng.apps.returns.models import AreaValue, Indicator, Return, Value
from zhisheng.apps.returns.selectors import KeptPage
from zhisheng.kit.api_fields import YearText


class IndicatorOut(Schema):
    code: str
    name: str
    english_name: str
    definition: str
    unit: str
    display_unit: str
    levels: list[str]
    period_kind: str
    value_kind: str
    may_be_range: bool
    population: str
    derived_from: list[str]
    source: str

    @classmethod
    def of(cls, indicator: Indicator) -> Self:
        return cls(**{name: getattr(indicator, name) for name in cls.model_fields})


class ValueOut(Schema):
    """A value, or a range that stays one; ``declared_by`` is an organisation's code."""

    indicator: str
    period: str
    unit: str
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    is_approximate: bool
    source_kind: str
    declared_by: str
    checked_at: datetime | None
    recorded_at: datetime

    @classmethod
    def of(cls, value: Value) -> Self:
        return cls(
            indicator=value.indicator_id,
            period=value.period,
            unit=value.indicator.unit,
            value=value.value,
            low=value.low,
            high=value.high,
            is_approximate=value.is_approximate,
            source_kind=value.source_kind,
            declared_by=value.declared_by.code,
            checked_at=value.checked_at,
            recorded_at=value.recorded_at,
        )


class TotalOut(Schema):
    code: str
    level: str
    subject_code: str
    subject_name: str
    indicator: str
    period: str
    unit: str
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    is_approximate: bool
    population: str
    document: str

    @classmethod
    def of(cls, total: AreaValue) -> Self:
        return cls(
            code=total.code,
            level=total.subject_kind,
            subject_code=total.subject_code,
            subject_name=total.subject_name,
            indicator=total.indicator_id,
            period=total.period,
            unit=total.indicator.unit,
            value=total.value,
            low=total.low,
            high=total.high,
            is_approximate=total.is_approximate,
            population=total.population,
            document=total.document,
        )


class TotalIn(Schema):
    """``amount`` as written in the document, e.g. 3.7亿元 or 5–15%."""

    level: str
    subject_code: Annotated[str, Field(min_length=1, max_length=40)]
    subject_name: Annotated[str, Field(max_length=120)] = ""
    indicator: str
    period: Annotated[str, YearText()]
    amount: Annotated[str, Field(max_length=80)]
    document: Annotated[str, Field(min_length=1, max_length=200)]


class ReturnIn(Schema):
    """Texts by indicator code as a person would write them; money in ``unit``."""

    enterprise: str
    form: str
    period: str
    values: dict[str, str]
    unit: str = "元"
    explanations: dict[str, str] = {}


class ReturnOut(Schema):
    code: str
    enterprise: str
    form: str
    period: str
    status: str
    warnings: list[str]
    submitted_at: datetime | None

    @classmethod
    def of(cls, filing: Return) -> Self:
        return cls(
            code=filing.code,
            enterprise=filing.enterprise.code,
            form=filing.form.code,
            period=filing.period,
            status=filing.status,
            warnings=[str(warning["key"]) for warning in filing.warnings],
            submitted_at=filing.submitted_at,
        )


class KeptValueOut(Schema):
    """A value a withdrawal left, and who wrote it last."""

    enterprise: str
    name: str
    indicator: str
    period: str
    changed_by: str
    changed_at: datetime


class KeptValuePageOut(Schema):
    items: list[KeptValueOut]
    next_after: int | None

    @classmethod
    def of(cls, page: KeptPage) -> Self:
        items = [
            KeptValueOut(
                enterprise=one.enterprise_code,
                name=one.enterprise_name,
                indicator=one.indicator,
                period=one.period,
                changed_by=one.changed_by,
                changed_at=datetime.fromisoformat(one.changed_at),
            )
            for one in page.items
        ]
        return cls(items=items, next_after=page.next_after)
