"""What the API tells of the rows of an import, and how they are answered."""

from datetime import date
from decimal import Decimal
from typing import Any

from ninja import Schema

from zhisheng.apps.programme.models import ImportValue
from zhisheng.apps.programme.selectors import (
    FieldChange,
    RowPreview,
    show_reason,
)
from zhisheng.apps.programme.services import Outcome


class ValueOut(Schema):
    """One value of a row; money in yuan, percent in percent; a range has two ends."""

    indicator: str
    period: str
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    is_approximate: bool


class ChangeOut(Schema):
    """What a row would change of what is on record: of the enterprise, values or helps.

    ``kind`` is ``record``, ``value`` (of the indicator ``field`` in ``period``),
    ``engagement`` or ``enrolment``. Values are written ``20``, ``~20`` where approximate,
    and ``5..15``; dates no more exactly than they are known. ``label``, ``old_text`` and
    ``new_text`` are what people call it.
    """

    kind: str
    field: str
    period: str
    label: str
    old: str
    new: str
    old_text: str
    new_text: str


class RowOut(Schema):
    """A row; ``status`` is where it stands.

    ``accepted``, ``warning``, ``refused``; ``to_confirm`` until it is answered, then
    ``answered``; ``applied`` at last.
    """

    id: int
    sheet: str | None
    row: int
    status: str
    reasons: list[str]
    name: str
    uscc: str
    legal_form: str
    region: str
    industry: str
    unit: str
    help_start: date | None
    help_start_precision: str
    help_end: date | None
    help_end_precision: str
    values: list[ValueOut]
    changes: list[ChangeOut]
    candidates: list[dict[str, Any]]
    decision: str
    details: list[dict[str, Any]]


class RowPageOut(Schema):
    items: list[RowOut]
    next_after: int | None


class DecisionIn(Schema):
    """``same`` with an enterprise, ``new``, ``skip``; or a kind of place with one.

    Kinds are ``region``, ``industry`` and ``unit``; ``helper`` takes the code of a body as its place, or ``new`` for a body to be recorded.
    With ``all_alike`` the other rows of the import that wrote the same for the place and
    are open for it are answered as well.
    """

    decision: str
    enterprise: str = ""
    place: str = ""
    all_alike: bool = False


class AlikeOut(Schema):
    """What came of the other rows that wrote the same.

    ``settled`` took the answer over; ``asking`` of these are refused or ask something
    else. ``applied`` stay as they are; ``left`` wait for one more call.
    """

    settled: int
    asking: int
    applied: int
    left: int


class DecidedOut(RowOut):
    alike: AlikeOut


def write_row(preview: RowPreview) -> RowOut:
    row = preview.row
    return RowOut(
        id=row.pk,
        sheet=row.sheet or None,
        row=row.row,
        status=row.state,
        reasons=list(dict.fromkeys(one["field"] for one in row.open_reasons)),
        name=row.name,
        uscc=row.uscc,
        legal_form=row.legal_form,
        region=row.region_code,
        industry=row.industry_code,
        unit=row.unit_code,
        help_start=row.started_on,
        help_start_precision=row.started_precision,
        help_end=row.ended_on,
        help_end_precision=row.ended_precision,
        values=[_write_value(value) for value in preview.values],
        changes=[_write_change(change) for change in preview.changes],
        candidates=row.candidates,
        decision=row.decision,
        details=[show_reason(reason) for reason in row.reasons],
    )


def write_decided(preview: RowPreview, outcome: Outcome) -> DecidedOut:
    alike = AlikeOut(
        settled=outcome.alike,
        asking=outcome.asking,
        applied=outcome.applied,
        left=outcome.left,
    )
    return DecidedOut(**dict(write_row(preview)), alike=alike)


def _write_value(value: ImportValue) -> ValueOut:
    return ValueOut(
        indicator=value.indicator_code,
        period=value.period,
        value=value.value,
        low=value.low,
        high=value.high,
        is_approximate=value.is_approximate,
    )


def _write_change(change: FieldChange) -> ChangeOut:
    return ChangeOut(
        kind=change.kind,
        field=change.field,
        period=change.period,
        label=change.label,
        old=change.old,
        new=change.new,
        old_text=change.old_text,
        new_text=change.new_text,
    )
