"""An enterprise's way through an evaluation: choose, answer step by step, result."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from zhisheng.apps.maturity import permissions, schemas, selectors, services
from zhisheng.apps.maturity.permissions import Action
from zhisheng.apps.maturity.schemas import Way
from zhisheng.apps.maturity.views.stepping import Step, answer_step
from zhisheng.kit.errors import NotFoundError
from zhisheng.kit.http import UserRequest

if TYPE_CHECKING:
    from zhisheng.apps.maturity.models import Evaluation
    from zhisheng.apps.maturity.selectors import Sitting
    from zhisheng.methods.maturity import Answers

MOST_SHOWN = 100


@login_required
@require_safe
def index(request: UserRequest) -> HttpResponse:
    permissions.require(request.user, Action.EVALUATE)
    latest = selectors.map_latest_for(request.user)
    offered = selectors.list_offered_models(timezone.localdate())
    groups = [
        (
            enterprise,
            [
                schemas.build_card(
                    model, enterprise.code, latest.get((enterprise.pk, model.code))
                )
                for model in offered
            ],
        )
        for enterprise in selectors.list_own_enterprises_for(request.user)
    ]
    return render(request, "maturity/index.html", {"groups": groups})


@login_required
@require_safe
def history(request: UserRequest, enterprise: str) -> HttpResponse:
    """Show all evaluations of an own enterprise, so that one sees how it went."""
    own = selectors.get_own_enterprise_for(actor=request.user, code=enterprise)
    found = selectors.list_own_evaluations_of(actor=request.user, enterprise=own)
    table = schemas.build_history_table(found[:MOST_SHOWN])
    context = {"enterprise": own, "table": table}
    return render(request, "maturity/history.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def start(request: UserRequest, enterprise: str, model: str) -> HttpResponse:
    """Show the first questions at once; the first answer begins the evaluation."""
    own = selectors.get_own_enterprise_for(actor=request.user, code=enterprise)
    today = timezone.localdate()
    if request.method == "POST":
        evaluation = services.open_evaluation(
            enterprise=own, model=model, on=today, actor=request.user
        )
        return answer_step(request, _step(request, evaluation, 1))
    begun = selectors.find_open_evaluation(own, model)
    if begun is not None:
        return redirect("maturity:resume", begun.code)
    offered = {one.code: one for one in selectors.list_offered_models(today)}
    if model not in offered:
        raise NotFoundError
    sitting = selectors.begin_sitting(own, offered[model])
    return answer_step(request, _build_step(sitting, "", 1, lambda _answers: None))


@login_required
@require_safe
def resume(request: UserRequest, code: str) -> HttpResponse:
    """Lead back to where the first question is open."""
    evaluation = selectors.get_own_evaluation_for(actor=request.user, code=code)
    if not evaluation.is_open:
        return redirect("maturity:result", code)
    sitting = selectors.read_sitting(evaluation)
    step = reverse("maturity:fill", args=[code, schemas.find_step(sitting)])
    return redirect(step + schemas.name_place(sitting))


@login_required
@require_http_methods(["GET", "POST"])
def fill(request: UserRequest, code: str, step: int) -> HttpResponse:
    evaluation = selectors.get_own_evaluation_for(actor=request.user, code=code)
    if request.method != "POST" and not evaluation.is_open:
        return redirect("maturity:result", code)
    return answer_step(request, _step(request, evaluation, step))


@login_required
@require_safe
def result(request: UserRequest, code: str) -> HttpResponse:
    evaluation = selectors.get_own_evaluation_for(actor=request.user, code=code)
    review = schemas.build_review_card(
        evaluation,
        selectors.find_latest_review(evaluation),
        may_ask=permissions.may(request.user, Action.ASK_REVIEW),
    )
    page = schemas.build_result_page(
        sitting=selectors.read_standing(evaluation),
        review=review,
        may_submit=permissions.may(request.user, Action.SUBMIT),
    )
    return render(request, "maturity/result.html", {"page": page})


@login_required
@require_POST
def submit(request: UserRequest, code: str) -> HttpResponse:
    evaluation = selectors.get_own_evaluation_for(actor=request.user, code=code)
    services.submit_evaluation(evaluation=evaluation, actor=request.user)
    return redirect("maturity:result", code)


def _step(request: UserRequest, evaluation: "Evaluation", number: int) -> Step:
    return _build_step(
        selectors.read_sitting(evaluation),
        evaluation.code,
        number,
        lambda answers: services.save_answers(
            evaluation=evaluation, answers=answers, actor=request.user
        ),
    )


def _build_step(
    sitting: "Sitting", code: str, number: int, save: "Callable[[Answers], object]"
) -> Step:
    end = reverse("maturity:result", args=[code]) if code else ""
    way = Way(code, "maturity:fill", end, _("看结果"), "maturity:index")
    return Step(sitting, way, number, "maturity:evidence", save)
