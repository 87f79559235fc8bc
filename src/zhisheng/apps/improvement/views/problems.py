"""Quality problems: written down on a phone, taken step by step to their end."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from zhisheng.apps.accounts.views.files import hands_out_file
from zhisheng.apps.improvement import permissions, selectors, services
from zhisheng.apps.improvement.choices import ProblemState
from zhisheng.apps.improvement.errors import ProblemChangedError
from zhisheng.apps.improvement.forms.problems import (
    AttachForm,
    CauseForm,
    ProblemForm,
    ReportForm,
    StepForm,
    VersionedForm,
    build_step_form,
)
from zhisheng.apps.improvement.permissions import Action
from zhisheng.apps.improvement.schemas import problems as schemas
from zhisheng.apps.improvement.schemas.cases import list_offers
from zhisheng.apps.improvement.schemas.common_problems import build_offers
from zhisheng.apps.improvement.schemas.order_origins import list_orders_of
from zhisheng.kit import files
from zhisheng.kit.errors import DomainError, NotFoundError
from zhisheng.kit.http import UserRequest, read_number, render_form
from zhisheng.methods.corrective_action import Act, State, find_next

if TYPE_CHECKING:
    from zhisheng.apps.improvement.models import Problem

UNPROCESSABLE = 422


@login_required
@require_safe
def index(request: UserRequest) -> HttpResponse:
    """List the own problems, those one is let see, and for officers how many there are."""
    actor = request.user
    permissions.require(
        actor,
        Action.SEE_OWN_PROBLEMS,
        Action.READ_SHARED_PROBLEMS,
        Action.WATCH_PROBLEMS,
    )
    today = timezone.localdate()
    context = {
        "groups": schemas.build_groups(actor, today),
        "is_own": permissions.may(actor, Action.SEE_OWN_PROBLEMS),
        "shared": schemas.build_shared(actor, today),
        "is_advising": permissions.may(actor, Action.READ_SHARED_PROBLEMS),
        "watched": schemas.build_watched(actor)
        if permissions.may(actor, Action.WATCH_PROBLEMS)
        else None,
    }
    return render(request, "improvement/problems.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def report(request: UserRequest, enterprise: str) -> HttpResponse:
    """Write a problem down: what, where from, a photo."""
    own = selectors.get_own_enterprise_for(
        actor=request.user, code=enterprise, action=Action.WORK_ON_PROBLEM
    )
    gap = selectors.find_gap_for(
        actor=request.user, key=request.GET.get("gap", ""), enterprise=own
    )
    form = ReportForm(
        request.POST or None,
        request.FILES or None,
        initial=schemas.prefill_report(gap),
    )
    if request.method == "POST" and form.is_valid():
        try:
            problem = services.report_problem(
                enterprise=own,
                report=form.tell(gap),
                photo=form.cleaned_data["photo"],
                actor=request.user,
            )
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("记下了。"))
            return redirect("improvement:problem", problem.code)
    context = {
        "form": form,
        "enterprise": own,
        "gaps": [] if gap else selectors.list_known_gaps_for(request.user, own),
    }
    return render_form(request, "improvement/problem_report.html", context)


@login_required
@require_safe
def detail(request: UserRequest, code: str) -> HttpResponse:
    problem = selectors.get_problem_for(actor=request.user, code=code)
    return _show(request, problem)


@login_required
@require_POST
def step(request: UserRequest, code: str) -> HttpResponse:
    """Take the step the page asked for; a refused one is shown with what was typed."""
    problem = selectors.get_own_problem_for(actor=request.user, code=code)
    act = request.POST.get("act", "")
    if act not in set(Act):
        raise NotFoundError
    form = _build_step(problem, Act(act), request)
    if form.is_valid():
        try:
            services.take_step(
                problem=problem,
                act=Act(act),
                told=form.tell(),
                version=form.cleaned_data["version"],
                actor=request.user,
            )
        except DomainError as error:
            return _refuse(request, code, form, error)
        messages.success(request, _("已保存。"))
        return redirect("improvement:problem", code)
    return _show(request, problem, form)


@login_required
@require_POST
def add_cause(request: UserRequest, code: str) -> HttpResponse:
    problem = selectors.get_own_problem_for(actor=request.user, code=code)
    form = CauseForm(
        request.POST, causes=selectors.list_causes(problem), prefix="cause"
    )
    if form.is_valid():
        category, parent = form.get_place()
        try:
            services.add_cause(
                problem=problem,
                text=form.cleaned_data["text"],
                category=category,
                parent=parent,
                version=form.cleaned_data["version"],
                actor=request.user,
            )
        except DomainError as error:
            return _refuse(request, code, form, error)
        return redirect("improvement:problem", code)
    return _show(request, problem, form)


@login_required
@require_POST
def remove_cause(request: UserRequest, code: str, number: int) -> HttpResponse:
    problem = selectors.get_own_problem_for(actor=request.user, code=code)
    services.remove_cause(
        problem=problem,
        number=number,
        version=read_number(request.POST.get("version")) or 0,
        actor=request.user,
    )
    return redirect("improvement:problem", code)


@login_required
@require_POST
def attach(request: UserRequest, code: str) -> HttpResponse:
    problem = selectors.get_own_problem_for(actor=request.user, code=code)
    form = AttachForm(request.POST, request.FILES, prefix="file")
    if form.is_valid():
        try:
            services.attach_file(
                problem=problem,
                upload=form.cleaned_data["upload"],
                version=form.cleaned_data["version"],
                actor=request.user,
            )
        except DomainError as error:
            return _refuse(request, code, form, error)
        messages.success(request, _("文件放好了。"))
        return redirect("improvement:problem", code)
    return _show(request, problem, form)


@login_required
@require_safe
@hands_out_file
def file(request: UserRequest, code: str, number: int) -> FileResponse:
    found = selectors.get_problem_file_for(actor=request.user, code=code, number=number)
    return files.serve(found.file)


def _refuse(
    request: UserRequest, code: str, form: VersionedForm, error: DomainError
) -> HttpResponse:
    """Show the page as it is now with what was typed; a stale one is not sent blindly."""
    form.refuse(error)
    problem = selectors.get_problem_for(actor=request.user, code=code)
    if isinstance(error, ProblemChangedError):
        form.renew(problem.version)
    return _show(request, problem, form)


def _build_step(
    problem: "Problem", act: Act, request: UserRequest | None = None
) -> StepForm:
    return build_step_form(
        act,
        request.POST if request else None,
        people=selectors.list_people_of(problem.enterprise) if act is Act.PLAN else (),
        causes=selectors.list_causes(problem) if act is Act.FIND_CAUSE else (),
        initial={"act": act.value, "version": problem.version},
        auto_id=f"id_{act.value}_%s",
    )


def _show(
    request: UserRequest, problem: "Problem", refused: ProblemForm | None = None
) -> HttpResponse:
    page = schemas.build_page(
        problem,
        may_change=selectors.may_change(request.user, problem),
        actor_id=request.user.pk,
        is_head=selectors.is_head_of(request.user, problem),
        today=timezone.localdate(),
    )
    line = find_next(State(problem.state))
    at = {"version": problem.version}
    shown: dict[str, ProblemForm | None] = {
        "step": _build_step(problem, line.act) if line and page.may_change else None,
        "back": _build_step(problem, Act.RETURN) if page.may_return else None,
        "again": _build_step(problem, Act.REOPEN) if page.may_reopen else None,
        "cause": CauseForm(
            causes=selectors.list_causes(problem), prefix="cause", initial=at
        ),
        "attach": AttachForm(prefix="file", initial=at),
    }
    lost = None
    if refused is not None:
        name = _name_form(refused, line.act.value if line else "")
        lost = refused if shown.get(name) is None else None
        shown[name] = refused
    offers = build_offers(problem) if page.may_change else ()
    cases = list_offers(selectors.list_cases_for_problem(problem))
    context = {
        "page": page,
        "forms": shown,
        "lost": lost,
        "offers": offers,
        "cases": cases,
        "orders": list_orders_of(request.user, problem),
        "may_tell": problem.state == ProblemState.CLOSED
        and permissions.may(request.user, Action.WRITE_CASE),
    }
    status = UNPROCESSABLE if refused else 200
    return render(request, "improvement/problem.html", context, status=status)


def _name_form(form: ProblemForm, next_act: str) -> str:
    if isinstance(form, CauseForm):
        return "cause"
    if isinstance(form, AttachForm):
        return "attach"
    act = str(form.data.get("act", ""))
    named = {"return": "back", "reopen": "again", next_act: "step"}
    return named.get(act, "lost")
