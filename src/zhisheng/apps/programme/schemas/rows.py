"""What the pages and the API tell of the rows of an import."""

from typing import Any

from ninja import Schema

from zhisheng.apps.programme.errors import show_reason
from zhisheng.apps.programme.models import ImportRow


class RowOut(Schema):
    id: int
    sheet: str | None
    row: int
    status: str
    reasons: list[str]
    name: str
    uscc: str
    region: str
    industry: str
    candidates: list[dict[str, Any]]
    decision: str
    details: list[dict[str, Any]]


class RowPageOut(Schema):
    items: list[RowOut]
    next_after: int | None


class DecisionIn(Schema):
    decision: str
    enterprise: str = ""


def write_row(row: ImportRow) -> RowOut:
    return RowOut(
        id=row.pk,
        sheet=row.sheet or None,
        row=row.row,
        status=row.status,
        reasons=list(dict.fromkeys(str(reason["field"]) for reason in row.reasons)),
        name=row.name,
        uscc=row.uscc,
        region=row.region_code,
        industry=row.industry_code,
        candidates=row.candidates,
        decision=row.decision,
        details=[show_reason(reason) for reason in row.reasons],
    )
