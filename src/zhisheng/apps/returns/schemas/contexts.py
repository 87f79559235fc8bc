"""Page contexts, and what the API takes and gives."""

from dataclasses import dataclass

from django import forms

from zhisheng.apps.returns.models import Form, Return
from zhisheng.apps.returns.services import Finding
from zhisheng.ui.tables import Table


@dataclass(frozen=True, slots=True)
class FormHead:
    """By what right a form asks, for whom, how long it is kept."""

    form: Form
    right: str
    is_survey: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A field of a step with its unit, its source and last year's value."""

    field: forms.BoundField
    unit: str
    source: str
    previous: str
    previous_source: str


@dataclass(frozen=True, slots=True)
class StepPage:
    filing: Return
    head: FormHead
    form: forms.Form
    rows: tuple[AnswerRow, ...]
    steps: tuple[tuple[str, str], ...]
    current: int
    minutes: int
    previous_year: str
    back_url: str


@dataclass(frozen=True, slots=True)
class Refusal:
    label: str
    reason: str
    url: str


@dataclass(frozen=True, slots=True)
class ReviewPage:
    filing: Return
    head: FormHead
    table: Table
    refusals: tuple[Refusal, ...]
    findings: tuple[Finding, ...]
    missing: frozenset[str]
    steps: tuple[tuple[str, str], ...]
    problem: str
    back_url: str


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    what: str
    who: str
    when: object
    detail: str = ""
    kind: str = "done"


@dataclass(frozen=True, slots=True)
class DetailPage:
    filing: Return
    head: FormHead
    table: Table
    findings: tuple[Finding, ...]
    entries: tuple[TimelineEntry, ...]
    is_own: bool
    may_check: bool
    may_correct: bool
    may_withdraw: bool
