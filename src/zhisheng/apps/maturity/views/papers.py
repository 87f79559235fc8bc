"""The papers of a diagnosis, for the enterprise and for who reviewed it."""

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from zhisheng.apps.accounts.views.files import hands_out_file
from zhisheng.apps.maturity import schemas, selectors
from zhisheng.apps.maturity.choices import EvaluationStatus, PaperKind, ReviewStatus
from zhisheng.kit.errors import NotFoundError
from zhisheng.kit.http import UserRequest
from zhisheng.ui.papers import hand_out_paper

if TYPE_CHECKING:
    from zhisheng.apps.maturity.models import Evaluation


@login_required
@require_safe
@hands_out_file
def paper(request: UserRequest, code: str, kind: str, ending: str) -> HttpResponse:
    evaluation = selectors.get_own_evaluation_for(actor=request.user, code=code)
    return _send(evaluation, kind, ending)


@login_required
@require_safe
@hands_out_file
def review_paper(
    request: UserRequest, code: str, kind: str, ending: str
) -> HttpResponse:
    """Hand a paper to the expert, once the own first look is over."""
    review = selectors.get_review_for(actor=request.user, code=code)
    if review.status == ReviewStatus.RATING:
        raise NotFoundError
    return _send(review.evaluation, kind, ending)


def _send(evaluation: "Evaluation", kind: str, ending: str) -> HttpResponse:
    is_draft = evaluation.status == EvaluationStatus.DRAFT
    if is_draft or kind not in PaperKind.values:
        raise NotFoundError
    made = schemas.build_paper(selectors.read_standing(evaluation), PaperKind(kind))
    return hand_out_paper(made, evaluation.enterprise.name, ending)
