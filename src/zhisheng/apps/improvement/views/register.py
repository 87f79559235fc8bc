"""The register of helpers: found by everybody, kept by offices, absences by themselves."""

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

from zhisheng.apps.improvement import permissions, selectors, services
from zhisheng.apps.improvement.forms.register import (
    AbsenceForm,
    CapacityForm,
    FilterForm,
    HelperForm,
    describe_helper,
)
from zhisheng.apps.improvement.permissions import Action
from zhisheng.apps.improvement.schemas import register as schemas
from zhisheng.kit.errors import DomainError
from zhisheng.kit.http import UserRequest, read_number, render_form

UNPROCESSABLE = 422


@login_required
@require_safe
def index(request: UserRequest) -> HttpResponse:
    actor, today = request.user, timezone.localdate()
    permissions.require(actor, Action.SEE_HELPERS)
    form = FilterForm(request.GET)
    filters = form.as_filters() if form.is_valid() else selectors.HelperFilters()
    after = read_number(request.GET.get("after")) or 0
    page = selectors.page_helpers_for(actor, filters, on=today, after=after)
    context = {
        "form": form,
        "table": schemas.build_table(page, today),
        "next_url": _link(request, page.next_after) if page.next_after else "",
        "own": list(selectors.list_own_entries_for(actor)),
        "may_register": permissions.may(actor, Action.KEEP_HELPERS),
    }
    return render(request, "improvement/helpers.html", context)


@login_required
@require_safe
def detail(request: UserRequest, code: str) -> HttpResponse:
    return _show(request, code)


@login_required
@require_http_methods(["GET", "POST"])
def add(request: UserRequest) -> HttpResponse:
    """Put somebody into the register of the own office."""
    permissions.require(request.user, Action.KEEP_HELPERS)
    office = selectors.get_own_office_for(request.user)
    form = HelperForm(
        request.POST or None, organisations=selectors.list_helping_organisations()
    )
    if request.method == "POST" and form.is_valid():
        try:
            helper = services.register_helper(
                terms=form.tell(), office=office, actor=request.user
            )
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("登记好了。"))
            return redirect("improvement:helper", helper.code)
    context = {"form": form, "office": office, "helper": None}
    return render_form(request, "improvement/helper_form.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def change(request: UserRequest, code: str) -> HttpResponse:
    helper = selectors.get_kept_helper_for(actor=request.user, code=code)
    form = HelperForm(
        request.POST or None,
        organisations=selectors.list_helping_organisations(),
        initial=describe_helper(helper),
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.change_helper(helper=helper, terms=form.tell(), actor=request.user)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("已保存。"))
            return redirect("improvement:helper", code)
    context = {"form": form, "office": helper.office, "helper": helper}
    return render_form(request, "improvement/helper_form.html", context)


@login_required
@require_POST
def end(request: UserRequest, code: str) -> HttpResponse:
    helper = selectors.get_kept_helper_for(actor=request.user, code=code)
    services.end_helper(helper=helper, actor=request.user)
    messages.success(request, _("已从名册里去掉，做过的事还在。"))
    return redirect("improvement:helpers")


@login_required
@require_POST
def set_capacity(request: UserRequest, code: str) -> HttpResponse:
    helper = selectors.get_own_entry_for(actor=request.user, code=code)
    form = CapacityForm(request.POST, prefix="capacity")
    if form.is_valid():
        services.set_capacity(
            helper=helper, capacity=form.cleaned_data["capacity"], actor=request.user
        )
        messages.success(request, _("已保存。"))
        return redirect("improvement:helper", code)
    return _show(request, code, capacity=form)


@login_required
@require_POST
def add_absence(request: UserRequest, code: str) -> HttpResponse:
    helper = selectors.get_own_entry_for(actor=request.user, code=code)
    form = AbsenceForm(request.POST, prefix="absence")
    if form.is_valid():
        try:
            services.add_absence(
                helper=helper,
                starts_on=form.cleaned_data["starts_on"],
                ends_on=form.cleaned_data["ends_on"],
                today=timezone.localdate(),
                actor=request.user,
            )
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("记下了，这几天不会给您派单。"))
            return redirect("improvement:helper", code)
    return _show(request, code, absence=form)


@login_required
@require_POST
def remove_absence(request: UserRequest, code: str, absence: int) -> HttpResponse:
    helper = selectors.get_own_entry_for(actor=request.user, code=code)
    services.remove_absence(helper=helper, absence=absence, actor=request.user)
    return redirect("improvement:helper", code)


def _show(
    request: UserRequest,
    code: str,
    capacity: CapacityForm | None = None,
    absence: AbsenceForm | None = None,
) -> HttpResponse:
    today = timezone.localdate()
    helper = selectors.get_helper_for(actor=request.user, code=code, on=today)
    told = {"capacity": helper.capacity}
    context = {
        "page": schemas.build_view(request.user, helper, today),
        "capacity": capacity or CapacityForm(initial=told, prefix="capacity"),
        "absence": absence or AbsenceForm(prefix="absence"),
    }
    status = UNPROCESSABLE if capacity or absence else 200
    return render(request, "improvement/helper.html", context, status=status)


def _link(request: UserRequest, after: int) -> str:
    query = request.GET.copy()
    query["after"] = str(after)
    return f"?{query.urlencode()}"
