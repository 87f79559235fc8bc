"""What the API takes and gives of tasks and their forms; loaded with the API alone."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field

from zhisheng.apps.programme.choices import Audience, EntryState, TaskStatus
from zhisheng.apps.programme.models import ReportingTask
from zhisheng.apps.programme.schemas.entry_states import is_overdue
from zhisheng.apps.programme.schemas.reporting import tell_problem
from zhisheng.apps.programme.selectors import UnitProgress, has_stopped_opening
from zhisheng.reference.forms import FieldSpec, FormSpec, Kind, Right


class FieldOut(Schema):
    """A question; ``low`` and ``high`` are bounds of a number, empty without one.

    ``prefill`` is what may be known of it: ``last``, an earlier entry's answer, or the
    indicator on record where there is none; typed in on the page where ``is_stable``.
    """

    code: str
    label: str
    english: str
    kind: Kind
    unit: str
    is_required: bool
    min_length: int
    max_length: int
    low: str
    high: str
    choices: list[str]
    help: str
    example: str
    prefill: str
    is_stable: bool


class FormOut(Schema):
    """A form as it was when the task was made; ``rows`` are the columns of its table."""

    code: str
    version: str
    name: str
    right: Right
    purpose: str
    recipients: str
    retention_years: int
    minutes: int
    source: str
    form_number: str
    authority: str
    approval_number: str
    row_name: str
    fields: list[FieldOut]
    rows: list[FieldOut]


class TaskOut(Schema):
    """A task; ``area``, ``industry``, ``enrolled_year``, ``level`` narrow who fills in.

    ``form`` is its form where one task is asked for, null in a list. ``has_stopped``: the
    opening ended without an outcome, ``problem`` says why; open it again.
    """

    code: str
    name: str
    period: str
    unit: str
    unit_name: str
    audience: Audience
    area: str | None
    industry: str
    enrolled_year: int | None
    level: EntryState
    opens_on: date
    due_on: date
    status: TaskStatus
    is_overdue: bool
    has_stopped: bool
    problem: str
    opened_at: datetime | None
    closed_at: datetime | None
    closing_reason: str
    form_code: str
    form: FormOut | None = None


class TaskPageOut(Schema):
    items: list[TaskOut]
    next_after: int | None


class TaskIn(Schema):
    """A task of the key's own unit; texts and codes as the page takes them.

    ``due_day``: of a deadline on a day off, the day that is meant: the next working day,
    or the day itself.
    """

    form: str
    name: str
    period: str
    audience: Audience
    opens_on: date
    due_on: date
    level: str = ""
    area: str = ""
    industry: str = ""
    enrolled_year: int | None = None
    due_day: str = ""


class EndingIn(Schema):
    """Why a task is ended or opened again."""

    reason: Annotated[str, Field(min_length=1, max_length=300)]


class RecipientsIn(Schema):
    """Whom to ask besides: codes of enterprises, bodies or offices of the own area."""

    codes: Annotated[list[str], Field(min_length=1, max_length=100)]
    reason: Annotated[str, Field(min_length=1, max_length=300)]


class RecipientsOut(Schema):
    """The numbers of the entries that were made."""

    entries: list[int]


class FilterChangeOut(Schema):
    """How many a filter adds and takes out; ``begun`` fit no longer, but stay."""

    adds: int
    leaves: int
    begun: int


class WantedFilterIn(Schema):
    """The filter a task has from now on; only what narrows its audience may be named.

    ``seen`` is what was told of it before; without it nothing is changed. Where
    anybody is taken out, ``reason`` says why.
    """

    area: str = ""
    industry: str = ""
    enrolled_year: int | None = None
    level: str = ""
    seen: FilterChangeOut | None = None
    reason: str = ""


class UnitProgressOut(Schema):
    """How many entries below a unit stand where; ``missing`` were never handed in.

    ``returned`` came back and are to be mended, ``taken_back`` were taken back before a
    review; those are not among the ``missing``.

    ``disputed`` are final, but who was filled in for says they are not right; they are
    not among the ``final``.
    """

    unit: str
    name: str
    total: int
    missing: int
    returned: int
    under_review: int
    final: int
    disputed: int
    taken_back: int


class ProgressOut(Schema):
    """The counts of the own unit, and of each unit below it in their order."""

    whole: UnitProgressOut
    units: list[UnitProgressOut]


class RemindedOut(Schema):
    """How many people were reminded now; who was reminded today is not among them.

    Of ``unreachable`` missing entries nobody has an account.
    """

    told: int
    unreachable: int


class PassedOut(Schema):
    """How many were passed, and how many left as they wait for a check or an answer."""

    passed: int
    held_unchecked: int
    held_unasked: int
    held_disputed: int


def write_task(
    task: ReportingTask, today: date, form: FormSpec | None = None
) -> TaskOut:
    narrowed = task.conditions
    return TaskOut(
        code=task.code,
        name=task.name,
        period=task.period,
        unit=task.unit.code,
        unit_name=task.unit.name,
        audience=Audience(task.audience),
        area=task.area_id,
        industry=narrowed.get("industry", ""),
        enrolled_year=narrowed.get("enrolled_year"),
        level=EntryState(narrowed.get("level", EntryState.COUNTY)),
        opens_on=task.opens_on,
        due_on=task.due_on,
        status=TaskStatus(task.status),
        is_overdue=is_overdue(task, today),
        has_stopped=has_stopped_opening(task),
        problem=tell_problem(task),
        opened_at=task.opened_at,
        closed_at=task.closed_at,
        closing_reason=task.closing_reason,
        form_code=task.form,
        form=_write_form(form) if form else None,
    )


def write_progress(progress: Sequence[UnitProgress]) -> ProgressOut:
    whole, *units = (_write_unit(one) for one in progress)
    return ProgressOut(whole=whole, units=units)


def _write_unit(one: UnitProgress) -> UnitProgressOut:
    return UnitProgressOut(
        unit=one.unit.code,
        name=one.unit.name,
        total=one.total,
        missing=one.missing,
        returned=one.returned,
        under_review=one.under_review,
        final=one.final,
        disputed=one.disputed,
        taken_back=one.taken_back,
    )


def _write_form(form: FormSpec) -> FormOut:
    return FormOut(
        code=form.code,
        version=form.version,
        name=form.name,
        right=form.right,
        purpose=form.purpose,
        recipients=form.recipients,
        retention_years=form.retention_years,
        minutes=form.minutes,
        source=form.source,
        form_number=form.form_number,
        authority=form.authority,
        approval_number=form.approval_number,
        row_name=form.row_name,
        fields=[_write_field(field) for field in form.fields],
        rows=[_write_field(field) for field in form.rows],
    )


def _write_field(field: FieldSpec) -> FieldOut:
    return FieldOut(
        code=field.code,
        label=field.label,
        english=field.english,
        kind=field.kind,
        unit=field.unit,
        is_required=field.is_required,
        min_length=field.min_length,
        max_length=field.max_length,
        low=field.low,
        high=field.high,
        choices=list(field.choices),
        help=field.help,
        example=field.example,
        prefill=field.prefill,
        is_stable=field.is_stable,
    )
