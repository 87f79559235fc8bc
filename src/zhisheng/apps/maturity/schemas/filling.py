"""The page of one step of an evaluation, for whoever answers."""

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from zhisheng.apps.maturity.models import Evaluation, EvaluationAnswer
from zhisheng.apps.maturity.schemas.wording import (
    name_marked,
    name_part,
    name_span,
    write_span,
)
from zhisheng.apps.maturity.selectors import Sitting, read_answer
from zhisheng.apps.maturity.sheets import list_choices, write_texts
from zhisheng.kit.language import is_english, join_words
from zhisheng.methods.maturity import Answer
from zhisheng.reference.maturity import MaturityModel, Question


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
    """A question; ``is_new`` where it is asked by an answer just kept."""

    field: forms.BoundField
    was: forms.BoundField
    unit: str
    evidence: str
    files: int
    files_url: str
    others: tuple[str, ...]
    is_new: bool
    is_sent: bool


@dataclass(frozen=True, slots=True)
class LeftOutRow:
    """The place of a question that is not asked; ``is_gone`` where it was until now."""

    code: str
    is_gone: bool


@dataclass(frozen=True, slots=True)
class Sent:
    """What came with an answer: its questions, and all the page shows where it decides."""

    answered: frozenset[str] = frozenset()
    shown: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Files:
    """How many files lie beside each question, and the page that shows them."""

    page: str
    code: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Way:
    """Where the steps of a side lead: an enterprise to its result, an expert to compare.

    Without a code nothing is kept yet, and only the first step is there.
    """

    code: str
    fill: str
    end: str
    end_label: str
    home: str

    def step(self, number: int) -> str:
        return reverse(self.fill, args=[self.code, number]) if self.code else ""


@dataclass(frozen=True, slots=True)
class StepPage:
    evaluation: Evaluation
    title: str
    form: forms.Form
    rows: tuple[QuestionRow | LeftOutRow, ...]
    steps: tuple[tuple[str, str], ...]
    number: int
    minutes: int
    standing: Standing
    back_url: str
    is_expert: bool
    is_new: bool
    purpose: str


NOTHING_SENT = Sent()


def build_step_page(
    *,
    sitting: Sitting,
    way: Way,
    form: forms.Form,
    number: int,
    files: Files,
    sent: Sent = NOTHING_SENT,
) -> StepPage:
    return StepPage(
        evaluation=sitting.evaluation,
        title=name_marked(sitting.model),
        form=form,
        rows=tuple(
            _build_row(form, question, sitting, files, sent)
            if question.code in form.fields
            else LeftOutRow(question.code, question.code in sent.shown)
            for question in _list_questions(sitting.model, number)
        ),
        steps=_list_steps(sitting.model, way),
        number=number,
        minutes=sitting.model.minutes,
        standing=describe_standing(sitting),
        back_url=way.step(number - 1) if number > 1 else reverse(way.home),
        is_expert=sitting.review is not None,
        is_new=not way.code,
        purpose=sitting.model.english_purpose
        if is_english()
        else sitting.model.purpose,
    )


def list_deciding(sitting: Sitting) -> set[str]:
    """Return the questions on whose answers it depends what else is asked."""
    return {c.question for one in sitting.model.questions for c in one.when}


def describe_standing(sitting: Sitting) -> Standing:
    outcome = sitting.outcome
    return Standing(
        answered=len(outcome.asked) - len(outcome.open_questions),
        asked=len(outcome.asked),
        grade=name_span(sitting.model, outcome.lowest_grade, outcome.highest_grade),
        score=write_span(outcome.total),
        is_settled=outcome.grade is not None,
    )


def find_step(sitting: Sitting) -> int:
    """Return the first step with an open question, or the last one."""
    opened = set(sitting.outcome.open_questions)
    for number, dimension in enumerate(sitting.model.dimensions, start=1):
        codes = {one.code for part in dimension.criteria for one in part.questions}
        if codes & opened:
            return number
    return len(sitting.model.dimensions)


def name_place(sitting: Sitting) -> str:
    """Return where on its step the first open question stands; empty at its top."""
    step = list_asked_questions(sitting, find_step(sitting))
    opened = set(sitting.outcome.open_questions)
    first = next((one.code for one in step if one.code in opened), "")
    return f"#question-{first}" if first and first != step[0].code else ""


def find_step_of(model: MaturityModel, question: str) -> int:
    """Return the step on which a question stands."""
    for number, dimension in enumerate(model.dimensions, start=1):
        if any(
            q.code == question for part in dimension.criteria for q in part.questions
        ):
            return number
    raise LookupError(question)


def list_asked_questions(sitting: Sitting, number: int) -> list[Question]:
    """Return the questions of a step that are or may be asked."""
    questions = _list_questions(sitting.model, number)
    return [one for one in questions if one.code in sitting.outcome.asked]


def _list_questions(model: MaturityModel, number: int) -> list[Question]:
    criteria = model.dimensions[number - 1].criteria
    return [question for part in criteria for question in part.questions]


def _build_row(
    form: forms.Form, question: Question, sitting: Sitting, files: Files, sent: Sent
) -> QuestionRow:
    given = sitting.given.get(question.code)
    others = given.others if given else ()
    return QuestionRow(
        field=form[question.code],
        was=form[f"was-{question.code}"],
        unit=question.unit,
        evidence="" if is_english() else join_words(question.evidence),
        files=files.counts.get(question.code, 0),
        files_url=reverse(files.page, args=[files.code, question.code])
        if files.code
        else "",
        others=tuple(_tell_other(question, one) for one in others),
        is_new=bool(sent.shown) and question.code not in sent.shown,
        is_sent=question.code in sent.answered,
    )


def describe_answer(question: Question, answer: Answer) -> str:
    """Tell an answer in words, as its field offers it."""
    words = dict(list_choices(question, in_english=is_english()))
    texts = [str(words.get(text, text)) for text in write_texts(answer)]
    return join_words(texts) or _("还不清楚")


def _tell_other(question: Question, other: EvaluationAnswer) -> str:
    """Tell what somebody else answered: 李红 3月5日 回答：……."""
    who = str(other.respondent) if other.respondent else _("另一位同事")
    return _("{who}的回答不同：{answer}").format(
        who=who, answer=describe_answer(question, read_answer(other.value))
    )


def _list_steps(model: MaturityModel, way: Way) -> tuple[tuple[str, str], ...]:
    steps = [
        (name_part(one), way.step(number))
        for number, one in enumerate(model.dimensions, start=1)
    ]
    return (*steps, (way.end_label, way.end))
