"""The pages of a review: what waits for an expert, and where both sides differ."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from zhisheng.apps.maturity import selectors
from zhisheng.apps.maturity.choices import EvaluationStatus, ReviewStatus, Side
from zhisheng.apps.maturity.models import EvaluationEvidence, Review, ReviewRemark
from zhisheng.apps.maturity.schemas.filling import (
    Standing,
    describe_answer,
    describe_standing,
)
from zhisheng.apps.maturity.schemas.results import list_papers
from zhisheng.apps.maturity.schemas.wording import name_part
from zhisheng.apps.maturity.selectors import Difference, Sitting
from zhisheng.kit.files import name_content
from zhisheng.kit.language import is_english
from zhisheng.reference.maturity import Question
from zhisheng.ui.cards import ActionCard, ActionKind


@dataclass(frozen=True, slots=True)
class RemarkLine:
    who: str
    text: str
    when: datetime


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    code: str
    question: str
    own: str
    expert: str
    remarks: tuple[RemarkLine, ...]
    # Empty where the enterprise put no file beside the question.
    files_url: str


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """What one side sees of a review; ``is_compared`` once both may see all answers."""

    review: Review
    title: str
    is_expert: bool
    is_compared: bool
    is_open: bool
    waits_for_enterprise: bool
    own: Standing
    combined: Standing
    same: int
    rows: tuple[DifferenceRow, ...]
    remarks: tuple[RemarkLine, ...]
    result_url: str
    papers: tuple[tuple[str, str, str], ...]


def build_review_cards(reviews: Iterable[Review]) -> list[ActionCard]:
    return [_build_card(review) for review in reviews]


def build_review_page(
    review: Review, side: Side, own: Sitting, expert: Sitting
) -> ReviewPage:
    remarks = selectors.map_remarks(review)
    differences = selectors.list_differences(own, expert, remarks)
    said = sum(answer is not None for answer in expert.answers.values())
    is_expert = side == Side.EXPERT
    return ReviewPage(
        review=review,
        title=name_part(own.model),
        is_expert=is_expert,
        is_compared=review.status != ReviewStatus.RATING,
        is_open=review.is_open,
        waits_for_enterprise=own.evaluation.status == EvaluationStatus.RETURNED,
        own=describe_standing(own),
        combined=describe_standing(selectors.combine(own, expert)),
        same=said - len(differences),
        rows=_build_rows(review, own, differences),
        remarks=tuple(map(_build_remark, remarks.get("", ()))),
        result_url=""
        if is_expert
        else reverse("maturity:result", args=[own.evaluation.code]),
        papers=list_papers("maturity:review_paper", review.code) if is_expert else (),
    )


def name_question(question: Question) -> str:
    return question.english if is_english() else question.text


def list_files(evidence: Iterable[EvaluationEvidence]) -> list[Mapping[str, object]]:
    """List files as `ui/evidence.html` shows them."""
    return [
        {
            "title": one.file.original_name,
            "url": reverse("maturity:evidence_file", args=[one.code]),
            "kind": name_content(one.file.content_type),
            "size": _write_size(one.file.size),
            "who": str(one.uploaded_by) if one.uploaded_by else "",
            "when": one.uploaded_at,
            "code": one.code,
        }
        for one in evidence
    ]


def _write_size(size: int) -> str:
    return (
        f"{size / 1024 / 1024:.1f} MB"
        if size >= 1024 * 1024
        else f"{size / 1024:.0f} KB"
    )


def _build_card(review: Review) -> ActionCard:
    evaluation = review.evaluation
    # The same enterprise may ask for one evaluation after the other.
    named = _("{model}，第 {number} 次").format(
        model=name_part(selectors.get_model_of(evaluation)), number=evaluation.number
    )
    why, label, kind = _tell_state(review)
    return ActionCard(
        title=evaluation.enterprise.name,
        why=f"{named} · {why}",
        url=reverse("maturity:review", args=[review.code]),
        label=label,
        kind=kind,
    )


def _tell_state(review: Review) -> tuple[str, str, ActionKind]:
    """Tell what is to be done, the words of the button, and how urgent it looks."""
    if review.status == ReviewStatus.CONFIRMED:
        return _("已确认"), _("看结果"), "done"
    if review.evaluation.status == EvaluationStatus.RETURNED:
        return _("已退回，等企业补充"), _("看说明"), "done"
    if review.status == ReviewStatus.COMPARING:
        return _("核对不同的地方，再确认或退回"), _("核对"), "need"
    return _("按同样的题独立作答，答完再看企业的答案"), _("去作答"), "need"


def _build_rows(
    review: Review, own: Sitting, differences: Iterable[Difference]
) -> tuple[DifferenceRow, ...]:
    questions = {one.code: one for one in own.model.questions}
    files = selectors.count_evidence(review.evaluation)
    return tuple(
        DifferenceRow(
            code=one.question,
            question=name_question(questions[one.question]),
            own=describe_answer(questions[one.question], one.own),
            expert=describe_answer(questions[one.question], one.expert),
            remarks=tuple(map(_build_remark, one.remarks)),
            files_url=reverse("maturity:review_files", args=[review.code, one.question])
            if one.question in files
            else "",
        )
        for one in differences
    )


def _build_remark(remark: ReviewRemark) -> RemarkLine:
    side = Side(remark.side).label
    name = str(remark.author) if remark.author else ""
    return RemarkLine(
        f"{name}（{side}）" if name else str(side), remark.text, remark.written_at
    )
