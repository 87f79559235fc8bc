"""Values by sheet: upload, see what is wrong, apply, get it back, withdraw."""

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

from zhisheng.apps.accounts.views.files import hands_out_file
from zhisheng.apps.returns import permissions, selectors, services
from zhisheng.apps.returns.forms import SheetForm
from zhisheng.apps.returns.permissions import Action
from zhisheng.apps.returns.schemas.sheets import (
    describe_sheet,
    tabulate_faults,
    tabulate_kept,
    tabulate_sheets,
)
from zhisheng.kit.errors import DomainError
from zhisheng.kit.http import UserRequest, render_form, respond_with_workbook
from zhisheng.kit.problems import describe

MOST_LISTED = 50


@login_required
@require_http_methods(["GET", "POST"])
def upload(request: UserRequest) -> HttpResponse:
    permissions.require(request.user, Action.IMPORT_VALUES)
    initial = {"year": timezone.localdate().year - 1}
    form = SheetForm(
        request.POST or None,
        request.FILES or None,
        initial=initial,
        organisations=selectors.list_importing_organisations_for(request.user),
    )
    if form.is_bound and form.is_valid():
        code = _take_in(request, form)
        if code:
            return redirect("returns:show_sheet", code)
    sheets = list(selectors.list_sheet_imports_for(request.user)[:MOST_LISTED])
    context = {"form": form, "table": tabulate_sheets(sheets)}
    return render_form(request, "returns/upload.html", context)


def _take_in(request: UserRequest, form: SheetForm) -> str:
    """Keep the sheet; what cannot be kept is told beside the field."""
    file = form.cleaned_data["file"]
    try:
        sheet_import = services.upload_sheet(
            file,
            original_name=file.name,
            year=form.cleaned_data["year"],
            organisation=form.organisation,
            actor=request.user,
        )
    except DomainError as error:
        form.add_error("file", describe(error))
        return ""
    return sheet_import.code


@login_required
@require_safe
def show_sheet(request: UserRequest, code: str) -> HttpResponse:
    sheet = selectors.get_sheet_import_for(actor=request.user, code=code)
    context = {
        "summary": describe_sheet(sheet),
        "table": tabulate_faults(sheet),
        "kept": tabulate_kept(sheet),
    }
    return render(request, "returns/sheet.html", context)


@login_required
@require_safe
def sheet_progress(request: UserRequest, code: str) -> HttpResponse:
    sheet = selectors.get_sheet_import_for(actor=request.user, code=code)
    summary = describe_sheet(sheet)
    if not request.htmx:
        return redirect("returns:show_sheet", code)
    response = render(request, "returns/sheet.html#progress", {"summary": summary})
    if not summary.is_running:
        response["HX-Refresh"] = "true"
    return response


@login_required
@require_POST
def apply_sheet(request: UserRequest, code: str) -> HttpResponse:
    sheet = selectors.get_sheet_import_for(actor=request.user, code=code)
    services.queue_applying(sheet_import=sheet, actor=request.user)
    return redirect("returns:show_sheet", code)


@login_required
@require_safe
@hands_out_file
def download_marked(request: UserRequest, code: str) -> HttpResponse:
    sheet = selectors.get_sheet_import_for(actor=request.user, code=code)
    content = services.mark_sheet(sheet_import=sheet)
    return respond_with_workbook(content, _("退回的行_{code}.xlsx").format(code=code))


@login_required
@require_POST
def withdraw_sheet(request: UserRequest, code: str) -> HttpResponse:
    sheet = selectors.get_sheet_import_for(actor=request.user, code=code)
    services.queue_withdrawing(sheet_import=sheet, actor=request.user)
    return redirect("returns:show_sheet", code)


@login_required
@require_POST
def retry_sheet(request: UserRequest, code: str) -> HttpResponse:
    sheet = selectors.get_sheet_import_for(actor=request.user, code=code)
    services.retry_sheet(sheet_import=sheet, actor=request.user)
    return redirect("returns:show_sheet", code)
