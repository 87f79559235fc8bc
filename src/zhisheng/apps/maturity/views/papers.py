"""The papers of a diagnosis, for the enterprise and for who reviewed it."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from zhisheng.apps.accounts.views.files import hands_out_file
from zhisheng.apps.maturity import schemas, selectors
from zhisheng.apps.maturity.choices import EvaluationStatus, PaperKind, ReviewStatus
from zhisheng.kit.errors import NotFoundError
from zhisheng.kit.files.content import DOCX, PDF
from zhisheng.kit.http import UserRequest, respond_with_file
from zhisheng.ui.papers import Paper, write_docx, write_pdf

if TYPE_CHECKING:
    from zhisheng.apps.maturity.models import Evaluation

WRITERS: Mapping[str, tuple[str, Callable[[Paper], bytes]]] = MappingProxyType(
    {"docx": (DOCX, write_docx), "pdf": (PDF, write_pdf)}
)


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
    if is_draft or kind not in PaperKind.values or ending not in WRITERS:
        raise NotFoundError
    content_type, write = WRITERS[ending]
    made = schemas.build_paper(selectors.read_standing(evaluation), PaperKind(kind))
    name = f"{made.title}_{evaluation.enterprise.name}.{ending}"
    return respond_with_file(write(made), name, content_type=content_type)
