"""An enterprise's way through an evaluation: choose, answer step by step, result."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from zhisheng.apps.maturity import permissions, schemas, selectors, services
from zhisheng.apps.maturity.choices import EvaluationStatus
from zhisheng.apps.maturity.forms import StepForm
from zhisheng.apps.maturity.permissions import Action
from zhisheng.kit.errors import FieldsRefusedError, NotFoundError
from zhisheng.kit.http import UserRequest
from zhisheng.kit.language import is_english

UNPROCESSABLE = 422


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
    if evaluation.status != EvaluationStatus.DRAFT:
        return redirect("maturity:result", code)
    model = selectors.get_model_of(evaluation)
    number = schemas.find_step(model, selectors.map_given(evaluation))
    return redirect("maturity:fill", code, number)


@login_required
@require_http_methods(["GET", "POST"])
def fill(request: UserRequest, code: str, step: int) -> HttpResponse:
    evaluation = selectors.get_own_evaluation_for(actor=request.user, code=code)
    if not 1 <= step <= len(selectors.get_model_of(evaluation).dimensions):
        raise NotFoundError
    if request.method == "POST":
        return _save(request, code, step)
    if evaluation.status != EvaluationStatus.DRAFT:
        return redirect("maturity:result", code)
    return _show_step(request, code, step)


def _save(request: UserRequest, code: str, step: int) -> HttpResponse:
    evaluation = selectors.get_own_evaluation_for(actor=request.user, code=code)
    model = selectors.get_model_of(evaluation)
    form = _build_form(request, code, step, is_bound=True)
    own = selectors.map_own_answers(evaluation, request.user)
    try:
        services.save_answers(
            evaluation=evaluation, answers=form.list_changed(own), actor=request.user
        )
    except FieldsRefusedError as error:
        for name, text in error.refusals.items():
            form.add_error(name, text)
        return _show_step(request, code, step, form)
    if request.htmx:
        return _show_step(request, code, step, is_saved=True)
    if request.POST.get("go") == "later":
        return redirect("maturity:index")
    if step == len(model.dimensions):
        return redirect("maturity:result", code)
    return redirect("maturity:fill", code, step + 1)


def _build_form(
    request: UserRequest, code: str, step: int, *, is_bound: bool = False
) -> StepForm:
    evaluation = selectors.get_own_evaluation_for(actor=request.user, code=code)
    given = selectors.map_given(evaluation)
    model = selectors.get_model_of(evaluation)
    return StepForm(
        request.POST if is_bound else None,
        questions=schemas.list_asked_questions(model, given, step),
        given=given,
        in_english=is_english(),
    )


def _show_step(
    request: UserRequest,
    code: str,
    step: int,
    refused: StepForm | None = None,
    *,
    is_saved: bool = False,
) -> HttpResponse:
    evaluation = selectors.get_own_evaluation_for(actor=request.user, code=code)
    page = schemas.build_step_page(
        evaluation=evaluation,
        form=refused or _build_form(request, code, step),
        given=selectors.map_given(evaluation),
        number=step,
    )
    context = {"page": page, "saved_at": timezone.localtime() if is_saved else None}
    status = UNPROCESSABLE if refused else 200
    return render(request, "maturity/fill.html", context, status=status)


@login_required
@require_safe
def result(request: UserRequest, code: str) -> HttpResponse:
    evaluation = selectors.get_own_evaluation_for(actor=request.user, code=code)
    page = schemas.build_result_page(
        evaluation=evaluation,
        given=selectors.map_given(evaluation),
        may_submit=permissions.may(request.user, Action.SUBMIT),
    )
    return render(request, "maturity/result.html", {"page": page})


@login_required
@require_POST
def submit(request: UserRequest, code: str) -> HttpResponse:
    evaluation = selectors.get_own_evaluation_for(actor=request.user, code=code)
    services.submit_evaluation(evaluation=evaluation, actor=request.user)
    return redirect("maturity:result", code)
