"""What the API takes and gives of evaluations; who answered stays inside."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ninja import Schema

from zhisheng.apps.maturity import selectors
from zhisheng.apps.maturity.choices import EvaluationStatus, ReviewStatus
from zhisheng.apps.maturity.models import Evaluation, Review
from zhisheng.apps.maturity.selectors import Given, Sitting
from zhisheng.methods.maturity import Answer, Gap, Span, list_gaps

Value = bool | int | float | str | list[str] | None
SEEN = (ReviewStatus.COMPARING, ReviewStatus.CONFIRMED)


class EvaluationIn(Schema):
    """``model`` is the code of an evaluation model in force."""

    enterprise: str
    model: str


class AnswersIn(Schema):
    """A level, yes or no, a figure, an option or a list of options; null is not known."""

    answers: dict[str, Value]
    version: datetime | None = None

    def read(self) -> dict[str, Answer]:
        return {
            code: tuple(value) if isinstance(value, list) else value
            for code, value in self.answers.items()
        }


class SpanOut(Schema):
    """The lowest and the highest that open answers allow."""

    low: float | None
    high: float | None


class OtherAnswerOut(Schema):
    value: Value
    answered_at: datetime


class AnswerOut(Schema):
    """What counts, and what others of the enterprise answered instead."""

    question: str
    value: Value
    answered_at: datetime
    others: list[OtherAnswerOut]


class GapOut(Schema):
    """A criterion that is, or may be, below the top.

    While questions of it are open, ``value`` is null and lies from ``low`` to ``high``,
    and so does what it lacks: ``shortfall`` is null, and is at least and at most what stands beside it.
    ``gain`` is the most that closing it can bring.
    """

    criterion: str
    value: float | None
    low: float
    high: float
    shortfall: float | None
    least_shortfall: float
    most_shortfall: float
    gain: float
    is_gate: bool


class DifferenceOut(Schema):
    question: str
    own: Value
    expert: Value


class ReviewOut(Schema):
    """The expert's answers are told once both sides compare, and only where they differ."""

    code: str
    reviewer_code: str
    reviewer_name: str
    status: ReviewStatus
    asked_at: datetime
    differences: list[DifferenceOut]


class EvaluationOut(Schema):
    """Grades and score as they were submitted or confirmed; null while it is open."""

    code: str
    enterprise_code: str
    enterprise_name: str
    model_code: str
    model_version: str
    number: int
    status: EvaluationStatus
    opened_at: datetime
    submitted_at: datetime | None
    # To the microsecond, which a moment in JSON would lose.
    version: str
    lowest_grade: str | None
    highest_grade: str | None
    score: SpanOut


class EvaluationPageOut(Schema):
    items: list[EvaluationOut]
    next_after: int | None


class WholeEvaluationOut(EvaluationOut):
    """Grades and score are what the answers say now, confirmed ones first.

    ``changed_since`` names questions just sent that somebody answered differently after
    the version sent along.
    """

    answers: list[AnswerOut]
    open_questions: list[str]
    dimensions: dict[str, SpanOut]
    gaps: list[GapOut]
    reviews: list[ReviewOut]
    changed_since: list[str]


def write_evaluation(evaluation: Evaluation) -> EvaluationOut:
    score = SpanOut(low=evaluation.lowest_score, high=evaluation.highest_score)
    return EvaluationOut(
        **_write_head(evaluation),
        lowest_grade=evaluation.lowest_grade or None,
        highest_grade=evaluation.highest_grade or None,
        score=score,
    )


def write_whole(
    evaluation: Evaluation, *, sent: AnswersIn | None = None
) -> WholeEvaluationOut:
    own = selectors.read_sitting(evaluation)
    standing = selectors.read_standing(evaluation)
    outcome = standing.outcome
    return WholeEvaluationOut(
        **_write_head(evaluation),
        lowest_grade=outcome.lowest_grade,
        highest_grade=outcome.highest_grade,
        score=_write_span(outcome.total),
        answers=[_write_answer(code, given) for code, given in own.given.items()],
        open_questions=list(outcome.open_questions),
        dimensions={k: _write_span(span) for k, span in outcome.dimensions.items()},
        gaps=[
            _write_gap(gap, standing.model.top_level)
            for gap in list_gaps(standing.model, outcome)
        ],
        reviews=[_write_review(one, own) for one in selectors.list_reviews(evaluation)],
        changed_since=_list_changed(own.given, sent) if sent else [],
    )


def _write_head(evaluation: Evaluation) -> dict[str, Any]:
    names = (
        "code", "model_code", "model_version", "number", "status", "opened_at",
        "submitted_at",
    )  # fmt: skip
    return {
        **{name: getattr(evaluation, name) for name in names},
        "enterprise_code": evaluation.enterprise.code,
        "enterprise_name": evaluation.enterprise.name,
        "version": evaluation.updated_at.isoformat(),
    }


def _write_answer(code: str, given: Given) -> AnswerOut:
    others = [
        OtherAnswerOut(value=one.value, answered_at=one.answered_at)
        for one in given.others
    ]
    return AnswerOut(
        question=code,
        value=given.latest.value,
        answered_at=given.latest.answered_at,
        others=others,
    )


def _write_review(review: Review, own: Sitting) -> ReviewOut:
    differences = []
    if review.status in SEEN:
        expert = selectors.read_sitting(review.evaluation, review)
        differences = selectors.list_differences(own, expert, {})
    return ReviewOut(
        code=review.code,
        reviewer_code=review.organisation.code,
        reviewer_name=review.organisation.name,
        status=ReviewStatus(review.status),
        asked_at=review.asked_at,
        differences=[
            DifferenceOut(
                question=one.question, own=_plain(one.own), expert=_plain(one.expert)
            )
            for one in differences
        ],
    )


def _plain(answer: Answer) -> Value:
    return list(answer) if isinstance(answer, tuple) else answer


def _list_changed(given: Mapping[str, Given], sent: AnswersIn) -> list[str]:
    version = sent.version
    if version is None:
        return []
    return sorted(
        code
        for code in sent.answers
        if any(one.answered_at > version for one in given[code].others)
    )


def _write_gap(gap: Gap, top_level: int) -> GapOut:
    return GapOut(
        criterion=gap.criterion,
        value=gap.value if gap.is_settled else None,
        low=gap.value,
        high=gap.highest,
        shortfall=gap.shortfall if gap.is_settled else None,
        least_shortfall=top_level - gap.highest,
        most_shortfall=gap.shortfall,
        gain=gap.gain,
        is_gate=gap.is_gate,
    )


def _write_span(span: Span) -> SpanOut:
    return SpanOut(low=span.low, high=span.high)
