"""Reviews: experts read them while the enterprise agrees, the enterprise always."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, When

from zhisheng.apps.accounts.choices import Role
from zhisheng.apps.accounts.models import Membership, Organisation
from zhisheng.apps.accounts.selectors import (
    Actor,
    get_scope,
    list_organisations_acted_for,
)
from zhisheng.apps.maturity.choices import OPEN_REVIEWS, ReviewStatus, Side
from zhisheng.apps.maturity.models import (
    Evaluation,
    EvaluationEvidence,
    Review,
    ReviewRemark,
)
from zhisheng.apps.maturity.permissions import ROLES_BY_ACTION, Action
from zhisheng.apps.maturity.selectors.evaluations import (
    Sitting,
    list_own_evaluations_for,
)
from zhisheng.apps.registry.choices import ConsentPurpose
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.selectors import select_consents
from zhisheng.kit.errors import NotFoundError
from zhisheng.methods.maturity import Answer

MOST_REVIEWERS = 100
PROVINCE_DIGITS = 2
NOWHERE = "no region"


@dataclass(frozen=True, slots=True)
class Difference:
    """A question on which the expert says something else than the enterprise."""

    question: str
    own: Answer
    expert: Answer
    remarks: tuple[ReviewRemark, ...]


def list_reviews_for(actor: Actor) -> QuerySet[Review]:
    """Return the reviews of the actor's organisations that are still agreed to.

    Nobody reviews the own enterprise.
    """
    acting = list_organisations_acted_for(actor, ROLES_BY_ACTION[Action.REVIEW])
    consents = select_consents(ConsentPurpose.EVALUATION).filter(
        enterprise=OuterRef("evaluation__enterprise"), viewer=OuterRef("organisation")
    )
    ids = get_scope(actor).organisation_ids
    own = Q(evaluation__enterprise__organisation__in=ids) | Q(
        evaluation__enterprise__merged_into__organisation__in=ids
    )
    return (
        Review.objects.filter(Exists(consents), organisation__in=acting.values("pk"))
        .exclude(own)
        .exclude(status=ReviewStatus.ENDED)
        .select_related("evaluation__enterprise", "organisation")
        .order_by("-asked_at", "-pk")
    )


def get_review_for(*, actor: Actor, code: str) -> Review:
    review = list_reviews_for(actor).filter(code=code).first()
    if review is None:
        raise NotFoundError
    return review


def list_own_reviews_for(actor: Actor) -> QuerySet[Review]:
    """Return the reviews of the actor's own enterprises."""
    return (
        Review.objects.filter(evaluation__in=list_own_evaluations_for(actor))
        .select_related("evaluation__enterprise", "organisation")
        .order_by("-asked_at", "-pk")
    )


def get_seen_review_for(*, actor: Actor, code: str) -> tuple[Review, Side]:
    """Return a review and the side on which the actor stands."""
    own = list_own_reviews_for(actor).filter(code=code).first()
    if own is not None:
        return own, Side.SELF
    return get_review_for(actor=actor, code=code), Side.EXPERT


def list_reviews(evaluation: Evaluation) -> QuerySet[Review]:
    """Return the reviews of an evaluation, the latest first."""
    found = evaluation.reviews.select_related("organisation", "evaluation")
    return found.order_by("-asked_at", "-pk")


def find_latest_review(evaluation: Evaluation) -> Review | None:
    """Return the latest review that the enterprise did not take back."""
    found = evaluation.reviews.exclude(status=ReviewStatus.ENDED)
    return found.select_related("organisation").order_by("-asked_at", "-pk").first()


def find_open_review(evaluation: Evaluation) -> Review | None:
    found = evaluation.reviews.filter(status__in=OPEN_REVIEWS)
    return found.select_related("organisation").first()


def is_agreed(review: Review) -> bool:
    """Tell whether the enterprise still lets the reviewer see its evaluation."""
    consents = select_consents(ConsentPurpose.EVALUATION)
    return consents.filter(
        enterprise=review.evaluation.enterprise_id, viewer=review.organisation_id
    ).exists()


def has_other_review(review: Review) -> bool:
    """Tell whether the same organisation looks at another evaluation of the enterprise."""
    others = Review.objects.filter(
        evaluation__enterprise=review.evaluation.enterprise_id,
        organisation=review.organisation_id,
        status__in=OPEN_REVIEWS,
    )
    return others.exclude(pk=review.pk).exists()


def list_reviewers(enterprise: Enterprise) -> list[Organisation]:
    """Return the organisations with experts, those of the own province first."""
    present = Membership.objects.present()
    experts = present.filter(organisation=OuterRef("pk"), role=Role.EXPERT)
    province = (enterprise.region_id or NOWHERE)[:PROVINCE_DIGITS]
    is_near = Case(When(region__code__startswith=province, then=0), default=1)
    found = Organisation.objects.filter(Exists(experts), is_active=True)
    own = enterprise.surviving.organisation_id or 0
    return list(found.exclude(pk=own).order_by(is_near, "name", "pk")[:MOST_REVIEWERS])


def map_remarks(review: Review) -> Mapping[str, tuple[ReviewRemark, ...]]:
    """Return the remarks by question, the oldest first; "" holds those on the whole."""
    found: dict[str, list[ReviewRemark]] = {}
    for one in review.remarks.select_related("author").order_by("written_at", "pk"):
        found.setdefault(one.question, []).append(one)
    return {question: tuple(remarks) for question, remarks in found.items()}


def list_differences(
    own: Sitting, expert: Sitting, remarks: Mapping[str, tuple[ReviewRemark, ...]]
) -> list[Difference]:
    """Return the questions on which the expert said something, and not the same.

    What does not concern the enterprise by the expert's last answers is left out.
    """
    ours, theirs, asked = own.answers, expert.answers, expert.outcome.asked
    return [
        Difference(code, ours.get(code), theirs[code], remarks.get(code, ()))
        for code in (question.code for question in own.model.questions)
        if code in asked
        if theirs.get(code) is not None and ours.get(code) != theirs[code]
    ]


def count_evidence(evaluation: Evaluation) -> dict[str, int]:
    """Return how many files lie beside each question."""
    rows = evaluation.evidence.order_by().values("question")
    return dict(rows.annotate(count=Count("pk")).values_list("question", "count"))


def list_evidence(evaluation: Evaluation, question: str) -> list[EvaluationEvidence]:
    found = evaluation.evidence.filter(question=question)
    return list(found.select_related("file", "uploaded_by").order_by("uploaded_at"))


def get_evidence_for(*, actor: Actor, code: str) -> EvaluationEvidence:
    """Return a file to the enterprise, or to who reviews its evaluation."""
    evaluations = Q(evaluation__in=list_own_evaluations_for(actor)) | Q(
        evaluation__in=list_reviews_for(actor).values("evaluation")
    )
    found = EvaluationEvidence.objects.filter(evaluations, code=code)
    evidence = found.select_related("evaluation__enterprise", "file").first()
    if evidence is None:
        raise NotFoundError
    return evidence
