"""What the API takes and gives of entries; loaded with the API alone."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Annotated, Any

from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import Field

from zhisheng.apps.accounts.selectors import Actor
from zhisheng.apps.programme import selectors
from zhisheng.apps.programme.choices import EntryAct, EntryState
from zhisheng.apps.programme.models import (
    EntryRemark,
    EntryStep,
    TaskEntry,
)
from zhisheng.apps.programme.schemas.answered_api import AnsweredOut, write_answered
from zhisheng.apps.programme.selectors import Page
from zhisheng.apps.programme.services import Filled, Remark
from zhisheng.kit.errors import FieldsRefusedError
from zhisheng.kit.field_errors import tell_unknown
from zhisheng.kit.forms import Known
from zhisheng.reference.forms import FieldSpec

Typed = dict[str, Annotated[str, Field(max_length=20_000)]]
Text = Annotated[str, Field(min_length=1, max_length=300)]
Number = Annotated[int, Field(ge=1, lt=2**63)]


class EntryOut(Schema):
    """What one has to fill in for a task; ``enterprise`` or ``organisation`` is whose.

    ``waiting_at`` is the unit whose turn it is, empty while it lies with who fills it in
    and once it is final. ``version`` goes back with whatever is sent. It was handed in for
    the first time at ``handed_in_at``, ``late_days`` days after the deadline.
    """

    task: str
    task_name: str
    due_on: date
    number: int
    name: str
    enterprise: str | None
    organisation: str | None
    state: EntryState
    is_returned: bool
    is_final: bool
    waiting_at: str
    version: int
    answers: dict[str, str]
    submitted_at: datetime | None
    handed_in_at: datetime | None
    late_days: int
    is_filled_for: bool
    is_by_link: bool
    is_acted_for: bool
    confirmed_at: datetime | None
    is_said_right: bool
    is_disputed: bool
    is_self_passed: bool


class EntryPageOut(Schema):
    items: list[EntryOut]
    next_after: int | None


class RemarkOut(Schema):
    """What is to be mended: a field, a line (``row``), a field of it, or the whole.

    One on the whole needs a ``reply`` under its ``number`` before it is handed in again.
    """

    number: int
    row: int | None
    field: str
    text: str
    unit: str
    is_settled: bool
    reply: str


class StepOut(Schema):
    """One step; ``unit`` acted, in place of ``acted_for`` where that is not empty (代审)."""

    act: EntryAct
    state: EntryState
    comment: str
    done_by: str
    unit: str
    acted_for: str
    acting_reason: str
    done_at: datetime


class DisputeOut(Schema):
    """What its own people say is not right in what was filled in for them."""

    number: int
    comment: str
    made_at: datetime


class KnownOut(Schema):
    """What is known of a field already; the page types it in where ``is_typed_in``."""

    answer: str
    source: str
    period: str
    is_typed_in: bool


class EntryDetailOut(EntryOut):
    """An entry with what is open in it, what is to be mended, and its way so far.

    ``suggested`` is known of the open fields already; nothing of it is handed in unless
    it is sent.
    """

    is_open: bool
    open_fields: list[str]
    suggested: dict[str, KnownOut]
    lines: int
    returned_lines: int
    mended_lines: int
    left_lines: int
    added_lines: int
    dropped_lines: int
    remarks: list[RemarkOut]
    answered: list[AnsweredOut]
    steps: list[StepOut]
    dispute: DisputeOut | None


class AnswersIn(Schema):
    """Texts by field code as a person would write them; left out, they stay.

    ``seen`` is what those answers said when they were read, empty where there was none.
    An answer that somebody else changed since is refused; without ``seen``, one that
    somebody else kept on the page since ``version`` rose last. ``replies`` say, by the
    number of a remark on the whole, what was done about it; missing ones are refused.
    In ``seen`` a reply is called ``reply-`` and that number.
    """

    version: int
    answers: Typed = {}
    seen: Typed = {}
    replies: dict[Number, Text] = {}
    # What looks wrong or undone was told, and is meant.
    is_sure: bool = False


class SeenIn(Schema):
    version: int


class SettlementIn(Schema):
    """Why what was filled in stays; ``dispute`` is the objection that was read."""

    dispute: Number
    reason: Text


class ChosenIn(Schema):
    """Numbers of the entries to pass; null for everything that waits at the own unit.

    Of an office above, for which it is not its turn, ``acting_reason`` is asked (代审).
    """

    entries: Annotated[list[Number], Field(min_length=1, max_length=1_000)] | None
    comment: Annotated[str, Field(max_length=300)] = ""
    acting_reason: Annotated[str, Field(max_length=300)] = ""


class RemarkIn(Schema):
    text: Text
    field: str = ""
    row: Number | None = None


class ReturnIn(Schema):
    """What is to be mended; an office above acts with an ``acting_reason`` (代审)."""

    version: int
    remarks: Annotated[list[RemarkIn], Field(min_length=1, max_length=500)]
    acting_reason: Annotated[str, Field(max_length=300)] = ""


class ReturnedIn(Schema):
    """An entry as it was read; ``text`` is said of it instead of the common words."""

    number: Number
    version: int
    text: Annotated[str, Field(max_length=300)] = ""


class ReturnManyIn(Schema):
    """Which entries go back: all of them, or none.

    ``text`` is said of each that has no words of its own.
    """

    entries: Annotated[list[ReturnedIn], Field(min_length=1, max_length=50)]
    text: Annotated[str, Field(max_length=300)] = ""
    acting_reason: Annotated[str, Field(max_length=300)] = ""


class ReturnedOut(Schema):
    """How many went back; of ``untold`` nobody has an account to be told by."""

    returned: int
    untold: int


def read_filled(given: AnswersIn, entry: TaskEntry) -> Filled:
    """Refuse answers to what was not asked, or is not open now."""
    fields = selectors.get_form(entry.task).fields
    mendable = selectors.find_mendable(entry)
    refused = refuse_unknown(given.answers, fields)
    for code in given.answers:
        if code not in refused and not mendable.takes_field(code):
            refused[code] = _("这一项已经审过，没有退回，不能改。")
    if refused:
        raise FieldsRefusedError(refused)
    return Filled(
        answers=given.answers,
        version=given.version,
        is_sure=given.is_sure,
        seen=given.seen,
        replies=given.replies,
    )


def read_remarks(given: ReturnIn, entry: TaskEntry) -> list[Remark]:
    """Refuse remarks on fields and lines that the entry does not have."""
    form = selectors.get_form(entry.task)
    named = [one.row for one in given.remarks if one.row is not None]
    known = selectors.list_known_lines(entry, named)
    refused: dict[str, str] = {}
    for index, one in enumerate(given.remarks):
        asked = form.fields if one.row is None else form.rows
        if one.row is not None and one.row not in known:
            text = _("没有第 {number} 行。").format(number=one.row)
            refused[f"remarks.{index}.row"] = text
        elif one.field:
            found = refuse_unknown([one.field], asked)
            refused |= {f"remarks.{index}.field": text for text in found.values()}
    if refused:
        raise FieldsRefusedError(refused)
    return [Remark(one.text, one.field, one.row) for one in given.remarks]


def refuse_unknown(codes: Iterable[str], fields: Sequence[FieldSpec]) -> dict[str, str]:
    known = {field.code for field in fields}
    return tell_unknown(code for code in codes if code not in known)


def write_entry(entry: TaskEntry) -> EntryOut:
    return EntryOut(**_describe(entry))


def write_entry_page(page: Page) -> EntryPageOut:
    return EntryPageOut(
        items=[write_entry(one) for one in page.items], next_after=page.next_after
    )


def write_entry_detail(entry: TaskEntry, actor: Actor) -> EntryDetailOut:
    """Write an entry with all that its page shows to the actor."""
    form = selectors.get_form(entry.task)
    mendable = selectors.find_mendable(entry)
    known = selectors.find_known(entry, viewer=actor)
    counts = selectors.count_lines(entry) if form.rows else {}
    answer = selectors.find_answer(entry)
    return EntryDetailOut(
        **_describe(entry),
        is_open=entry.is_open,
        open_fields=[
            field.code
            for field in form.fields
            if entry.is_open and mendable.takes_field(field.code)
        ],
        suggested={
            code: _write_known(one)
            for code, one in known.items()
            if mendable.takes_field(code)
        },
        lines=counts.get("total", 0),
        returned_lines=counts.get("returned", 0),
        mended_lines=counts.get("mended", 0),
        left_lines=counts.get("left", 0),
        added_lines=counts.get("added", 0),
        dropped_lines=answer.dropped,
        answered=[write_answered(one) for one in answer.remarks],
        remarks=[write_remark(one) for one in selectors.list_open_remarks(entry)],
        steps=[_write_step(one) for one in selectors.list_steps_of(entry)],
        dispute=_write_dispute(selectors.find_dispute(entry)),
    )


def _describe(entry: TaskEntry) -> dict[str, Any]:
    return {
        "task": entry.task.code,
        "task_name": entry.task.name,
        "due_on": entry.task.due_on,
        "number": entry.pk,
        "name": entry.name,
        "enterprise": entry.enterprise.code if entry.enterprise else None,
        "organisation": entry.organisation.code if entry.organisation else None,
        "state": EntryState(entry.state),
        "is_returned": entry.is_returned,
        "is_final": entry.is_final,
        "waiting_at": entry.waiting_at,
        "version": entry.version,
        "answers": entry.answers,
        "submitted_at": entry.submitted_at,
        "handed_in_at": entry.handed_in_at,
        "late_days": selectors.count_late_days(entry.task, entry.handed_in_at),
        "is_filled_for": entry.is_filled_for,
        "is_by_link": entry.is_by_link,
        "is_acted_for": entry.is_acted_for,
        "confirmed_at": entry.confirmed_at,
        "is_said_right": entry.is_said_right,
        "is_disputed": entry.is_disputed,
        "is_self_passed": entry.is_self_passed,
    }


def _write_known(known: Known) -> KnownOut:
    return KnownOut(
        answer=known.answer,
        source=known.source,
        period=known.period,
        is_typed_in=known.is_typed_in,
    )


def write_remark(remark: EntryRemark, row: int | None = None) -> RemarkOut:
    if row is None and remark.row is not None:
        row = remark.row.number
    return RemarkOut(
        row=row,
        field=remark.field,
        text=remark.text,
        unit=remark.unit_id,
        is_settled=remark.is_settled,
        number=remark.pk,
        reply=remark.reply,
    )


def _write_dispute(step: EntryStep | None) -> DisputeOut | None:
    if step is None:
        return None
    return DisputeOut(number=step.pk, comment=step.comment, made_at=step.done_at)


def _write_step(step: EntryStep) -> StepOut:
    return StepOut(
        act=EntryAct(step.act),
        state=EntryState(step.state),
        comment=step.comment,
        done_by=str(step.done_by or ""),
        unit=step.unit_id or "",
        acted_for=step.acted_for_id or "",
        acting_reason=step.acting_reason,
        done_at=step.done_at,
    )
