"""Begin an evaluation, answer its questions, submit it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from zhisheng.apps.accounts.models import User
from zhisheng.apps.accounts.selectors import name_represented
from zhisheng.apps.maturity import errors, selectors
from zhisheng.apps.maturity.choices import EvaluationStatus, Side
from zhisheng.apps.maturity.models import Evaluation, EvaluationAnswer
from zhisheng.apps.maturity.permissions import Action, require
from zhisheng.apps.registry.models import Enterprise
from zhisheng.kit import audit
from zhisheng.kit.errors import FieldsRefusedError, NotFoundError
from zhisheng.kit.problems import describe
from zhisheng.methods.maturity import (
    Answer,
    AnswerRefusedError,
    Answers,
    Span,
    check_answer,
    score,
)
from zhisheng.methods.maturity import Evaluation as Outcome
from zhisheng.reference.maturity import MaturityModel, Question


@transaction.atomic
def open_evaluation(
    *, enterprise: Enterprise, model: str, on: date, actor: User
) -> Evaluation:
    """Return the open evaluation by a model; a new one where all are submitted."""
    require(actor, Action.EVALUATE)
    locked = _lock_enterprise(enterprise, actor)
    used = next((m for m in selectors.list_offered_models(on) if m.code == model), None)
    if used is None:
        raise errors.ModelNotInForceError(model=model)
    known = selectors.find_open_evaluation(locked, model)
    if known is not None:
        return known
    earlier = Evaluation.objects.filter(enterprise=locked, model_code=model)
    evaluation = Evaluation.objects.create(
        enterprise=locked,
        model_code=used.code,
        model_version=used.version,
        number=earlier.count() + 1,
        opened_by=actor,
    )
    _record("maturity.opened", evaluation, actor, new={"model": model})
    return evaluation


@transaction.atomic
def save_answers(
    *, evaluation: Evaluation, answers: Answers, actor: User
) -> Evaluation:
    """Keep what one person answered; answers of others stay beside it.

    Raises
    ------
    FieldsRefusedError
        If an answer is none the question allows; nothing is kept then.
    """
    locked = _lock_own(evaluation, actor, Action.EVALUATE)
    if locked.status != EvaluationStatus.DRAFT:
        raise errors.EvaluationLockedError
    _refuse_wrong(selectors.get_model_of(locked), answers)
    own = {
        row.question: row
        for row in locked.answers.filter(
            side=Side.SELF, respondent=actor, question__in=answers
        )
    }
    changed = {
        code: value
        for code, value in _write_all(answers).items()
        if code not in own or own[code].value != value
    }
    if changed:
        _keep(locked, own, changed, actor)
    return locked


@transaction.atomic
def submit_evaluation(*, evaluation: Evaluation, actor: User) -> Evaluation:
    """Close the answers and keep what they say; open questions give bounds."""
    locked = _lock_own(evaluation, actor, Action.SUBMIT)
    if locked.status != EvaluationStatus.DRAFT:
        raise errors.EvaluationLockedError
    answers = selectors.map_answers(locked)
    if all(answer is None for answer in answers.values()):
        raise errors.NothingAnsweredError
    locked.status = EvaluationStatus.SUBMITTED
    locked.result = _write_outcome(score(selectors.get_model_of(locked), answers))
    locked.submitted_by, locked.submitted_at = actor, timezone.now()
    locked.save()
    _record("maturity.submitted", locked, actor, new=locked.result)
    return locked


def _write_outcome(outcome: Outcome) -> dict[str, Any]:
    """Write an outcome so that it can be kept."""
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
    return {code: _write_answer(answer) for code, answer in answers.items()}


def _write_answer(answer: Answer) -> Any:
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


def _keep(
    evaluation: Evaluation,
    own: Mapping[str, EvaluationAnswer],
    changed: Mapping[str, Any],
    actor: User,
) -> None:
    old = {code: own[code].value for code in changed if code in own}
    now = timezone.now()
    EvaluationAnswer.objects.bulk_create(
        [
            EvaluationAnswer(
                evaluation=evaluation,
                side=Side.SELF,
                question=code,
                value=value,
                respondent=actor,
                answered_at=now,
            )
            for code, value in changed.items()
        ],
        update_conflicts=True,
        unique_fields=["evaluation", "side", "question", "respondent"],
        update_fields=["value", "answered_at"],
    )
    evaluation.save(update_fields=["updated_at"])
    _record("maturity.answered", evaluation, actor, old=old, new=dict(changed))


def _lock_enterprise(enterprise: Enterprise, actor: User) -> Enterprise:
    """Let two who begin at once find the same evaluation."""
    own = selectors.list_own_enterprises_for(actor).filter(pk=enterprise.pk)
    locked = own.select_for_update(of=("self",)).first()
    if locked is None:
        raise NotFoundError
    return locked


def _lock_own(evaluation: Evaluation, actor: User, action: Action) -> Evaluation:
    require(actor, action)
    own = selectors.list_own_evaluations_for(actor, action).filter(pk=evaluation.pk)
    locked = own.select_for_update(of=("self",)).first()
    if locked is None:
        raise NotFoundError
    return locked


def _record(
    action: str,
    evaluation: Evaluation,
    actor: User,
    *,
    old: object = None,
    new: object = None,
) -> None:
    audit.record(
        action=action,
        subject=evaluation,
        actor=actor,
        old=old,
        new=new,
        proxy_for=name_represented(actor, evaluation.enterprise.organisation_id),
    )
