"""Build the contexts of the pages of evaluations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from zhisheng.apps.maturity import selectors
from zhisheng.apps.maturity.choices import EvaluationStatus
from zhisheng.apps.maturity.models import Evaluation, EvaluationAnswer
from zhisheng.apps.maturity.selectors import Given
from zhisheng.apps.maturity.sheets import list_choices, write_texts
from zhisheng.kit.language import is_english, join_words
from zhisheng.methods.maturity import Evaluation as Outcome
from zhisheng.methods.maturity import Gap, Span, list_gaps, score
from zhisheng.reference.maturity import (
    Criterion,
    Dimension,
    Grade,
    MaturityModel,
    Question,
)
from zhisheng.reference.measures import get_measure
from zhisheng.ui.charts import ChartSeries, ChartSpec

# "Three things for this month": more than that is put off.
FIRST_STEPS = 3
# Who runs a workshop at home is spared the numbers of clauses.
HOUSEHOLD = "household"
Named = MaturityModel | Dimension | Criterion | Grade


@dataclass(frozen=True, slots=True)
class ModelCard:
    title: str
    why: str
    url: str
    label: str
    kind: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What the answers say so far."""

    answered: int
    asked: int
    grade: str
    score: str
    is_settled: bool


@dataclass(frozen=True, slots=True)
class QuestionRow:
    field: forms.BoundField
    unit: str
    evidence: str
    others: tuple[str, ...]
    decides_others: bool


@dataclass(frozen=True, slots=True)
class StepPage:
    evaluation: Evaluation
    title: str
    form: forms.Form
    rows: tuple[QuestionRow, ...]
    steps: tuple[tuple[str, str], ...]
    number: int
    minutes: int
    standing: Standing
    back_url: str


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
class ResultPage:
    evaluation: Evaluation
    title: str
    is_draft: bool
    may_submit: bool
    standing: Standing
    meaning: str
    earlier: str
    chart: ChartSpec | None
    first_steps: tuple[GapRow, ...]
    later_steps: tuple[GapRow, ...]
    open_steps: tuple[tuple[str, str], ...]


def name_part(part: Named) -> str:
    """Return what a part of a model is called in the reader's language."""
    if isinstance(part, MaturityModel):
        return part.english_name if is_english() else part.name
    return part.english if is_english() else part.name


def build_card(
    model: MaturityModel, enterprise: str, latest: Evaluation | None
) -> ModelCard:
    purpose = model.english_purpose if is_english() else model.purpose
    start = reverse("maturity:start", args=[enterprise, model.code])
    if latest is None:
        return ModelCard(
            name_part(model), purpose, start, _("开始"), "action", model.minutes
        )
    if latest.status == EvaluationStatus.DRAFT:
        url = reverse("maturity:resume", args=[latest.code])
        return ModelCard(
            name_part(model), _("填了一部分，都存着。"), url, _("接着填"), "need", 0
        )
    told = _("上次结果：{grade}").format(grade=_name_grades(model, latest.result))
    return ModelCard(name_part(model), told, start, _("再评一次"), "done", 0)


def build_step_page(
    *, evaluation: Evaluation, form: forms.Form, given: Mapping[str, Given], number: int
) -> StepPage:
    model = selectors.get_model_of(evaluation)
    outcome = score(model, {code: one.answer for code, one in given.items()})
    deciding = {c.question for one in model.questions for c in one.when}
    return StepPage(
        evaluation=evaluation,
        title=name_part(model),
        form=form,
        rows=tuple(
            _build_row(form, question, given.get(question.code), deciding)
            for question in list_asked_questions(model, given, number)
            if question.code in form.fields
        ),
        steps=_list_steps(evaluation, model),
        number=number,
        minutes=model.minutes,
        standing=describe_standing(model, outcome, given),
        back_url=_find_back(evaluation, number),
    )


def build_result_page(
    *, evaluation: Evaluation, given: Mapping[str, Given], may_submit: bool
) -> ResultPage:
    model = selectors.get_model_of(evaluation)
    outcome = score(model, {code: one.answer for code, one in given.items()})
    earlier = selectors.find_earlier(evaluation)
    gaps = [_build_gap(model, gap) for gap in list_gaps(model, outcome)]
    return ResultPage(
        evaluation=evaluation,
        title=name_part(model),
        is_draft=evaluation.status == EvaluationStatus.DRAFT,
        may_submit=may_submit,
        standing=describe_standing(model, outcome, given),
        meaning=_describe_grade(model, outcome),
        earlier=_name_grades(model, earlier.result) if earlier else "",
        chart=_draw(model, outcome, earlier),
        first_steps=tuple(gaps[:FIRST_STEPS]),
        later_steps=tuple(gaps[FIRST_STEPS:]),
        open_steps=_list_open_steps(evaluation, model, outcome),
    )


def describe_standing(
    model: MaturityModel, outcome: Outcome, given: Mapping[str, Given]
) -> Standing:
    return Standing(
        answered=len(outcome.asked) - len(outcome.open_questions),
        asked=len(outcome.asked),
        grade=_name_span(model, outcome.lowest_grade, outcome.highest_grade),
        score=write_span(outcome.total),
        is_settled=outcome.grade is not None,
    )


def write_span(span: Span) -> str:
    """Write 2.8, or 2.1–3.4 while open answers can change it."""
    if span.low is None or span.high is None:
        return "—"
    low, high = f"{span.low:.1f}", f"{span.high:.1f}"
    return low if low == high else f"{low}–{high}"


def find_step(model: MaturityModel, given: Mapping[str, Given]) -> int:
    """Return the first step with an open question, or the last one."""
    outcome = score(model, {code: one.answer for code, one in given.items()})
    for number, dimension in enumerate(model.dimensions, start=1):
        codes = {one.code for part in dimension.criteria for one in part.questions}
        if codes & set(outcome.open_questions):
            return number
    return len(model.dimensions)


def list_asked_questions(
    model: MaturityModel, given: Mapping[str, Given], number: int
) -> list[Question]:
    """Return the questions of a step that are or may be asked."""
    outcome = score(model, {code: one.answer for code, one in given.items()})
    return [
        question
        for part in model.dimensions[number - 1].criteria
        for question in part.questions
        if question.code in outcome.asked
    ]


def _build_row(
    form: forms.Form, question: Question, given: Given | None, deciding: set[str]
) -> QuestionRow:
    return QuestionRow(
        field=form[question.code],
        unit=question.unit,
        evidence="" if is_english() else join_words(question.evidence),
        others=tuple(_tell_other(question, one) for one in given.others)
        if given
        else (),
        decides_others=question.code in deciding,
    )


def _tell_other(question: Question, other: EvaluationAnswer) -> str:
    """Tell what somebody else answered: 李红 3月5日 回答：……."""
    words = dict(list_choices(question, in_english=is_english()))
    texts = [
        str(words.get(text, text))
        for text in write_texts(selectors.read_answer(other.value))
    ]
    who = other.respondent.get_full_name() if other.respondent else _("另一位同事")
    return _("{who}的回答不同：{answer}").format(
        who=who, answer=join_words(texts) or _("还不清楚")
    )


def _list_steps(
    evaluation: Evaluation, model: MaturityModel
) -> tuple[tuple[str, str], ...]:
    steps = [
        (name_part(one), reverse("maturity:fill", args=[evaluation.code, number]))
        for number, one in enumerate(model.dimensions, start=1)
    ]
    return (*steps, (_("看结果"), reverse("maturity:result", args=[evaluation.code])))


def _find_back(evaluation: Evaluation, number: int) -> str:
    if number > 1:
        return reverse("maturity:fill", args=[evaluation.code, number - 1])
    return reverse("maturity:index")


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


def _name_grades(model: MaturityModel, result: Mapping[str, object]) -> str:
    lowest, highest = result.get("lowest_grade"), result.get("highest_grade")
    return _name_span(
        model, str(lowest) if lowest else None, str(highest) if highest else None
    )


def _name_span(model: MaturityModel, lowest: str | None, highest: str | None) -> str:
    names = {grade.code: name_part(grade) for grade in model.grades}
    if lowest is None or highest is None:
        return "—"
    if lowest == highest:
        return names[lowest]
    return _("{lowest} 到 {highest} 之间").format(
        lowest=names[lowest], highest=names[highest]
    )


def _describe_grade(model: MaturityModel, outcome: Outcome) -> str:
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
        level=_("{level:.1f} 级").format(level=gap.value),
        is_gate=gap.is_gate,
        why=why if gap.is_gate else "",
        clauses=""
        if model.audience == HOUSEHOLD
        else join_words(f"{one.standard} {one.number}" for one in criterion.clauses),
        actions=tuple(
            one.english_action if is_english() else one.action for one in measures
        ),
    )


def _draw(
    model: MaturityModel, outcome: Outcome, earlier: Evaluation | None
) -> ChartSpec | None:
    """Draw the dimensions with the earlier evaluation behind; open answers count least."""
    values = {code: span.low for code, span in outcome.dimensions.items()}
    if len(values) < 3 or None in values.values():
        return None
    series = [ChartSeries(_("这一次"), tuple(values.values()))]
    before = earlier.result.get("dimensions", {}) if earlier else {}
    if before and all(before.get(code, [None])[0] is not None for code in values):
        series.append(
            ChartSeries(_("上一次"), tuple(before[code][0] for code in values))
        )
    return ChartSpec(
        kind="radar",
        title=_("各方面的水平"),
        categories=tuple(name_part(one) for one in model.dimensions),
        series=tuple(series),
        unit=_("级"),
        source=_("企业自评，《{model}》").format(model=name_part(model)),
        finding=_find_weakest(model, values),
        maximum=float(model.top_level),
    )


def _find_weakest(model: MaturityModel, values: Mapping[str, float | None]) -> str:
    lowest = min(value for value in values.values() if value is not None)
    weakest: Sequence[str] = [
        name_part(one) for one in model.dimensions if values[one.code] == lowest
    ]
    return _("最弱的是{parts}：{level:.1f} 级。").format(
        parts=join_words(weakest), level=lowest
    )
