"""What the API gives of published cases: what everybody may read anyway."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from ninja import Schema

from zhisheng.apps.improvement.models import GoodCase
from zhisheng.apps.improvement.selectors import name_case


class FigureOut(Schema):
    """A raw figure as the enterprise measured it."""

    measured: str
    unit: str
    before: Decimal
    after: Decimal


class CaseOut(Schema):
    """A published case; ``enterprise_name`` only where it agreed to be named."""

    code: str
    title: str
    whose: str
    enterprise_name: str | None
    region_code: str | None
    industry_code: str | None
    problem: str
    measure: str
    model_code: str
    criterion: str
    figures: list[FigureOut]
    published_at: datetime


class CasePageOut(Schema):
    items: list[CaseOut]
    next_before: int | None


def write_cases(cases: Iterable[GoodCase]) -> list[CaseOut]:
    return [_write(case, case.published_at) for case in cases if case.published_at]


def _choose_region(case: GoodCase) -> str | None:
    """Return the county where the enterprise is named, else what lies above it."""
    region = case.enterprise.region
    if region is None or case.is_named or region.parent is None:
        return region.code if region else None
    return region.parent.code


def _write(case: GoodCase, published_at: datetime) -> CaseOut:
    enterprise = case.enterprise
    return CaseOut(
        code=case.code,
        title=case.title,
        whose=name_case(case),
        enterprise_name=enterprise.name if case.is_named else None,
        region_code=_choose_region(case),
        industry_code=enterprise.industry_id,
        problem=case.problem_text,
        measure=case.measure_text,
        model_code=case.model_code,
        criterion=case.criterion,
        figures=[
            FigureOut(
                measured=one.measured,
                unit=one.measured_unit,
                before=one.value_before,
                after=one.value_after,
            )
            for one in case.figures.all()
        ],
        published_at=published_at,
    )
