"""Files beside a question: the enterprise adds and deletes, its reviewer reads."""

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from zhisheng.apps.accounts.views.files import hands_out_file
from zhisheng.apps.maturity import schemas, selectors, services
from zhisheng.apps.maturity.forms import EvidenceForm
from zhisheng.apps.maturity.views.stepping import UNPROCESSABLE
from zhisheng.kit import files
from zhisheng.kit.errors import DomainError, NotFoundError
from zhisheng.kit.http import UserRequest
from zhisheng.kit.problems import describe
from zhisheng.reference.maturity import Question

if TYPE_CHECKING:
    from zhisheng.apps.maturity.models import Evaluation


@login_required
@require_http_methods(["GET", "POST"])
def evidence(request: UserRequest, code: str, question: str) -> HttpResponse:
    evaluation = selectors.get_own_evaluation_for(actor=request.user, code=code)
    asked = _find_question(evaluation, question)
    form = EvidenceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_evidence(
                evaluation=evaluation,
                question=question,
                file=form.cleaned_data["file"],
                actor=request.user,
            )
        except DomainError as error:
            form.add_error("file", describe(error))
        else:
            return redirect("maturity:evidence", code, question)
    step = schemas.find_step_of(selectors.get_model_of(evaluation), question)
    back = reverse("maturity:fill", args=[code, step])
    return _show(request, evaluation, asked, back, form)


@login_required
@require_safe
def review_files(request: UserRequest, code: str, question: str) -> HttpResponse:
    """Show an expert what the enterprise put beside a question."""
    review, _side = selectors.get_seen_review_for(actor=request.user, code=code)
    asked = _find_question(review.evaluation, question)
    back = reverse("maturity:review", args=[code])
    return _show(request, review.evaluation, asked, back)


@login_required
@require_safe
@hands_out_file
def evidence_file(request: UserRequest, code: str) -> FileResponse:
    found = selectors.get_evidence_for(actor=request.user, code=code)
    return files.serve(found.file)


@login_required
@require_POST
def delete_evidence(request: UserRequest, code: str) -> HttpResponse:
    found = selectors.get_evidence_for(actor=request.user, code=code)
    services.delete_evidence(evidence=found, actor=request.user)
    return redirect("maturity:evidence", found.evaluation.code, found.question)


def _find_question(evaluation: "Evaluation", code: str) -> Question:
    questions = selectors.get_model_of(evaluation).questions
    found = next((one for one in questions if one.code == code), None)
    if found is None:
        raise NotFoundError
    return found


def _show(
    request: UserRequest,
    evaluation: "Evaluation",
    asked: Question,
    back: str,
    form: EvidenceForm | None = None,
) -> HttpResponse:
    context = {
        "form": form if evaluation.is_open else None,
        "evaluation": evaluation,
        "question": schemas.name_question(asked),
        "items": schemas.list_files(selectors.list_evidence(evaluation, asked.code)),
        "back": back,
    }
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "maturity/evidence.html", context, status=status)
