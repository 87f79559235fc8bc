from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from zhisheng.apps.accounts.views.files import hands_out_file
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.choices import ImportStatus, PlaceKind
from zhisheng.apps.programme.errors import FileMissingError
from zhisheng.apps.programme.forms import MappingForm, PlaceForm, UploadForm
from zhisheng.apps.programme.permissions import require
from zhisheng.apps.programme.schemas import (
    WrongPlace,
    choose_tab,
    describe_import,
    describe_rows,
    list_import_table,
    list_kept_table,
    list_state_tabs,
    tell_decided,
    tell_outcome,
)
from zhisheng.apps.programme.selectors.imports import is_in_place_of
from zhisheng.apps.programme.sheets import MAPPABLE
from zhisheng.kit.errors import DomainError
from zhisheng.kit.http import (
    UserRequest,
    read_number,
    render_form,
    respond_with_workbook,
)

if TYPE_CHECKING:
    from zhisheng.apps.programme.models import ImportRow, RosterImport
from zhisheng.kit.problems import describe


@login_required
@require_safe
def index(request: UserRequest) -> HttpResponse:
    require(request.user, "programme.import_roster")
    page = selectors.list_imports_for(
        actor=request.user, after=read_number(request.GET.get("after"))
    )
    context = {"table": list_import_table(page.items), "page": page}
    return render(request, "programme/import_list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def upload(request: UserRequest) -> HttpResponse:
    require(request.user, "programme.import_roster")
    years = [year.year for year in selectors.list_years()]
    form = UploadForm(
        request.POST or None,
        initial={"year": request.GET.get("year")},
        years=years,
        organisations=selectors.list_uploading_organisations_for(actor=request.user),
    )
    error = ""
    if request.method == "POST" and form.is_valid():
        try:
            return _take_upload(request, form)
        except DomainError as refusal:
            if refusal.field:
                form.add_error(refusal.field, describe(refusal))
            else:
                error = describe(refusal)
    context = {"form": form, "error": error, "has_years": bool(years)}
    return render_form(request, "programme/upload.html", context)


def _take_upload(request: UserRequest, form: UploadForm) -> HttpResponse:
    file = request.FILES.get("sheet")
    if file is None:
        raise FileMissingError
    roster_import = services.upload_roster(
        file,
        original_name=file.name or "",
        year=form.cleaned_data["year"],
        organisation=form.organisation,
        helper=form.cleaned_data["helper"],
        actor=request.user,
    )
    return redirect("programme:import_detail", roster_import.code)


@login_required
@require_safe
@hands_out_file
def download_blank(request: UserRequest) -> HttpResponse:
    """Hand out a sheet to fill in, for whoever has no roster yet."""
    require(request.user, "programme.import_roster")
    return respond_with_workbook(*services.make_blank_roster())


@login_required
@require_safe
def detail(request: UserRequest, code: str) -> HttpResponse:
    roster_import = selectors.get_import_for(actor=request.user, code=code)
    if roster_import.status == ImportStatus.MAPPING:
        return redirect("programme:import_mapping", code)
    return _show_rows(
        request,
        roster_import=roster_import,
        status=request.GET.get("status", ""),
        after=read_number(request.GET.get("after")),
    )


def _show_rows(
    request: UserRequest,
    *,
    roster_import: "RosterImport",
    status: str,
    after: int | None,
    wrong: WrongPlace | None = None,
) -> HttpResponse:
    counts = selectors.count_rows(roster_import)
    status = choose_tab(counts, status)
    page = selectors.list_rows_for(
        actor=request.user, code=roster_import.code, status=status, after=after
    )
    context = {
        "summary": describe_import(roster_import, counts),
        "tabs": list_state_tabs(roster_import, counts, status),
        "rows": describe_rows(page.items),
        "next_after": page.next_after,
        "wrong": wrong,
        "turn": roster_import.organisation.name
        if is_in_place_of(request.user, roster_import)
        else "",
        "waiting_return": selectors.find_waiting_return(roster_import)
        if roster_import.status == ImportStatus.APPLIED
        else None,
    }
    return render(
        request, "programme/import_detail.html", context, status=422 if wrong else 200
    )


@login_required
@require_http_methods(["GET", "POST"])
def explain_columns(request: UserRequest, code: str) -> HttpResponse:
    """Ask once what the columns of an unknown sheet mean."""
    roster_import = selectors.get_import_for(actor=request.user, code=code)
    if roster_import.status != ImportStatus.MAPPING:
        return redirect("programme:import_detail", code)
    form = MappingForm(
        request.POST or None,
        columns=roster_import.mapping["columns"],
        fields=MAPPABLE,
    )
    if request.method == "POST" and form.is_valid():
        services.confirm_mapping(
            roster_import=roster_import, columns=form.list_columns(), actor=request.user
        )
        messages.success(request, _("已记下，以后同样的表格不再询问。"))
        return redirect("programme:import_detail", code)
    context = {"form": form, "roster_import": roster_import}
    return render_form(request, "programme/mapping.html", context)


@login_required
@require_safe
def progress(request: UserRequest, code: str) -> HttpResponse:
    roster_import = selectors.get_import_for(actor=request.user, code=code)
    summary = describe_import(roster_import, selectors.count_rows(roster_import))
    response = render(
        request, "programme/import_detail.html#progress", {"summary": summary}
    )
    if not summary.is_running:
        response["HX-Refresh"] = "true"
    return response


@login_required
@require_POST
def decide(request: UserRequest, code: str, row_id: int) -> HttpResponse:
    row = selectors.get_row_for(actor=request.user, code=code, row_id=row_id)
    choice, _separator, chosen = request.POST.get("decision", "").partition(":")
    if choice in PlaceKind.values:
        return _decide_place(request, row, choice, chosen)
    outcome = services.decide_row(
        row=row, decision=choice, enterprise_code=chosen, actor=request.user
    )
    messages.success(request, tell_decided(outcome.row))
    return redirect(f"{_address(code)}?status=to_confirm")


def _decide_place(
    request: UserRequest, row: "ImportRow", kind: str, chosen: str
) -> HttpResponse:
    """Take a candidate that was pressed, or a place that was looked up or written."""
    written = chosen or request.POST.get("place", "")
    form = PlaceForm({"place": written}, kind=kind, actor=request.user)
    if not form.is_valid():
        error = str(form.errors["place"][0])
        return _show_rows(
            request,
            roster_import=row.roster_import,
            status=row.state,
            after=row.pk - 1,
            wrong=WrongPlace(row.pk, kind, written, error),
        )
    outcome = services.decide_row(
        row=row,
        decision=kind,
        place_code=form.code,
        all_alike="all_alike" in request.POST,
        actor=request.user,
    )
    for message in tell_outcome(outcome):
        messages.success(request, message)
    return redirect(f"{_address(row.roster_import.code)}?status={row.state}")


@login_required
@require_POST
def apply(request: UserRequest, code: str) -> HttpResponse:
    roster_import = selectors.get_import_for(actor=request.user, code=code)
    services.queue_applying(
        roster_import=roster_import,
        acting_reason=request.POST.get("acting_reason", ""),
        actor=request.user,
    )
    return redirect("programme:import_detail", code)


@login_required
@require_POST
def retry(request: UserRequest, code: str) -> HttpResponse:
    roster_import = selectors.get_import_for(actor=request.user, code=code)
    services.retry_import(roster_import=roster_import, actor=request.user)
    return redirect("programme:import_detail", code)


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: UserRequest, code: str) -> HttpResponse:
    roster_import = selectors.get_import_for(actor=request.user, code=code)
    if request.method == "POST":
        services.queue_withdrawing(roster_import=roster_import, actor=request.user)
        return redirect("programme:import_detail", code)
    summary = describe_import(roster_import, selectors.count_rows(roster_import))
    return render(request, "programme/withdraw.html", {"summary": summary})


@login_required
@require_safe
def list_kept(request: UserRequest, code: str) -> HttpResponse:
    """Tell what a withdrawal left as it is, and whom to ask about it."""
    roster_import = selectors.get_import_for(actor=request.user, code=code)
    page = selectors.list_kept_for(
        actor=request.user, code=code, after=read_number(request.GET.get("after"))
    )
    context = {
        "roster_import": roster_import,
        "table": list_kept_table(page.items),
        "next_after": page.next_after,
    }
    return render(request, "programme/kept.html", context)


@login_required
@require_safe
@hands_out_file
def download_marks(request: UserRequest, code: str) -> HttpResponse:
    roster_import = selectors.get_import_for(actor=request.user, code=code)
    stem = roster_import.file.original_name.rpartition(".")[0]
    content = services.mark_roster(roster_import=roster_import)
    return respond_with_workbook(content, _("{stem}_需修改.xlsx").format(stem=stem))


def _address(code: str) -> str:
    return redirect("programme:import_detail", code).url
