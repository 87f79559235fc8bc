"""The page that says where an enterprise stands and what to do first."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zhisheng.apps.accounts.models import Unit
from zhisheng.apps.maturity import selectors
from zhisheng.apps.maturity.choices import EvaluationStatus, PaperKind, ReviewStatus
from zhisheng.apps.maturity.facts import READINESS
from zhisheng.apps.maturity.models import Evaluation, Review
from zhisheng.apps.maturity.schemas.filling import Standing, describe_standing
from zhisheng.apps.maturity.schemas.wording import (
    name_part,
    tell_before,
    write_level,
)
from zhisheng.apps.maturity.selectors import Before, Peers, Sitting
from zhisheng.apps.registry.selectors import find_first_office
from zhisheng.kit.language import is_english, join_words
from zhisheng.methods.maturity import Evaluation as Outcome
from zhisheng.methods.maturity import Gap, Span, list_gaps
from zhisheng.reference.maturity import Criterion, Dimension, MaturityModel
from zhisheng.reference.measures import get_measure
from zhisheng.ui.charts import ChartSeries, ChartSpec

# "Three things for this month": more than that is put off.
FIRST_STEPS = 3
# What people write between digits, and all that stands behind a first number.
NOT_DIALLED = re.compile(r"[^\d+、]|、.*")
# Who runs a workshop at home is spared the numbers of clauses.
HOUSEHOLD = "household"
REVIEW_TEXTS = {
    ReviewStatus.RATING: gettext_noop("{organisation}正在复核，答完后请您核对。"),
    ReviewStatus.COMPARING: gettext_noop("{organisation}已答完，请看看哪里不同。"),
    ReviewStatus.CONFIRMED: gettext_noop("{organisation}已确认这次评价。"),
}


@dataclass(frozen=True, slots=True)
class GapRow:
    """A criterion below the top: where it stands and what closes the gap."""

    name: str
    level: str
    is_gate: bool
    why: str
    clauses: str
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviewCard:
    """How a review stands, or that one can be asked for."""

    text: str
    url: str
    label: str


@dataclass(frozen=True, slots=True)
class ResultPage:
    evaluation: Evaluation
    title: str
    status: str
    is_open: bool
    may_submit: bool
    standing: Standing
    meaning: str
    earlier: tuple[str, ...]
    history_url: str
    peers: str
    review: ReviewCard | None
    papers: tuple[tuple[str, str, str], ...]
    conditions_url: str
    chart: ChartSpec | None
    first_steps: tuple[GapRow, ...]
    later_steps: tuple[GapRow, ...]
    open_steps: tuple[tuple[str, str], ...]
    office: Unit | None
    phone: str


def build_result_page(
    *, sitting: Sitting, review: ReviewCard | None, may_submit: bool
) -> ResultPage:
    model, evaluation = sitting.model, sitting.evaluation
    before = selectors.list_before(evaluation)
    office = find_first_office(evaluation.enterprise)
    gaps = [_build_gap(model, gap) for gap in list_gaps(model, sitting.outcome)]
    return ResultPage(
        evaluation=evaluation,
        title=name_part(model),
        status=evaluation.get_status_display(),
        is_open=evaluation.is_open,
        may_submit=may_submit,
        standing=describe_standing(sitting),
        meaning=describe_grade(model, sitting.outcome),
        earlier=tuple(tell_before(model, one, sitting.outcome.total) for one in before),
        history_url=reverse("maturity:history", args=[evaluation.enterprise.code]),
        peers=_tell_peers(selectors.compare_with_peers(evaluation)),
        review=review,
        papers=()
        if evaluation.status == EvaluationStatus.DRAFT
        else list_papers("maturity:paper", evaluation.code),
        conditions_url=_find_conditions(evaluation),
        chart=_draw(sitting, before),
        first_steps=tuple(gaps[:FIRST_STEPS]),
        later_steps=tuple(gaps[FIRST_STEPS:]),
        open_steps=_list_open_steps(evaluation, model, sitting.outcome),
        office=office,
        phone=NOT_DIALLED.sub("", office.phone) if office else "",
    )


def list_papers(page: str, *about: object) -> tuple[tuple[str, str, str], ...]:
    """List each paper with its address as Word file and as PDF."""
    return tuple(
        (
            str(kind.label),
            reverse(page, args=[*about, kind.value, "docx"]),
            reverse(page, args=[*about, kind.value, "pdf"]),
        )
        for kind in PaperKind
    )


def _tell_peers(peers: Peers | None) -> str:
    """Tell of others only where they are many enough that none can be made out."""
    if peers is None:
        return ""
    return _(
        "同行业、同规模另有 {count} 家按这套题评过：{lower} 家比您低，{higher} 家比您高，"
        "其余相近或还说不准。"
    ).format(count=peers.count, lower=peers.lower, higher=peers.higher)


def _find_conditions(evaluation: Evaluation) -> str:
    """Lead on from the self-check before applying to the conditions of the rules."""
    if evaluation.model_code != READINESS:
        return ""
    return reverse("maturity:conditions", args=[evaluation.enterprise.code])


def build_review_card(
    evaluation: Evaluation, review: Review | None, *, may_ask: bool
) -> ReviewCard | None:
    """Tell of the review; offer to ask for one where none is and the reader may."""
    if review is not None:
        text = REVIEW_TEXTS[ReviewStatus(review.status)]
        url = reverse("maturity:review", args=[review.code])
        told = _(text).format(organisation=review.organisation.name)
        return ReviewCard(told, url, _("看复核"))
    if evaluation.status == EvaluationStatus.SUBMITTED and may_ask:
        url = reverse("maturity:ask_review", args=[evaluation.code])
        told = _("请专家按同样的题看一遍，结果更准。看什么、看多久由您定。")
        return ReviewCard(told, url, _("请专家复核"))
    return None


def _list_open_steps(
    evaluation: Evaluation, model: MaturityModel, outcome: Outcome
) -> tuple[tuple[str, str], ...]:
    opened = set(outcome.open_questions)
    return tuple(
        (
            _("{part}：还有 {count} 题").format(part=name_part(one), count=count),
            reverse("maturity:fill", args=[evaluation.code, number]),
        )
        for number, one in enumerate(model.dimensions, start=1)
        if (count := _count_open(one, opened))
    )


def _count_open(dimension: Dimension, opened: set[str]) -> int:
    return sum(q.code in opened for part in dimension.criteria for q in part.questions)


def describe_grade(model: MaturityModel, outcome: Outcome) -> str:
    grade = next((one for one in model.grades if one.code == outcome.grade), None)
    if grade is None:
        return _("还有问题没有回答，等级要看这些题怎么答。")
    return grade.english_meaning if is_english() else grade.meaning


def _build_gap(model: MaturityModel, gap: Gap) -> GapRow:
    criterion = next(one for one in model.criteria if one.code == gap.criterion)
    gate = next((one for one in model.gates if one.criterion == gap.criterion), None)
    measures = [get_measure(remedy.measure) for remedy in criterion.remedies]
    why = (gate.english if is_english() else gate.reason) if gate else ""
    return GapRow(
        name=name_part(criterion),
        level=write_level(gap),
        is_gate=gap.is_gate,
        why=why if gap.is_gate else "",
        clauses=join_words(list_clauses(model, criterion)),
        actions=tuple(
            one.english_action if is_english() else one.action for one in measures
        ),
    )


def list_clauses(model: MaturityModel, criterion: Criterion) -> list[str]:
    if model.audience == HOUSEHOLD:
        return []
    return [f"{one.standard} {one.number}" for one in criterion.clauses]


def _draw(sitting: Sitting, before: Sequence[Before]) -> ChartSpec | None:
    """Draw the dimensions, both ends where they differ, with settled ones before behind."""
    model, spans = sitting.model, sitting.outcome.dimensions
    ends = [(span.low, span.high) for span in spans.values()]
    if len(ends) < 3 or any(low is None for low, _high in ends):
        return None
    rows = _list_ends(_("这一次"), ends)
    for one in before:
        kept = one.result.get("dimensions", {})
        known = [kept.get(code, (None, None)) for code in spans]
        if all(low is not None and low == high for low, high in known):
            rows += _list_ends(_("第一次") if one.is_first else _("上一次"), known)
    return ChartSpec(
        kind="radar",
        title=_("各方面的水平"),
        categories=tuple(name_part(one) for one in model.dimensions),
        series=tuple(rows),
        unit=_("级"),
        source=_name_source(sitting),
        finding=_find_weakest(model, spans),
        maximum=float(model.top_level),
    )


def _list_ends(name: str, ends: Sequence[Sequence[float | None]]) -> list[ChartSeries]:
    """Return what is settled as one row, what is open as its two ends."""
    lows, highs = ([_round(end[side]) for end in ends] for side in (0, 1))
    if lows == highs:
        return [ChartSeries(name, tuple(lows))]
    return [
        ChartSeries(_("{name}，最低").format(name=name), tuple(lows)),
        ChartSeries(_("{name}，最高").format(name=name), tuple(highs)),
    ]


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _name_source(sitting: Sitting) -> str:
    is_confirmed = sitting.evaluation.status == EvaluationStatus.CONFIRMED
    text = _("专家确认，《{model}》") if is_confirmed else _("企业自评，《{model}》")
    return text.format(model=name_part(sitting.model))


def _find_weakest(model: MaturityModel, spans: Mapping[str, Span]) -> str:
    """Name the weakest where that is certain: no open answer puts another below it."""
    known = [_read_span(span) for span in spans.values()]
    lowest, highest = (
        min(low for low, _high in known),
        max(high for _low, high in known),
    )
    weakest = [
        name_part(one)
        for one in model.dimensions
        if _read_span(spans[one.code])[1] <= lowest
    ]
    if not weakest:
        return _("还有问题没有回答，说不准哪方面最弱。")
    if lowest == highest:
        return _("各方面一样：{level:.1f} 级。").format(level=lowest)
    return _("最弱的是{parts}：{level:.1f} 级。").format(
        parts=join_words(weakest), level=lowest
    )


def _read_span(span: Span) -> tuple[float, float]:
    """Return both ends, with decimals as they are shown."""
    return round(span.low or 0, 1), round(span.high or 0, 1)
