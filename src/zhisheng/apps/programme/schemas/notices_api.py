"""What the API takes and gives of public notices; loaded with the API alone."""

from datetime import date, datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field

from zhisheng.apps.programme.choices import NoticeKind, NoticeStatus, ObjectionResult
from zhisheng.apps.programme.models import Objection, PublicNotice
from zhisheng.apps.programme.schemas.notices import show_result
from zhisheng.apps.programme.selectors.pages import Page
from zhisheng.apps.programme.services import NoticeDraft, SubjectLine

Days = Annotated[int, Field(ge=3, le=60)]


class SubjectIn(Schema):
    name: str = Field(max_length=120)
    region: str = Field(default="", max_length=60)
    remark: str = Field(default="", max_length=100)


class NoticeIn(Schema):
    """A notice to be drafted for the key's own unit; the days are working days."""

    kind: NoticeKind
    title: str = Field(max_length=120)
    basis: str = Field(max_length=300)
    text: str = Field(max_length=5_000)
    contact: str = Field(max_length=120)
    working_days: Days = 5
    answer_days: Days = 15
    subjects: list[SubjectIn] = Field(max_length=2_000)


class NoticeSeenIn(Schema):
    """Which version of a draft was seen; each change of it counts."""

    version: int = Field(ge=1)


class SubjectOut(Schema):
    number: int
    name: str
    region: str
    remark: str


class NoticeOut(Schema):
    """A notice; ``is_provisional`` where days off are not announced yet.

    ``subjects`` is empty in a list of notices. Once the result is written, ``result`` and
    ``concluded_at`` are given, and ``text`` and ``subjects`` are empty.
    """

    code: str
    kind: NoticeKind
    title: str
    basis: str
    text: str
    contact: str
    unit: str
    status: NoticeStatus
    working_days: int
    starts_on: date | None
    ends_on: date | None
    is_provisional: bool
    version: int
    result: str = ""
    concluded_at: datetime | None = None
    subjects: list[SubjectOut] = []
    next_after: int | None = None


class NoticePageOut(Schema):
    items: list[NoticeOut]
    next_after: int | None


class ObjectionOut(Schema):
    """An objection; ``result`` is empty while it is open."""

    code: str
    text: str
    name: str
    has_evidence: bool
    filed_at: datetime
    answer_due_on: date
    is_due_provisional: bool
    result: str
    answer: str
    answered_at: datetime | None


class ObjectionPageOut(Schema):
    items: list[ObjectionOut]
    next_after: int | None


class ObjectionAnswerIn(Schema):
    result: ObjectionResult
    answer: str = Field(min_length=1, max_length=2_000)


def read_draft(given: NoticeIn) -> NoticeDraft:
    return NoticeDraft(
        kind=given.kind,
        title=given.title,
        basis=given.basis,
        text=given.text,
        contact=given.contact,
        working_days=given.working_days,
        answer_days=given.answer_days,
    )


def read_lines(given: NoticeIn) -> list[SubjectLine]:
    return [
        SubjectLine(number, subject.dict())
        for number, subject in enumerate(given.subjects, start=1)
    ]


def write_notice(notice: PublicNotice, subjects: Page | None = None) -> NoticeOut:
    return NoticeOut(
        code=notice.code,
        kind=NoticeKind(notice.kind),
        title=notice.title,
        basis=notice.basis,
        text=notice.text,
        contact=notice.contact,
        unit=notice.unit.name,
        status=NoticeStatus(notice.status),
        working_days=notice.working_days,
        starts_on=notice.starts_on,
        ends_on=notice.ends_on,
        is_provisional=notice.is_provisional,
        version=notice.version,
        subjects=[
            SubjectOut(
                number=one.number, name=one.name, region=one.region, remark=one.remark
            )
            for one in (subjects.items if subjects else ())
        ],
        next_after=subjects.next_after if subjects else None,
    )


def write_result(notice: PublicNotice) -> NoticeOut:
    """Write what everybody may still read after the term."""
    written = write_notice(notice)
    written.text = ""
    written.result, written.concluded_at = show_result(notice), notice.closed_at
    return written


def write_objection(objection: Objection) -> ObjectionOut:
    return ObjectionOut(
        code=objection.code,
        text=objection.text,
        name=objection.name,
        has_evidence=objection.evidence_id is not None,
        filed_at=objection.filed_at,
        answer_due_on=objection.answer_due_on,
        is_due_provisional=objection.is_due_provisional,
        result=objection.result,
        answer=objection.answer,
        answered_at=objection.answered_at,
    )
