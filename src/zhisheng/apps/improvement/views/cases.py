"""Good cases: written by the enterprise, looked at level by level."""

from typing import Any

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

from zhisheng.apps.improvement import permissions, selectors, services
from zhisheng.apps.improvement.errors import CaseChangedError
from zhisheng.apps.improvement.forms.cases import (
    AnnounceForm,
    CaseForm,
    DecisionForm,
    PhotoForm,
)
from zhisheng.apps.improvement.forms.problems import VersionedForm
from zhisheng.apps.improvement.permissions import Action
from zhisheng.apps.improvement.schemas import cases as schemas
from zhisheng.apps.improvement.schemas.case_notices import list_draft_choices
from zhisheng.kit import files
from zhisheng.kit.errors import DomainError, FieldsRefusedError, NotFoundError
from zhisheng.kit.http import UserRequest, read_number, render_form
from zhisheng.kit.problems import list_refusals
from zhisheng.methods.case_selection import Act

UNPROCESSABLE = 422
KEYS: dict[type, str] = {
    PhotoForm: "photo",
    DecisionForm: "decision",
    AnnounceForm: "announce",
}


@login_required
@require_safe
def index(request: UserRequest) -> HttpResponse:
    """List the own cases, and for officers what was handed in."""
    actor = request.user
    permissions.require(actor, Action.SEE_OWN_CASES, Action.REVIEW_CASES)
    before = read_number(request.GET.get("before")) or 0
    page = selectors.page_reported_cases_for(actor, before=before)
    context = {
        "own": schemas.build_own_table(selectors.list_own_cases_for(actor)),
        "writable": selectors.list_own_enterprises_for(actor, Action.WRITE_CASE),
        "reported": schemas.build_reported_table(page.rows, actor),
        "next_before": page.next_after,
        "selected": selectors.count_selected_for(actor, timezone.localdate().year),
        "is_own": permissions.may(actor, Action.SEE_OWN_CASES),
        "is_office": permissions.may(actor, Action.REVIEW_CASES),
    }
    return render(request, "improvement/cases.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def begin(request: UserRequest, enterprise: str) -> HttpResponse:
    """Write a new case, from a solved problem if one is named."""
    actor = request.user
    own = selectors.get_own_enterprise_for(
        actor=actor, code=enterprise, action=Action.WRITE_CASE
    )
    code = request.GET.get("of", "")
    problem = selectors.get_own_problem_for(actor=actor, code=code) if code else None
    form = CaseForm(
        request.POST or None,
        gaps=schemas.list_gap_choices(actor, own),
        initial=schemas.prefill_case(problem),
    )
    if request.method == "POST" and form.is_valid():
        try:
            case = services.begin_case(
                enterprise=own, draft=form.tell(), problem=problem, actor=actor
            )
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("记下了。看一看，放上照片，再报送。"))
            return redirect("improvement:case", case.code)
    context = {"form": form, "enterprise": own, "case": None}
    return render_form(request, "improvement/case_form.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: UserRequest, code: str) -> HttpResponse:
    case = selectors.get_own_case_for(actor=request.user, code=code)
    form = CaseForm(
        request.POST or None,
        gaps=schemas.list_gap_choices(request.user, case.enterprise, case),
        initial=schemas.retell_case(case),
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.rewrite_case(
                case=case,
                draft=form.tell(),
                version=form.cleaned_data["version"] or 0,
                actor=request.user,
            )
        except DomainError as error:
            form.refuse(error)
            if isinstance(error, CaseChangedError):
                case.refresh_from_db()
                form.renew(case.version)
        else:
            messages.success(request, _("已保存。"))
            return redirect("improvement:case", code)
    context = {"form": form, "enterprise": case.enterprise, "case": case}
    return render_form(request, "improvement/case_form.html", context)


@login_required
@require_safe
def detail(request: UserRequest, code: str) -> HttpResponse:
    return _show(request, code)


@login_required
@require_POST
def add_photo(request: UserRequest, code: str) -> HttpResponse:
    case = selectors.get_own_case_for(actor=request.user, code=code)
    form = PhotoForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            services.add_photo(
                case=case,
                upload=form.cleaned_data["upload"],
                version=form.cleaned_data["version"],
                actor=request.user,
            )
        except DomainError as error:
            form.refuse(error)
        else:
            return redirect("improvement:case", code)
    return _show(request, code, form)


@login_required
@require_safe
def photo(request: UserRequest, code: str, number: int) -> FileResponse:
    found = selectors.get_case_photo_for(actor=request.user, code=code, number=number)
    return files.serve(found.file, as_name=name_photo(number), is_shown=True)


@login_required
@require_POST
def remove_photo(request: UserRequest, code: str, number: int) -> HttpResponse:
    case = selectors.get_own_case_for(actor=request.user, code=code)
    services.remove_photo(
        case=case, number=number, version=_read_version(request), actor=request.user
    )
    return redirect("improvement:case", code)


@login_required
@require_POST
def name(request: UserRequest, code: str) -> HttpResponse:
    """Agree to be named, or take it back."""
    case = selectors.get_own_case_for(actor=request.user, code=code)
    services.set_naming(
        case=case,
        is_named=request.POST.get("is_named") == "1",
        version=_read_version(request),
        actor=request.user,
    )
    return redirect("improvement:case", code)


@login_required
@require_POST
def submit(request: UserRequest, code: str) -> HttpResponse:
    """Hand a case in; what is missing is told where it is written."""
    case = selectors.get_own_case_for(actor=request.user, code=code)
    try:
        services.submit_case(
            case=case, version=_read_version(request), actor=request.user
        )
    except FieldsRefusedError as error:
        for text in list_refusals(error).values():
            messages.error(request, text)
        return redirect("improvement:edit_case", code)
    messages.success(request, _("报送了，有结果会发消息给您。"))
    return redirect("improvement:case", code)


@login_required
@require_POST
def withdraw(request: UserRequest, code: str) -> HttpResponse:
    case = selectors.get_own_case_for(actor=request.user, code=code)
    services.withdraw_case(
        case=case, version=_read_version(request), actor=request.user
    )
    messages.success(request, _("撤回了，别人看不到了。"))
    return redirect("improvement:cases")


@login_required
@require_POST
def decide(request: UserRequest, code: str) -> HttpResponse:
    """Take what an office decided; a refused decision is shown with what was typed."""
    case = selectors.get_reported_case_for(actor=request.user, code=code)
    is_acting = selectors.is_acting_on(request.user, case)
    form = DecisionForm(request.POST, is_acting=is_acting)
    if not form.is_valid():
        if {"act", "version"} & form.errors.keys():
            raise NotFoundError
        return _show(request, code, form)
    try:
        services.decide_case(
            case=case,
            act=Act(form.cleaned_data["act"]),
            reason=form.cleaned_data["reason"],
            acting_reason=form.cleaned_data.get("acting_reason", ""),
            version=form.cleaned_data["version"],
            actor=request.user,
        )
    except NotFoundError:
        raise
    except DomainError as error:
        form.refuse(error)
        return _show(request, code, form)
    messages.success(request, _("已办理。"))
    return redirect("improvement:case", code)


@login_required
@require_POST
def announce(request: UserRequest, code: str) -> HttpResponse:
    """Put a selected case into a draft of a public notice, to be published there."""
    case = selectors.get_reported_case_for(actor=request.user, code=code)
    if not selectors.may_announce_case(request.user, case):
        raise NotFoundError
    form = AnnounceForm(request.POST, drafts=list_draft_choices(request.user))
    if form.is_valid():
        try:
            notice = services.announce_case(
                case=case,
                terms=form.tell(),
                version=form.cleaned_data["version"],
                actor=request.user,
            )
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("放进公示草稿了。看一看，再发布。"))
            return redirect("programme:notice", notice.code)
    return _show(request, code, form)


def _show(
    request: UserRequest, code: str, refused: VersionedForm | None = None
) -> HttpResponse:
    case = selectors.get_case_for(actor=request.user, code=code)
    at = {"version": case.version}
    context: dict[str, Any] = {
        "page": schemas.build_page(case, request.user),
        "photo": PhotoForm(initial=at),
        "decision": DecisionForm(
            initial=at, is_acting=selectors.is_acting_on(request.user, case)
        ),
    }
    if context["page"].may_announce:
        drafts = list_draft_choices(request.user)
        context["announce"] = AnnounceForm(drafts=drafts, initial=at)
    if refused is not None:
        refused.renew(case.version)
        context[KEYS[type(refused)]] = refused
    status = UNPROCESSABLE if refused else 200
    return render(request, "improvement/case.html", context, status=status)


def _read_version(request: UserRequest) -> int:
    return read_number(request.POST.get("version")) or 0


def name_photo(number: int) -> str:
    return _("案例照片 {number}").format(number=number)
