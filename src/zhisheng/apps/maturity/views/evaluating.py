"""An enterprise's way through an evaluation: choose, answer step by step, result."""

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
from zhisheng.kit.language import is_english


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
@require_http_methods(["GET", "POST"])
def start(request: UserRequest, enterprise: str, model: str) -> HttpResponse:
    """Say what is asked, by what right and for whom, before anything is asked."""
    own = selectors.get_own_enterprise_for(actor=request.user, code=enterprise)
    today = timezone.localdate()
    if request.method == "POST":
        evaluation = services.open_evaluation(
            enterprise=own, model=model, on=today, actor=request.user
        )
        return redirect("maturity:resume", evaluation.code)
    offered = {one.code: one for one in selectors.list_offered_models(today)}
    if model not in offered:
        raise NotFoundError
    context = {
        "enterprise": own,
        "model": offered[model],
        "name": schemas.name_part(offered[model]),
        "is_english": is_english(),
    }
    return render(request, "maturity/start.html", context)


@login_required
@require_safe
def resume(request: UserRequest, code: str) -> HttpResponse:
    """Lead back to where the first question is open."""
    evaluation = selectors.get_own_evaluation_for(actor=request.user, code=code)
    if not evaluation.is_open:
        return redirect("maturity:result", code)
    number = schemas.find_step(selectors.read_sitting(evaluation))
    return redirect("maturity:fill", code, number)


@login_required
@require_http_methods(["GET", "POST"])
def fill(request: UserRequest, code: str, step: int) -> HttpResponse:
    evaluation = selectors.get_own_evaluation_for(actor=request.user, code=code)
    if request.method != "POST" and not evaluation.is_open:
        return redirect("maturity:result", code)
    result = reverse("maturity:result", args=[code])
    return answer_step(
        request,
        Step(
            sitting=selectors.read_sitting(evaluation),
            way=Way(code, "maturity:fill", result, _("看结果"), "maturity:index"),
            number=step,
            files_page="maturity:evidence",
            save=lambda answers: services.save_answers(
                evaluation=evaluation, answers=answers, actor=request.user
            ),
        ),
    )


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
