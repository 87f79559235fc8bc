"""Evaluations as the enterprise itself reads them, and what their answers say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import QuerySet

from zhisheng.apps.accounts.selectors import Actor
from zhisheng.apps.maturity.choices import (
    OPEN_STATUSES,
    EvaluationStatus,
    ReviewStatus,
    Side,
)
from zhisheng.apps.maturity.models import Evaluation, EvaluationAnswer, Review
from zhisheng.apps.maturity.permissions import ROLES_BY_ACTION, Action
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.selectors import (
    list_record_ids,
    select_acted_for,
    select_record_ids,
)
from zhisheng.kit.errors import NotFoundError
from zhisheng.methods.maturity import Answer, score
from zhisheng.methods.maturity import Evaluation as Outcome
from zhisheng.reference.maturity import MaturityModel, find_models, get_model

PAGE_SIZE = 50
# Long; what a list shows of them stands in columns of its own.
RESULTS = ("result", "confirmed_result")


@dataclass(frozen=True, slots=True)
class Given:
    """What stands as the answer to a question, and what others answered instead."""

    answer: Answer
    latest: EvaluationAnswer
    others: tuple[EvaluationAnswer, ...]


@dataclass(frozen=True, slots=True)
class Sitting:
    """One side's answers to an evaluation, and what they say; read once a request.

    The enterprise's own have no review.
    """

    evaluation: Evaluation
    review: Review | None
    model: MaturityModel
    given: Mapping[str, Given]
    outcome: Outcome

    @property
    def answers(self) -> dict[str, Answer]:
        return {code: one.answer for code, one in self.given.items()}


def read_sitting(evaluation: Evaluation, review: Review | None = None) -> Sitting:
    """Read the enterprise's own answers, or those of the experts of one review."""
    model, given = get_model_of(evaluation), map_given(evaluation, review)
    answers = {code: one.answer for code, one in given.items()}
    return Sitting(evaluation, review, model, given, score(model, answers))


def begin_sitting(enterprise: Enterprise, model: MaturityModel) -> Sitting:
    """Return a sitting of which nothing is kept yet: looking at it begins nothing."""
    evaluation = Evaluation(
        enterprise=enterprise, model_code=model.code, model_version=model.version
    )
    return Sitting(evaluation, None, model, {}, score(model, {}))


def read_standing(evaluation: Evaluation) -> Sitting:
    """Return what counts of an evaluation: after a review the expert's answers first."""
    own = read_sitting(evaluation)
    if evaluation.status != EvaluationStatus.CONFIRMED:
        return own
    confirmed = evaluation.reviews.filter(status=ReviewStatus.CONFIRMED).first()
    return combine(own, read_sitting(evaluation, confirmed))


def combine(own: Sitting, expert: Sitting) -> Sitting:
    """Let the expert's answers stand, and the enterprise's where the expert has none."""
    given = {**own.given, **_list_said(expert.given)}
    answers = {code: one.answer for code, one in given.items()}
    return replace(own, given=given, outcome=score(own.model, answers))


def _list_said(given: Mapping[str, Given]) -> dict[str, Given]:
    return {code: one for code, one in given.items() if one.answer is not None}


def list_own_enterprises_for(
    actor: Actor, action: Action = Action.EVALUATE
) -> QuerySet[Enterprise]:
    return select_acted_for(actor, ROLES_BY_ACTION[action])


def get_own_enterprise_for(*, actor: Actor, code: str) -> Enterprise:
    enterprise = list_own_enterprises_for(actor).filter(code=code).first()
    if enterprise is None:
        raise NotFoundError
    return enterprise


def list_own_evaluations_for(
    actor: Actor, action: Action = Action.EVALUATE
) -> QuerySet[Evaluation]:
    """Return the evaluations of the actor's enterprises, the latest first."""
    return (
        Evaluation.objects.filter(
            enterprise__in=select_record_ids(list_own_enterprises_for(actor, action))
        )
        .select_related("enterprise__merged_into")
        .order_by("-opened_at", "-pk")
    )


def list_own_evaluations_of(
    *, actor: Actor, enterprise: Enterprise
) -> QuerySet[Evaluation]:
    return list_own_evaluations_for(actor).filter(enterprise=enterprise)


def get_own_evaluation_for(*, actor: Actor, code: str) -> Evaluation:
    evaluation = list_own_evaluations_for(actor).filter(code=code).first()
    if evaluation is None:
        raise NotFoundError
    return evaluation


@dataclass(frozen=True, slots=True)
class EvaluationPage:
    """One page, the oldest first; ``next_after`` is None on the last."""

    rows: tuple[Evaluation, ...]
    next_after: int | None


def page_own_evaluations_for(actor: Actor, *, after: int = 0) -> EvaluationPage:
    found = list_own_evaluations_for(actor).filter(pk__gt=after).order_by("pk")
    rows = tuple(found[: PAGE_SIZE + 1])
    is_last = len(rows) <= PAGE_SIZE
    shown = rows[:PAGE_SIZE]
    return EvaluationPage(shown, None if is_last else shown[-1].pk)


def find_open_evaluation(enterprise: Enterprise, model: str) -> Evaluation | None:
    return Evaluation.objects.filter(
        enterprise__in=list_record_ids(enterprise.surviving.pk),
        model_code=model,
        status__in=OPEN_STATUSES,
    ).first()


@dataclass(frozen=True, slots=True)
class Before:
    """An earlier evaluation, and what the same side said in it."""

    evaluation: Evaluation
    result: Mapping[str, Any]
    is_first: bool


def list_before(evaluation: Evaluation) -> list[Before]:
    """Return the first and the last evaluation before by the same version and side.

    What an expert confirmed is never compared with what an enterprise said of itself.
    """
    found = Evaluation.objects.filter(
        enterprise__in=list_record_ids(evaluation.enterprise.surviving.pk),
        model_code=evaluation.model_code,
        model_version=evaluation.model_version,
        pk__lt=evaluation.pk,
    ).exclude(status=EvaluationStatus.DRAFT)
    side = find_side(evaluation)
    told = [(one, read_result(one, side)) for one in found.order_by("pk")]
    said = [(one, result) for one, result in told if result]
    return [
        Before(one, result, is_first=place == 0)
        for place, (one, result) in enumerate(said)
        if place in {0, len(said) - 1}
    ]


def find_side(evaluation: Evaluation) -> Side:
    """Return whose answers count: the expert's once they are confirmed."""
    is_confirmed = evaluation.status == EvaluationStatus.CONFIRMED
    return Side.EXPERT if is_confirmed else Side.SELF


def read_result(evaluation: Evaluation, side: Side) -> Mapping[str, Any]:
    """Return what a side said; empty where it said nothing yet."""
    is_own = side == Side.SELF
    found: dict[str, Any] = evaluation.result if is_own else evaluation.confirmed_result
    return found


def list_offered_models(on: date) -> Sequence[MaturityModel]:
    """Return the models to begin with today, the quickest first."""
    return sorted(find_models(on), key=lambda model: model.minutes)


def get_model_of(evaluation: Evaluation) -> MaturityModel:
    return get_model(evaluation.model_code, evaluation.model_version)


def map_given(evaluation: Evaluation, review: Review | None = None) -> dict[str, Given]:
    """Return the answers by question; the latest counts, differing ones stand beside."""
    found: dict[str, list[EvaluationAnswer]] = {}
    rows = evaluation.answers.filter(review=review).select_related("respondent")
    for row in rows.order_by("-answered_at", "-pk"):
        found.setdefault(row.question, []).append(row)
    return {
        question: Given(
            answer=read_answer(latest.value),
            latest=latest,
            others=tuple(one for one in others if one.value != latest.value),
        )
        for question, (latest, *others) in found.items()
    }


def map_answers(
    evaluation: Evaluation, review: Review | None = None
) -> Mapping[str, Answer]:
    """Return the answers that count, as `methods.maturity` reads them."""
    return {code: one.answer for code, one in map_given(evaluation, review).items()}


def read_answer(value: object) -> Answer:
    """Read an answer as it is kept: several options are a list there."""
    if isinstance(value, list):
        return tuple(str(code) for code in value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise TypeError(f"no answer: {value!r}")


def map_own_answers(
    evaluation: Evaluation, actor: Actor, review: Review | None = None
) -> dict[str, EvaluationAnswer]:
    """Return what the actor answered, by question."""
    rows = evaluation.answers.filter(review=review, respondent=actor.pk)
    return {row.question: row for row in rows}


def map_latest_for(actor: Actor) -> dict[tuple[int, str], Evaluation]:
    """Return the latest evaluation of each own enterprise by each model."""
    found: dict[tuple[int, str], Evaluation] = {}
    rows = list_own_evaluations_for(actor).defer(*RESULTS)
    for one in rows.order_by("opened_at", "pk"):
        found[one.enterprise.surviving.pk, one.model_code] = one
    return found
