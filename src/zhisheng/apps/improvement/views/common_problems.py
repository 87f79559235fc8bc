"""An officer looks for alike problems, names them, and writes down what helps."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from zhisheng.apps.accounts.views.files import hands_out_file
from zhisheng.apps.improvement import permissions, selectors, services
from zhisheng.apps.improvement.errors import CommonChangedError, SearchRunningError
from zhisheng.apps.improvement.forms.common_problems import (
    NameForm,
    SearchForm,
    SolutionForm,
)
from zhisheng.apps.improvement.permissions import Action
from zhisheng.apps.improvement.schemas import common_problems as schemas
from zhisheng.kit import files
from zhisheng.kit.errors import DomainError
from zhisheng.kit.http import UserRequest, read_number, render_form
from zhisheng.kit.problems import describe

UNPROCESSABLE = 422


@login_required
@require_http_methods(["GET", "POST"])
def index(request: UserRequest) -> HttpResponse:
    permissions.require(request.user, Action.GROUP_PROBLEMS)
    office = selectors.get_own_office_for(request.user)
    is_sent = request.method == "POST"
    trades = selectors.list_trades(office)
    form = SearchForm(request.POST if is_sent else None, trades=trades)
    if is_sent and form.is_valid():
        trade = form.cleaned_data["trade"]
        try:
            services.start_search(office=office, trade=trade, actor=request.user)
        except SearchRunningError as error:
            form.refuse(error)
        else:
            messages.success(request, _("开始找了，找好了会发消息给您。"))
            return redirect("improvement:common_problems")
    page = schemas.build_common_page(request.user, office)
    context = {"form": form, "page": page}
    return render_form(request, "improvement/common_problems.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def detail(request: UserRequest, code: str) -> HttpResponse:
    """Show a group, and take the name an officer gives it."""
    common = selectors.get_common_problem_for(actor=request.user, code=code)
    if request.method != "POST":
        return _show(request, code)
    form = NameForm(request.POST)
    if form.is_valid():
        try:
            services.confirm_common_problem(
                common=common,
                name=form.cleaned_data["name"],
                version=form.cleaned_data["version"],
                actor=request.user,
            )
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("确认了。现在可以放办法。"))
            return redirect("improvement:common_problem", code)
    return _show(request, code, form)


@login_required
@require_POST
def dismiss(request: UserRequest, code: str) -> HttpResponse:
    common = selectors.get_common_problem_for(actor=request.user, code=code)
    try:
        services.dismiss_common_problem(
            common=common, version=_read_version(request), actor=request.user
        )
    except CommonChangedError as error:
        messages.error(request, describe(error))
        return redirect("improvement:common_problem", code)
    return redirect("improvement:common_problems")


@login_required
@require_POST
def similar(request: UserRequest, code: str) -> HttpResponse:
    """Let what is like a confirmed group join it, or leave it out."""
    common = selectors.get_common_problem_for(actor=request.user, code=code)
    does_join = request.POST.get("join") == "1"
    try:
        services.answer_suggested(
            common=common,
            does_join=does_join,
            version=_read_version(request),
            actor=request.user,
        )
    except DomainError as error:
        messages.error(request, describe(error))
    else:
        told = (
            _("并入了，家数和个数更新了。")
            if does_join
            else _("记下了，这几个不再提。")
        )
        messages.success(request, told)
    return redirect("improvement:common_problem", code)


@login_required
@require_POST
def attach(request: UserRequest, code: str) -> HttpResponse:
    common = selectors.get_common_problem_for(actor=request.user, code=code)
    form = SolutionForm(request.POST, request.FILES, prefix="solution")
    if form.is_valid():
        try:
            services.attach_solution(
                common=common,
                solution=form.tell(),
                upload=form.cleaned_data["upload"],
                version=form.cleaned_data["version"],
                actor=request.user,
            )
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("办法放好了，有这类问题的企业都能看到。"))
            return redirect("improvement:common_problem", code)
    return _show(request, code, solution=form)


@login_required
@require_POST
def use(request: UserRequest, code: str) -> HttpResponse:
    """Note that the own enterprise used a shared solution."""
    services.note_use(code=code, actor=request.user)
    messages.success(request, _("谢谢，记下了。"))
    return redirect("improvement:problems")


@login_required
@require_safe
@hands_out_file
def file(request: UserRequest, code: str, number: int) -> FileResponse:
    found = selectors.get_solution_file_for(
        actor=request.user, code=code, number=number
    )
    return files.serve(found.file)


def _show(
    request: UserRequest,
    code: str,
    name: NameForm | None = None,
    solution: SolutionForm | None = None,
) -> HttpResponse:
    common = selectors.get_common_problem_for(actor=request.user, code=code)
    at = {"version": common.version}
    told = {"text": common.solution, "measures": common.measures, **at}
    for refused in (name, solution):
        if refused is not None:
            refused.renew(common.version)
    context = {
        "common": common,
        "facts": schemas.build_facts(common),
        "similar": schemas.tell_suggested(common),
        "files": schemas.list_files(common),
        "name": name or NameForm(initial={"name": common.name, **at}),
        "solution": solution or SolutionForm(initial=told, prefix="solution"),
    }
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "improvement/common_problem.html", context, status=status)


def _read_version(request: UserRequest) -> int:
    return read_number(request.POST.get("version")) or 0
