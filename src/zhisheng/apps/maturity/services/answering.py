"""Keep what one person answers on one side, and what the answers say."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from zhisheng.apps.accounts.models import User
from zhisheng.apps.maturity import selectors
from zhisheng.apps.maturity.models import Evaluation, EvaluationAnswer, Review
from zhisheng.kit.errors import FieldsRefusedError, NotFoundError
from zhisheng.kit.problems import describe
from zhisheng.methods.maturity import (
    Answer,
    AnswerRefusedError,
    Answers,
    Span,
    check_answer,
)
from zhisheng.methods.maturity import Evaluation as Outcome
from zhisheng.reference.maturity import MaturityModel, Question


def keep_answers(
    locked: Evaluation, review: Review | None, answers: Answers, actor: User
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Keep the answers that changed; return what stood before and what stands now.

    Raises
    ------
    FieldsRefusedError
        If an answer is none the question allows; nothing is kept then.
    """
    _refuse_wrong(selectors.get_model_of(locked), answers)
    own = selectors.map_own_answers(locked, actor, review)
    changed = {
        code: value
        for code, value in _write_all(answers).items()
        if code not in own or own[code].value != value
    }
    before = {code: own[code].value for code in changed if code in own}
    if changed:
        _write(locked, review, changed, own, actor)
    return before, changed


def keep_outcome(evaluation: Evaluation, outcome: Outcome) -> dict[str, Any]:
    """Let an outcome count from now on; return it as it can be kept."""
    evaluation.lowest_grade = outcome.lowest_grade or ""
    evaluation.highest_grade = outcome.highest_grade or ""
    evaluation.lowest_score = outcome.total.low
    evaluation.highest_score = outcome.total.high
    return {
        "total": _write_span(outcome.total),
        "lowest_grade": outcome.lowest_grade,
        "highest_grade": outcome.highest_grade,
        "dimensions": {k: _write_span(s) for k, s in outcome.dimensions.items()},
        "criteria": {k: _write_span(s) for k, s in outcome.criteria.items()},
        "open_questions": list(outcome.open_questions),
    }


def _write_span(span: Span) -> list[float | None]:
    return [span.low, span.high]


def _write_all(answers: Answers) -> dict[str, Any]:
    return {code: write_answer(answer) for code, answer in answers.items()}


def write_answer(answer: Answer) -> Any:
    return sorted(answer) if isinstance(answer, tuple) else answer


def _refuse_wrong(model: MaturityModel, answers: Answers) -> None:
    questions = {one.code: one for one in model.questions}
    if not answers.keys() <= questions.keys():
        raise NotFoundError
    refused = {
        code: _find_refusal(questions[code], model.top_level, answer)
        for code, answer in answers.items()
    }
    refused = {code: text for code, text in refused.items() if text}
    if refused:
        raise FieldsRefusedError(refused)


def _find_refusal(question: Question, top_level: int, answer: Answer) -> str:
    try:
        check_answer(question, top_level, answer)
    except AnswerRefusedError as error:
        return describe(error)
    return ""


def _write(
    evaluation: Evaluation,
    review: Review | None,
    changed: Mapping[str, Any],
    own: Mapping[str, EvaluationAnswer],
    actor: User,
) -> None:
    """Keep what one person changed; the evaluation is locked, so none comes between."""
    known, new, now = [], [], timezone.now()
    for code, value in changed.items():
        if code in own:
            one = own[code]
            known.append(one)
        else:
            one = EvaluationAnswer(
                evaluation=evaluation, review=review, question=code, respondent=actor
            )
            new.append(one)
        one.value, one.answered_at = value, now
    EvaluationAnswer.objects.bulk_create(new)
    EvaluationAnswer.objects.bulk_update(known, ["value", "answered_at"])
    evaluation.save(update_fields=["updated_at"])
