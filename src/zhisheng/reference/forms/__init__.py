"""Forms as data: what is asked, in which unit, by what right, checked by which rules."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache

from zhisheng.reference.indicators import list_indicators
from zhisheng.reference.loader import (
    ReferenceDataError,
    Status,
    build_records,
    read_yaml,
)

DATES = ("valid_from", "valid_to")
# Where lines can be taken from: the helps of a body in the ledger of the year, or the
# enterprises of a unit's area that are in it.
LEDGER, ENROLMENTS = "ledger", "enrolments"
# Who can be asked to fill in a form.
AUDIENCES = frozenset({"enterprises", "bodies", "units"})
PERIOD_KINDS = frozenset({"", "year", "quarter", "month"})
# What is known of an answer: the one that the last entry gave.
LAST = "last"


class Kind(StrEnum):
    """What an answer is, and so how it is read and typed in."""

    TEXT = "text"
    PARAGRAPH = "paragraph"
    WHOLE = "whole"
    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes_no"
    REGION = "region"
    INDUSTRY = "industry"
    USCC = "uscc"
    MOBILE = "mobile"


class Right(StrEnum):
    """By what right a form asks."""

    WORKING = "working"
    SURVEY = "survey"
    DUTY = "duty"


class Relation(StrEnum):
    """How a check wants two answers to stand to each other."""

    NOT_AFTER = "not_after"
    NOT_ABOVE = "not_above"


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One question.

    Attributes
    ----------
    low, high : str
        Bounds of a number as decimals, inclusive; empty without one.
    max_length, min_length : int
        Characters of a text.
    unit : str
        Unit the answer is kept in, such as 元 or 人.
    prefill : str
        What is known of the answer: ``last``, the one of the last entry of the same
        subject to the same form; or an indicator, which is looked up on record where
        no entry tells. Empty for nothing.
    is_stable : bool
        Whether what is known is typed in, since it seldom changes; otherwise it stands
        beside the field.
    """

    code: str
    label: str
    english: str
    kind: Kind
    unit: str = ""
    is_required: bool = False
    min_length: int = 0
    max_length: int = 200
    low: str = ""
    high: str = ""
    choices: tuple[str, ...] = ()
    help: str = ""
    example: str = ""
    prefill: str = ""
    is_stable: bool = False

    @property
    def bounds(self) -> tuple[Decimal | None, Decimal | None]:
        """The bounds as numbers."""
        low, high = (Decimal(text) if text else None for text in (self.low, self.high))
        return low, high


@dataclass(frozen=True, slots=True)
class CheckSpec:
    """A named rule between two answers of one record."""

    code: str
    left: str
    relation: Relation
    right: str
    message: str
    english: str
    is_warning: bool = False


@dataclass(frozen=True, slots=True)
class FormSpec:
    """A form; its ``rows`` are the columns of a table with a line for each thing told of.

    Attributes
    ----------
    fields : tuple[FieldSpec, ...]
        What is asked once.
    rows : tuple[FieldSpec, ...]
        What is asked of each line; empty for a form without a table.
    row_name : str
        What a line is, such as 企业.
    period_kind : str
        Which span an answer covers: ``year``, ``quarter`` or ``month``; empty where it
        covers none.
    audiences : tuple[str, ...]
        Who can be asked: enterprises, bodies or units; empty for anybody.
    lines_from : str
        What of the platform the lines can be taken from; empty if they are only asked.
    """

    code: str
    version: str
    name: str
    english_name: str
    right: Right
    purpose: str
    recipients: str
    retention_years: int
    minutes: int
    source: str
    jurisdiction: str
    status: Status
    valid_from: date
    valid_to: date | None
    form_number: str = ""
    authority: str = ""
    approval_number: str = ""
    fields: tuple[FieldSpec, ...] = ()
    rows: tuple[FieldSpec, ...] = ()
    row_name: str = ""
    period_kind: str = ""
    lines_from: str = ""
    audiences: tuple[str, ...] = ()
    checks: tuple[CheckSpec, ...] = ()

    def is_open(self, on: date) -> bool:
        """Tell whether the form may ask on a day; a survey closes with its approval."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


def build_form(mapping: Mapping[str, object]) -> FormSpec:
    """Build a form from data of any source and check that it makes sense.

    Raises
    ------
    ReferenceDataError
        If a field is missing, unknown, doubled or out of order, or a survey does not
        name its right.
    """
    form = build_records(FormSpec, [mapping])[0]
    problems = list(_list_problems(form))
    if problems:
        raise ReferenceDataError(f"{form.code}: {'; '.join(problems)}")
    return form


def dump_form(form: FormSpec) -> dict[str, object]:
    """Return a form as plain data, so that a task can keep what it asked."""
    data: dict[str, object] = json.loads(json.dumps(asdict(form), default=str))
    return data


def restore_form(data: Mapping[str, object]) -> FormSpec:
    """Return the form that was dumped."""
    found = dict(data)
    for name in DATES:
        found[name] = date.fromisoformat(str(found[name])) if found[name] else None
    # What was taken once stays, whatever is asked of forms since.
    return build_records(FormSpec, [found])[0]


@cache
def load_forms() -> tuple[FormSpec, ...]:
    """Load every form that ships with the package, all versions."""
    return tuple(build_form(one) for one in read_yaml(__name__, "forms.yaml"))


@cache
def load_subject_form() -> FormSpec:
    """Load the table of those whom a public notice is about."""
    return build_form(read_yaml(__name__, "notices.yaml")[0])


def _list_problems(form: FormSpec) -> Iterable[str]:
    codes = [field.code for field in (*form.fields, *form.rows)]
    if not codes:
        yield "it asks nothing"
    if len(codes) != len(set(codes)):
        yield "a code stands twice"
    if bool(form.rows) != bool(form.row_name):
        yield "rows need a name, and a name rows"
    yield from _list_scope_problems(form)
    if form.lines_from not in {"", LEDGER, ENROLMENTS} or (
        form.lines_from and not form.rows
    ):
        yield f"lines cannot be taken from {form.lines_from}"
    named = (form.form_number, form.authority, form.approval_number)
    if form.right is Right.SURVEY and not (all(named) and form.valid_to):
        yield "a survey names its number, authority, approval and end"
    for field in (*form.fields, *form.rows):
        yield from _list_field_problems(field)
    yield from _list_prefill_problems(form)
    for check in form.checks:
        unknown = {check.left, check.right} - set(codes)
        if unknown:
            yield f"check {check.code} names {', '.join(sorted(unknown))}"


def _list_scope_problems(form: FormSpec) -> Iterable[str]:
    if not set(form.audiences) <= AUDIENCES:
        yield "nobody is called so"
    if form.period_kind not in PERIOD_KINDS:
        yield f"{form.period_kind} is no span"


def _list_field_problems(field: FieldSpec) -> Iterable[str]:
    if (field.kind is Kind.CHOICE) != bool(field.choices):
        yield f"{field.code}: choices belong to a choice"
    try:
        low, high = field.bounds
    except InvalidOperation:
        yield f"{field.code}: a bound is no number"
        return
    if low is not None and high is not None and low > high:
        yield f"{field.code}: the lower bound is above the upper one"
    if not 0 <= field.min_length <= field.max_length:
        yield f"{field.code}: no text can be that long"


def suits_period(form: FormSpec, indicator: str) -> bool:
    """Tell whether an indicator says of the span that a form asks about, or of a day."""
    kinds = {one.code: one.period_kind for one in list_indicators()}
    return kinds.get(indicator) in {"point", form.period_kind}


def _list_prefill_problems(form: FormSpec) -> Iterable[str]:
    units = {one.code: one.unit for one in list_indicators()}
    for field in form.rows:
        if field.prefill or field.is_stable:
            yield f"{field.code}: nothing is known of a column"
    for field in form.fields:
        if field.is_stable and not field.prefill:
            yield f"{field.code}: only what is known can be typed in"
        if field.prefill not in {"", LAST, *units}:
            yield f"{field.code}: {field.prefill} is no indicator"
        if units.get(field.prefill, field.unit) != field.unit:
            yield f"{field.code}: {field.prefill} has another unit"
        if field.prefill in units and not suits_period(form, field.prefill):
            yield f"{field.code}: {field.prefill} is of another period"
