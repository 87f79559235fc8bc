"""What the API takes and gives; loaded with the API alone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ninja import Schema

from zhisheng.apps.programme.choices import (
    ImportStatus,
)
from zhisheng.apps.programme.models import (
    Enrolment,
    KeptChange,
    RosterImport,
)
from zhisheng.apps.programme.schemas.imports import tell_problem
from zhisheng.apps.programme.selectors import has_stopped


class ColumnOut(Schema):
    index: int
    text: str
    example: str


class AppliedOut(Schema):
    """What applying put in and changed, all applications of the import together.

    ``changed_…`` count what was on record; null where an earlier version did not count.
    """

    rows: int
    enterprises: int
    changed_enterprises: int | None = None
    engagements: int
    changed_engagements: int | None = None
    enrolments: int
    changed_enrolments: int | None = None
    values: int
    changed_values: int | None = None


class WithdrawnOut(Schema):
    """What a withdrawal removed, restored (``restored_values`` are values) and left."""

    enterprises: int = 0
    engagements: int = 0
    enrolments: int = 0
    values: int = 0
    restored: int = 0
    restored_values: int | None = None
    kept: int = 0
    handed_over: int = 0


class ImportOut(Schema):
    """An import; ``counts`` tells how many rows stand where and are ``applicable`` now.

    ``sales_columns`` are headings of sales income that were read as revenue.
    """

    code: str
    status: str
    year: int
    file_name: str
    helper: str
    counts: dict[str, int]
    has_stopped: bool
    problem: str
    hidden_sheets: list[str] = []
    unread_sheets: list[str] = []
    unread_columns: list[str] = []
    sales_columns: list[str] = []
    columns: list[ColumnOut] = []
    applied: AppliedOut | None = None
    withdrawn: WithdrawnOut | None = None


class MappingIn(Schema):
    """Position (from 0) of each field, such as ``{"name": 0, "revenue@after": 4}``."""

    columns: dict[str, int]


class KeptOut(Schema):
    """What a withdrawal left: ``field`` is empty where the thing as a whole is meant."""

    enterprise: str
    name: str
    kind: str
    reason: str
    field: str
    period: str
    changed_by: str
    changed_at: datetime | None


class KeptPageOut(Schema):
    items: list[KeptOut]
    next_after: int | None


class LedgerEntryOut(Schema):
    enterprise: str
    name: str
    region: str | None
    year: int
    willingness: str
    potential: str
    is_selected: bool | None
    helpers: list[str]


class LedgerPageOut(Schema):
    items: list[LedgerEntryOut]
    next_after: int | None


def write_kept(item: KeptChange) -> KeptOut:
    return KeptOut(
        enterprise=item.enterprise_code,
        name=item.enterprise_name,
        kind=item.kind,
        reason=item.reason,
        field=item.field,
        period=item.period,
        changed_by=item.changed_by,
        changed_at=item.changed_at,
    )


def write_import(roster_import: RosterImport, counts: Mapping[str, int]) -> ImportOut:
    results = roster_import.counts
    return ImportOut(
        code=roster_import.code,
        status=roster_import.status,
        year=roster_import.year,
        file_name=roster_import.file.original_name,
        helper=roster_import.helper.code,
        counts=dict(counts),
        has_stopped=has_stopped(roster_import),
        problem=tell_problem(roster_import),
        hidden_sheets=roster_import.hidden_sheets,
        unread_sheets=roster_import.unread_sheets,
        unread_columns=roster_import.unread_columns,
        sales_columns=roster_import.sales_columns,
        columns=[ColumnOut(**column) for column in _list_asked(roster_import)],
        applied=AppliedOut(**results["applied"]) if "applied" in results else None,
        withdrawn=(
            WithdrawnOut(**results["withdrawn"]) if "withdrawn" in results else None
        ),
    )


def _list_asked(roster_import: RosterImport) -> list[dict[str, Any]]:
    """Return the columns that are to be explained before the file can be read."""
    if roster_import.status != ImportStatus.MAPPING:
        return []
    return list(roster_import.mapping["columns"])


def write_ledger_entry(enrolment: Enrolment) -> LedgerEntryOut:
    engagements = enrolment.engagements_of_year
    return LedgerEntryOut(
        enterprise=enrolment.enterprise.code,
        name=enrolment.shown_name,
        region=enrolment.shown_region_code or None,
        year=enrolment.year,
        willingness=enrolment.willingness,
        potential=enrolment.potential,
        is_selected=enrolment.is_selected,
        helpers=list(dict.fromkeys(item.helper.name for item in engagements)),
    )
