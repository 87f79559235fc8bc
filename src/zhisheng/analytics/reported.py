"""Totals that areas reported on paper, added up where an area has none of its own."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

from zhisheng.analytics.areas import Atlas
from zhisheng.analytics.figures import Cell, Report
from zhisheng.analytics.tables import Tables

Key: TypeAlias = tuple[str, int]
# A share or a change of one area cannot be added to that of another.
ADDITIVE = frozenset({"amount", "count"})
REGION = "region"


def read_reports(
    tables: Tables, atlas: Atlas, *, indicators: Collection[str], years: Sequence[int]
) -> dict[Key, tuple[Report, ...]]:
    """Read the totals that count of all regions, by indicator and year."""
    values = tables.area_values
    kept = values.filter(
        (values.subject_kind == REGION)
        & (values.standing == 1)
        & values.indicator.isin(sorted(indicators))
        & values.period.isin([str(year) for year in years])
    )
    found: dict[Key, tuple[Report, ...]] = {}
    ordered = kept.order_by("indicator", "period", "subject_code")
    for row in ordered.to_pyarrow().to_pylist():
        key = (row["indicator"], int(row["period"]))
        report = Report(
            area=row["subject_code"],
            area_name=atlas.name_area(row["subject_code"]),
            document=row["document"],
            value=row["value"],
            low=row["low"],
            high=row["high"],
            is_approximate=row["is_approximate"],
        )
        found[key] = (*found.get(key, ()), report)
    return found


def total_reports(
    reports: Sequence[Report], atlas: Atlas, *, area: str, value_kind: str
) -> Cell | None:
    """Return the area's own total or the sum of its parts', None if there is neither.

    A part's total stands for everything below it. Bounds are added apart: a sum with
    a range in it is a range.
    """
    own = [report for report in reports if report.area == area]
    if own:
        return _make_cell(own, parts=0, reported=0)
    if value_kind not in ADDITIVE:
        return None
    kept = _keep_highest(reports, atlas, area)
    if not kept:
        return None
    homes, parts = atlas.assign(area), atlas.list_parts(area)
    reported = {homes.get(report.area, "") for report in kept} & set(parts)
    return _make_cell(kept, parts=len(parts), reported=len(reported))


def _keep_highest(reports: Sequence[Report], atlas: Atlas, area: str) -> list[Report]:
    lines = {report.area: atlas.list_line(report.area) for report in reports}
    inside = {code: line for code, line in lines.items() if area in line}
    return [
        report
        for report in reports
        if report.area in inside
        and not any(code in inside for code in inside[report.area][:-1])
    ]


def _make_cell(reports: Sequence[Report], *, parts: int, reported: int) -> Cell:
    totals = _add_up(reports)
    missing = None
    if parts:
        missing = (1 - Decimal(reported) / Decimal(parts)).quantize(Decimal("0.0001"))
    return Cell(
        state="reported",
        value=totals["value"],
        low=totals["low"],
        high=totals["high"],
        missing_share=missing,
        reports=tuple(reports),
        parts=parts,
        parts_reported=reported,
    )


def _add_up(reports: Sequence[Report]) -> Mapping[str, Decimal | None]:
    if all(report.value is not None for report in reports):
        total = sum((_or_zero(report.value) for report in reports), Decimal(0))
        return {"value": total, "low": None, "high": None}
    low = sum((_bound(report.low, report.value) for report in reports), Decimal(0))
    high = sum((_bound(report.high, report.value) for report in reports), Decimal(0))
    return {"value": None, "low": low, "high": high}


def _bound(bound: Decimal | None, value: Decimal | None) -> Decimal:
    return _or_zero(value if bound is None else bound)


def _or_zero(value: Decimal | None) -> Decimal:
    return Decimal(0) if value is None else value
