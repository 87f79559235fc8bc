"""A review: the enterprise asks, an expert answers alone, both compare, it is closed."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from zhisheng.apps.maturity import permissions, schemas, selectors, services
from zhisheng.apps.maturity.choices import EvaluationStatus, ReviewStatus, Side
from zhisheng.apps.maturity.errors import BegunAgainError
from zhisheng.apps.maturity.forms import AskReviewForm, CommentForm
from zhisheng.apps.maturity.permissions import Action
from zhisheng.apps.maturity.schemas import Way
from zhisheng.apps.maturity.views.stepping import UNPROCESSABLE, Step, answer_step
from zhisheng.kit.errors import FieldsRefusedError, NotFoundError
from zhisheng.kit.http import UserRequest
from zhisheng.kit.problems import describe

if TYPE_CHECKING:
    from zhisheng.apps.maturity.models import Review

MOST_SHOWN = 100


@login_required
@require_http_methods(["GET", "POST"])
def ask_review(request: UserRequest, code: str) -> HttpResponse:
    """Spell out who sees what until when, then ask for the review."""
    permissions.require(request.user, Action.ASK_REVIEW)
    evaluation = selectors.get_own_evaluation_for(actor=request.user, code=code)
    if request.method != "POST" and evaluation.status != EvaluationStatus.SUBMITTED:
        return redirect("maturity:result", code)
    reviewers = selectors.list_reviewers(evaluation.enterprise)
    form = AskReviewForm(request.POST or None, reviewers=reviewers)
    if request.method == "POST" and form.is_valid():
        chosen = {one.code: one for one in reviewers}[form.cleaned_data["organisation"]]
        try:
            review = services.ask_review(
                evaluation=evaluation,
                organisation=chosen,
                until=form.cleaned_data["until"],
                actor=request.user,
            )
        except FieldsRefusedError as error:
            form.refuse(error)
        else:
            return redirect("maturity:review", review.code)
    status = UNPROCESSABLE if request.method == "POST" else 200
    context = {"form": form, "evaluation": evaluation, "reviewers": reviewers}
    return render(request, "maturity/ask_review.html", context, status=status)


@login_required
@require_safe
def reviews(request: UserRequest) -> HttpResponse:
    permissions.require(request.user, Action.REVIEW)
    found = selectors.list_reviews_for(request.user)[:MOST_SHOWN]
    context = {"cards": schemas.build_review_cards(found)}
    return render(request, "maturity/reviews.html", context)


@login_required
@require_safe
def review(request: UserRequest, code: str) -> HttpResponse:
    """Lead an expert to the questions first; show both sides where they differ."""
    found, side = selectors.get_seen_review_for(actor=request.user, code=code)
    if found.status == ReviewStatus.RATING and side == Side.EXPERT:
        sitting = selectors.read_sitting(found.evaluation, found)
        if sitting.outcome.open_questions:
            return redirect("maturity:rate", code, schemas.find_step(sitting))
        return redirect("maturity:rate_end", code)
    return _show(request, found, side)


@login_required
@require_http_methods(["GET", "POST"])
def rate(request: UserRequest, code: str, step: int) -> HttpResponse:
    found = selectors.get_review_for(actor=request.user, code=code)
    end = reverse("maturity:rate_end", args=[code])
    return answer_step(
        request,
        Step(
            sitting=selectors.read_sitting(found.evaluation, found),
            way=Way(code, "maturity:rate", end, _("答完"), "maturity:reviews"),
            number=step,
            files_page="maturity:review_files",
            save=lambda answers: services.save_ratings(
                review=found, answers=answers, actor=request.user
            ),
        ),
    )


@login_required
@require_http_methods(["GET", "POST"])
def rate_end(request: UserRequest, code: str) -> HttpResponse:
    """Ask once more before both sides see each other's answers."""
    found = selectors.get_review_for(actor=request.user, code=code)
    if request.method == "POST":
        services.finish_rating(review=found, actor=request.user)
        return redirect("maturity:review", code)
    if found.status != ReviewStatus.RATING:
        return redirect("maturity:review", code)
    sitting = selectors.read_sitting(found.evaluation, found)
    context = {
        "review": found,
        "open": len(sitting.outcome.open_questions),
        "back": reverse("maturity:rate", args=[code, schemas.find_step(sitting)]),
    }
    return render(request, "maturity/rate_end.html", context)


@login_required
@require_POST
def remark(request: UserRequest, code: str, question: str) -> HttpResponse:
    found, side = selectors.get_seen_review_for(actor=request.user, code=code)
    model = selectors.get_model_of(found.evaluation)
    if all(one.code != question for one in model.questions):
        raise NotFoundError
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _show(request, found, side, form)
    services.write_remark(
        review=found,
        question=question,
        text=form.cleaned_data["comment"],
        actor=request.user,
    )
    return redirect(reverse("maturity:review", args=[code]) + f"#q-{question}")


@login_required
@require_POST
def return_evaluation(request: UserRequest, code: str) -> HttpResponse:
    return _close(request, code, services.return_evaluation, _("已退回企业补充。"))


@login_required
@require_POST
def confirm_evaluation(request: UserRequest, code: str) -> HttpResponse:
    return _close(request, code, services.confirm_evaluation, _("已确认。"))


@login_required
@require_POST
def withdraw_review(request: UserRequest, code: str) -> HttpResponse:
    permissions.require(request.user, Action.ASK_REVIEW)
    found, side = selectors.get_seen_review_for(actor=request.user, code=code)
    if side != Side.SELF:
        raise NotFoundError
    services.withdraw_review(review=found, actor=request.user)
    messages.success(request, _("已撤回，对方看不到这份评价了。"))
    return redirect("maturity:result", found.evaluation.code)


def _close(
    request: UserRequest, code: str, act: Callable[..., "Review"], told: str
) -> HttpResponse:
    """Return or confirm; what is returned needs its reason."""
    found = selectors.get_review_for(actor=request.user, code=code)
    is_needed = act is services.return_evaluation
    form = CommentForm(request.POST, is_needed=is_needed)
    if not form.is_valid():
        return _show(request, found, Side.EXPERT, form)
    try:
        act(review=found, comment=form.cleaned_data["comment"], actor=request.user)
    except BegunAgainError as error:
        form.add_error("comment", describe(error))
        return _show(request, found, Side.EXPERT, form)
    messages.success(request, told)
    return redirect("maturity:review", code)


def _show(
    request: UserRequest,
    found: "Review",
    side: Side,
    refused: CommentForm | None = None,
) -> HttpResponse:
    page = schemas.build_review_page(
        found,
        side,
        selectors.read_sitting(found.evaluation),
        selectors.read_sitting(found.evaluation, found),
    )
    context = {"page": page, "form": refused}
    status = UNPROCESSABLE if refused else 200
    return render(request, "maturity/review.html", context, status=status)
