"""The way from an evaluation to a plan that is agreed on."""

from dataclasses import replace
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from zhisheng.apps.improvement import permissions, schemas, selectors, services
from zhisheng.apps.improvement.choices import PlanAim, PlanStatus
from zhisheng.apps.improvement.errors import EvaluationGoneError, PlanLockedError
from zhisheng.apps.improvement.forms.plans import LimitsForm
from zhisheng.apps.improvement.permissions import Action
from zhisheng.apps.improvement.schemas.cases import list_offers
from zhisheng.kit.errors import DomainError, ForbiddenError, NotFoundError
from zhisheng.kit.http import UserRequest, read_moment, read_number
from zhisheng.methods.planning import NoPlanError

UNPROCESSABLE = 422


@login_required
@require_safe
def index(request: UserRequest) -> HttpResponse:
    permissions.require(request.user, Action.SEE_OWN_PLANS, Action.WATCH_PLANS)
    context: dict[str, object] = {}
    if permissions.may(request.user, Action.SEE_OWN_PLANS):
        context["groups"] = schemas.list_groups(request.user)
    if permissions.may(request.user, Action.WATCH_PLANS):
        before = read_number(request.GET.get("before")) or 0
        context["watched"] = schemas.build_watched(request.user, before)
    return render(request, "improvement/plans.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def start(request: UserRequest, evaluation: str) -> HttpResponse:
    """Ask how much money, how many days and until when, and work the plan out."""
    own = selectors.get_plannable_for(
        actor=request.user, code=evaluation, action=Action.MAKE_PLAN
    )
    today = timezone.localdate()
    latest = selectors.find_latest(own.enterprise)
    initial = schemas.suggest_limits(own, latest, today)
    form = LimitsForm(request.POST or None, initial=initial, today=today)
    if form.is_valid():
        terms = schemas.make_terms(form.cleaned_data, own, latest, today)
        try:
            plan = services.make_plan(evaluation=own, terms=terms, actor=request.user)
        except DomainError as error:
            form.add_error(None, _tell(error, terms))
        else:
            return redirect("improvement:plan", plan.code)
    context = {"form": form, "evaluation": own}
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "improvement/plan_start.html", context, status=status)


@login_required
@require_safe
def plan(request: UserRequest, code: str) -> HttpResponse:
    return _show_plan(request, code)


@login_required
@require_POST
def wish(request: UserRequest, code: str) -> HttpResponse:
    """Pin a measure, leave it out, or leave it to the solver again; solve anew."""
    terms = _read_own_terms(request, code)
    measure, wanted = request.POST.get("measure", ""), request.POST.get("wish", "")
    if wanted not in {"pin", "exclude", "free"}:
        raise NotFoundError
    pinned, excluded = terms.pinned - {measure}, terms.excluded - {measure}
    if wanted == "pin":
        pinned |= {measure}
    if wanted == "exclude":
        excluded |= {measure}
    return _remake(request, code, replace(terms, pinned=pinned, excluded=excluded))


@login_required
@require_http_methods(["GET", "POST"])
def variants(request: UserRequest, code: str) -> HttpResponse:
    """Show what other ways of planning come to, and take one of them."""
    terms = _read_own_terms(request, code)
    if request.method == "POST":
        if request.POST.get("aim") not in PlanAim.values:
            raise NotFoundError
        return _remake(request, code, replace(terms, aim=PlanAim(request.POST["aim"])))
    own = selectors.get_own_plan_for(
        actor=request.user, code=code, action=Action.MAKE_PLAN
    )
    ways = services.compare_aims(plan=own, terms=terms, actor=request.user)
    context = {"plan": own, "variants": schemas.list_variants(own, terms, ways)}
    return render(request, "improvement/plan_variants.html", context)


@login_required
@require_POST
def agree(request: UserRequest, code: str) -> HttpResponse:
    own = selectors.get_own_plan_for(actor=request.user, code=code)
    try:
        services.agree_plan(
            plan=own, seen=_read_moment(request.POST.get("seen")), actor=request.user
        )
    except (ForbiddenError, NotFoundError):
        raise
    except DomainError as error:
        return _show_plan(request, code, problem=_tell(error))
    messages.success(request, _("计划定下来了。给每件事安排一个人，做完一件就打个勾。"))
    return redirect("improvement:plan", code)


def _read_own_terms(request: UserRequest, code: str) -> services.Terms:
    """Return the terms of the own draft, from today on."""
    own = selectors.get_own_plan_for(
        actor=request.user, code=code, action=Action.MAKE_PLAN
    )
    if own.status != PlanStatus.DRAFT:
        raise PlanLockedError
    return replace(services.read_terms(own), starts_on=timezone.localdate())


def _remake(request: UserRequest, code: str, terms: services.Terms) -> HttpResponse:
    own = selectors.get_own_plan_for(actor=request.user, code=code)
    if own.evaluation is None:
        raise EvaluationGoneError
    if terms.days < 1:
        messages.info(request, _("原来定的日子已经过了，请重新选一天。"))
        return redirect("improvement:start", own.evaluation.code)
    try:
        services.make_plan(evaluation=own.evaluation, terms=terms, actor=request.user)
    except DomainError as error:
        return _show_plan(request, code, problem=_tell(error, terms))
    return redirect("improvement:plan", code)


def _show_plan(request: UserRequest, code: str, *, problem: str = "") -> HttpResponse:
    page = schemas.build_plan_page(
        plan=selectors.get_plan_for(actor=request.user, code=code),
        actor=request.user,
        today=timezone.localdate(),
        problem=problem,
    )
    status = UNPROCESSABLE if problem else 200
    cases = list_offers(selectors.list_cases_for_plan(page.plan))
    context = {"page": page, "cases": cases}
    return render(request, "improvement/plan.html", context, status=status)


def _tell(error: DomainError, terms: services.Terms | None = None) -> str:
    if isinstance(error, NoPlanError) and terms is not None:
        return schemas.explain_failure(error)
    return schemas.describe(error)


def _read_moment(text: str | None) -> datetime:
    moment = read_moment(text)
    if moment is None:
        raise NotFoundError
    return moment
