"""An expert answers the same questions, both compare, the expert confirms or returns.

States of a review: rating → comparing → confirmed; ended from either open state when
the enterprise takes it back. Returning leaves the review open: the enterprise mends its
answers, submits again, and the comparison goes on.
"""

from collections.abc import Mapping
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from zhisheng.apps.accounts.models import Organisation, User
from zhisheng.apps.maturity import errors, selectors
from zhisheng.apps.maturity.choices import EvaluationStatus, ReviewStatus, Side
from zhisheng.apps.maturity.models import Evaluation, Review, ReviewRemark
from zhisheng.apps.maturity.permissions import Action, require
from zhisheng.apps.maturity.services.answering import (
    keep_answers,
    keep_outcome,
    write_answer,
)
from zhisheng.apps.maturity.services.evaluating import lock_own, record
from zhisheng.apps.maturity.services.telling import tell_enterprise, tell_reviewers
from zhisheng.apps.registry.choices import ConsentPurpose, FieldGroup
from zhisheng.apps.registry.services import (
    ConsentTerms,
    end_consent,
    give_consent,
)
from zhisheng.kit.errors import NotFoundError
from zhisheng.methods.agreement import collect
from zhisheng.methods.maturity import Answer, Answers, find_level


@transaction.atomic
def ask_review(
    *, evaluation: Evaluation, organisation: Organisation, until: date, actor: User
) -> Review:
    """Let the experts of an organisation look, by the enterprise's separate consent."""
    locked = lock_own(evaluation, actor, Action.ASK_REVIEW)
    if locked.status != EvaluationStatus.SUBMITTED:
        raise errors.NotReviewableError
    _make_room(locked, actor)
    terms = ConsentTerms(
        recipient=organisation.code,
        groups=[FieldGroup.EVALUATIONS],
        purpose=ConsentPurpose.EVALUATION,
        until=until,
    )
    give_consent(enterprise=locked.enterprise, terms=terms, actor=actor)
    review = Review.objects.create(
        evaluation=locked, organisation=organisation, asked_by=actor
    )
    record("maturity.review_asked", locked, actor, new={"viewer": organisation.code})
    tell_reviewers(review, _("有一家企业请您复核质量评价。"), actor)
    return review


@transaction.atomic
def withdraw_review(*, review: Review, actor: User) -> Review:
    """Take a review back; its experts see nothing of it from this moment."""
    locked = lock_own(review.evaluation, actor, Action.ASK_REVIEW)
    ended = _lock(review)
    _end(ended, actor)
    if not selectors.has_other_review(ended):
        end_consent(
            enterprise=locked.enterprise,
            viewer=ended.organisation,
            purpose=ConsentPurpose.EVALUATION,
            actor=actor,
        )
    record("maturity.review_withdrawn", locked, actor, old={"review": review.code})
    return ended


@transaction.atomic
def save_ratings(*, review: Review, answers: Answers, actor: User) -> Review:
    """Keep what an expert answers to the questions."""
    locked = _lock_for_expert(review, actor)
    old, new = keep_answers(locked.evaluation, locked, answers, actor)
    if new:
        record("maturity.rated", locked.evaluation, actor, old=old, new=new)
    return locked


@transaction.atomic
def finish_rating(*, review: Review, actor: User) -> Review:
    """Close the first look: from now on each side sees what the other answered."""
    locked = _lock_for_expert(review, actor)
    if locked.status != ReviewStatus.RATING:
        raise errors.ReviewClosedError
    own = selectors.map_answers(locked.evaluation)
    expert = selectors.map_answers(locked.evaluation, locked)
    said = {code: answer for code, answer in expert.items() if answer is not None}
    if not said:
        raise errors.NothingAnsweredError
    locked.ratings = {
        code: [write_answer(own.get(code)), write_answer(answer)]
        for code, answer in said.items()
    }
    _measure(locked, own, said)
    locked.status = ReviewStatus.COMPARING
    locked.rated_by, locked.rated_at = actor, timezone.now()
    locked.save()
    record("maturity.rating_finished", locked.evaluation, actor, new=locked.ratings)
    tell_enterprise(locked, _("专家已答完，请看看哪些地方和您答的不同。"), actor)
    return locked


@transaction.atomic
def write_remark(
    *, review: Review, question: str, text: str, actor: User
) -> ReviewRemark:
    """Say something about a question that both sides have answered differently."""
    found, side = selectors.get_seen_review_for(actor=actor, code=review.code)
    locked = _lock(found)
    _require_compared(locked)
    remark = ReviewRemark.objects.create(
        review=locked, question=question, side=side, text=text, author=actor
    )
    new = {"question": question, "side": side}
    record("maturity.remarked", locked.evaluation, actor, new=new)
    return remark


@transaction.atomic
def return_evaluation(*, review: Review, comment: str, actor: User) -> Review:
    """Open the answers to the enterprise again, and say what is to be mended."""
    locked = _lock_for_expert(review, actor)
    _require_compared(locked)
    evaluation = locked.evaluation
    evaluation.status = EvaluationStatus.RETURNED
    _save_open(evaluation)
    _comment(locked, comment, actor)
    record("maturity.returned", evaluation, actor, new={"comment": comment})
    tell_enterprise(locked, _("专家请您补充质量评价，请看说明。"), actor)
    return locked


@transaction.atomic
def confirm_evaluation(*, review: Review, comment: str, actor: User) -> Review:
    """Let stand what the expert answered, and the enterprise's answers to the rest."""
    locked = _lock_for_expert(review, actor)
    _require_compared(locked)
    evaluation = locked.evaluation
    own = selectors.read_sitting(evaluation)
    expert = selectors.read_sitting(evaluation, locked)
    evaluation.status = EvaluationStatus.CONFIRMED
    outcome = selectors.combine(own, expert).outcome
    evaluation.confirmed_result = keep_outcome(evaluation, outcome)
    evaluation.save()
    if comment:
        _comment(locked, comment, actor)
    locked.status = ReviewStatus.CONFIRMED
    locked.ended_by, locked.ended_at = actor, timezone.now()
    locked.save()
    record("maturity.confirmed", evaluation, actor, new=evaluation.confirmed_result)
    tell_enterprise(locked, _("专家已确认质量评价，请看结果。"), actor)
    return locked


def _measure(
    review: Review, own: Mapping[str, Answer], expert: Mapping[str, Answer]
) -> None:
    """Keep the sums from which agreement is computed; what has no level says nothing."""
    model = selectors.get_model_of(review.evaluation)
    levels = [
        (
            find_level(question, model.top_level, own.get(question.code)),
            find_level(question, model.top_level, expert.get(question.code)),
        )
        for question in model.questions
        if question.is_scored
    ]
    moments = collect(
        (first, second)
        for first, second in levels
        if first is not None and second is not None
    )
    review.pairs, review.products = moments.pairs, moments.products
    review.own_sum, review.expert_sum = moments.first, moments.second
    review.own_squares = moments.first_squares
    review.expert_squares = moments.second_squares


def _make_room(evaluation: Evaluation, actor: User) -> None:
    """End a review whose consent is over; refuse a second one beside a running one."""
    running = selectors.find_open_review(evaluation)
    if running is None:
        return
    if selectors.is_agreed(running):
        raise errors.AlreadyReviewedError(organisation=running.organisation.name)
    _end(running, actor)


def _end(review: Review, actor: User) -> None:
    if not review.is_open:
        raise errors.ReviewClosedError
    review.status = ReviewStatus.ENDED
    review.ended_by, review.ended_at = actor, timezone.now()
    review.save(update_fields=["status", "ended_by", "ended_at"])


def _lock_for_expert(review: Review, actor: User) -> Review:
    """Return an open review that waits for its expert, with its evaluation locked."""
    require(actor, Action.REVIEW)
    found = selectors.list_reviews_for(actor).filter(pk=review.pk).first()
    if found is None:
        raise NotFoundError
    locked = _lock(found)
    if locked.evaluation.status == EvaluationStatus.RETURNED:
        raise errors.WaitsForEnterpriseError
    return locked


def _lock(review: Review) -> Review:
    """Lock the evaluation, then the review: the order in which all others lock."""
    evaluation = Evaluation.objects.select_for_update(of=("self",)).get(
        pk=review.evaluation_id
    )
    locked = (
        Review.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .get(pk=review.pk)
    )
    if not locked.is_open:
        raise errors.ReviewClosedError
    locked.evaluation = evaluation
    return locked


def _save_open(evaluation: Evaluation) -> None:
    """Save; an enterprise has one open evaluation by a model, and may have begun another."""
    try:
        with transaction.atomic():
            evaluation.save(update_fields=["status", "updated_at"])
    except IntegrityError as error:
        raise errors.BegunAgainError from error


def _require_compared(review: Review) -> None:
    if review.status != ReviewStatus.COMPARING:
        raise errors.NotComparedError


def _comment(review: Review, comment: str, actor: User) -> None:
    ReviewRemark.objects.create(
        review=review, side=Side.EXPERT, text=comment, author=actor
    )
