from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhisheng.apps.accounts.views.exports import list_saved_downloads
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.forms import EngagementForm, EnrolmentForm
from zhisheng.apps.programme.permissions import may, require
from zhisheng.apps.programme.schemas import list_ledger_table
from zhisheng.apps.programme.views.column_exports import read_asked_year
from zhisheng.kit.http import UserRequest, read_number, render_form


@login_required
@require_safe
def ledger(request: UserRequest) -> HttpResponse:
    require(request.user, "programme.see_ledger")
    year = read_asked_year(request.GET)
    after = read_number(request.GET.get("after"))
    page = selectors.list_ledger_for(actor=request.user, year=year, after=after)
    context = {
        "table": list_ledger_table(page.items),
        "page": page,
        "year": year,
        "export_url": f"{reverse('programme:export_ledger')}?year={year}",
        "choosing_url": f"{reverse('accounts:choose_columns', args=['ledger'])}?year={year}",
        "downloads": list_saved_downloads(
            request,
            export="ledger",
            file_url=reverse("programme:export_ledger"),
            kept=[("year", str(year))],
        ),
        "years": selectors.list_years(),
        "counts": selectors.count_helped_for(actor=request.user, year=year),
    }
    return render(request, "programme/ledger.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def enrol(request: UserRequest, code: str) -> HttpResponse:
    """Show an enterprise's ledger entry of a year and take changes and helps."""
    require(request.user, "programme.see_ledger")
    enterprise = selectors.get_enterprise_row_for(actor=request.user, code=code)
    year = read_asked_year(request.GET)
    enrolment = selectors.get_enrolment(enterprise_code=code, year=year)
    entry = EnrolmentForm(
        request.POST if "save" in request.POST else None, initial=enrolment.as_initial()
    )
    help_form = EngagementForm(request.POST if "help" in request.POST else None)
    if request.method == "POST" and _save(request, code, year, entry, help_form):
        return redirect(f"{request.path}?year={year}")
    context = {
        "enterprise": enterprise,
        "year": year,
        "entry": entry,
        "help_form": help_form,
        "engagements": selectors.list_engagements_of(enterprise_code=code),
        "may_write": may(request.user, "programme.write_ledger"),
    }
    return render_form(request, "programme/enrolment.html", context)


def _save(
    request: UserRequest,
    code: str,
    year: int,
    entry: EnrolmentForm,
    help_form: EngagementForm,
) -> bool:
    enterprise = selectors.get_enterprise_row_for(actor=request.user, code=code)
    if entry.is_bound and entry.is_valid():
        services.enrol_enterprise(
            enterprise=enterprise, year=year, actor=request.user, **entry.cleaned_data
        )
    elif help_form.is_bound and help_form.is_valid():
        services.record_engagement(
            enterprise=enterprise,
            year=year,
            actor=request.user,
            **help_form.cleaned_data,
        )
    else:
        return False
    messages.success(request, _("已保存。"))
    return True
