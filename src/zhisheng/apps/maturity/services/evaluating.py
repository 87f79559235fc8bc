"""Begin an evaluation, answer its questions, submit it."""

from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from zhisheng.apps.accounts.models import User
from zhisheng.apps.accounts.selectors import name_represented
from zhisheng.apps.maturity import errors, selectors
from zhisheng.apps.maturity.choices import EvaluationStatus
from zhisheng.apps.maturity.models import Evaluation
from zhisheng.apps.maturity.permissions import Action, require
from zhisheng.apps.maturity.services.answering import keep_answers, keep_outcome
from zhisheng.apps.maturity.services.telling import tell_reviewers
from zhisheng.apps.registry.models import Enterprise
from zhisheng.kit import audit
from zhisheng.kit.errors import NotFoundError
from zhisheng.methods.maturity import Answers


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
    # Not their count: those that are too old are erased, and later ones stay.
    last = Evaluation.objects.filter(enterprise=locked, model_code=model).aggregate(
        number=Max("number", default=0)
    )
    evaluation = Evaluation.objects.create(
        enterprise=locked,
        model_code=used.code,
        model_version=used.version,
        number=last["number"] + 1,
        opened_by=actor,
    )
    record("maturity.opened", evaluation, actor, new={"model": model})
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
    locked = lock_own(evaluation, actor, Action.EVALUATE)
    if not locked.is_open:
        raise errors.EvaluationLockedError
    old, new = keep_answers(locked, None, answers, actor)
    if new:
        record("maturity.answered", locked, actor, old=old, new=new)
    return locked


@transaction.atomic
def submit_evaluation(*, evaluation: Evaluation, actor: User) -> Evaluation:
    """Close the answers and keep what they say; open questions give bounds."""
    locked = lock_own(evaluation, actor, Action.SUBMIT)
    if not locked.is_open:
        raise errors.EvaluationLockedError
    sitting = selectors.read_sitting(locked)
    if all(answer is None for answer in sitting.answers.values()):
        raise errors.NothingAnsweredError
    locked.status = EvaluationStatus.SUBMITTED
    locked.result = keep_outcome(locked, sitting.outcome)
    locked.submitted_by, locked.submitted_at = actor, timezone.now()
    locked.save()
    record("maturity.submitted", locked, actor, new=locked.result)
    review = selectors.find_open_review(locked)
    if review is not None:
        tell_reviewers(review, _("企业已补充，请接着复核质量评价。"), actor)
    return locked


def _lock_enterprise(enterprise: Enterprise, actor: User) -> Enterprise:
    """Let two who begin at once find the same evaluation."""
    own = selectors.list_own_enterprises_for(actor).filter(pk=enterprise.pk)
    locked = own.select_for_update(of=("self",)).first()
    if locked is None:
        raise NotFoundError
    return locked


def lock_own(evaluation: Evaluation, actor: User, action: Action) -> Evaluation:
    require(actor, action)
    own = selectors.list_own_evaluations_for(actor, action).filter(pk=evaluation.pk)
    locked = own.select_for_update(of=("self",)).first()
    if locked is None:
        raise NotFoundError
    return locked


def record(
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
        proxy_for=name_represented(
            actor, evaluation.enterprise.surviving.organisation_id
        ),
    )
