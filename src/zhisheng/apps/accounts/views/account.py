from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhisheng.apps.accounts import selectors, services
from zhisheng.apps.accounts.choices import OrganisationKind
from zhisheng.apps.accounts.forms import CloseForm, ProfileForm
from zhisheng.apps.accounts.schemas import AccountPage, list_parts
from zhisheng.apps.accounts.views.files import hands_out_file
from zhisheng.kit.errors import FieldsRefusedError
from zhisheng.kit.http import (
    UserRequest,
    render_form,
    respond_with_file,
    respond_with_workbook,
)
from zhisheng.kit.personal import read_parts, read_uses
from zhisheng.ui.preferences import read_display_preferences


@login_required
@require_http_methods(["GET", "POST"])
def me(request: UserRequest) -> HttpResponse:
    if request.method == "GET":
        return _render_account(request, ProfileForm(initial=_read_profile(request)))
    form = ProfileForm(request.POST)
    if form.is_valid():
        try:
            services.update_profile(**form.cleaned_data, actor=request.user)
        except FieldsRefusedError as error:
            form.refuse(error)
        else:
            return _keep_preferences(request)
    return _render_account(request, form)


@login_required
@require_safe
def records(request: UserRequest) -> HttpResponse:
    page = selectors.get_page(
        selectors.list_processing_records_for(request.user),
        after=read_after(request),
    )
    context = {"page": page, "uses": list_parts(read_uses(request.user))}
    return render(request, "accounts/records.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: UserRequest, code: str) -> HttpResponse:
    record = selectors.get_processing_record_for(actor=request.user, code=code)
    if request.method == "GET":
        return render(request, "accounts/withdraw.html", {"record": record})
    services.withdraw_processing(record=record, actor=request.user)
    messages.success(request, _("已撤回。对方从现在起不能再使用这些数据。"))
    return redirect("accounts:records")


@login_required
@require_safe
def personal(request: UserRequest) -> HttpResponse:
    """Show a person what the platform holds of them, part by part."""
    parts = list_parts(read_parts(request.user))
    return render(request, "accounts/personal.html", {"parts": parts})


@login_required
@require_safe
@hands_out_file
def download_personal(request: UserRequest) -> HttpResponse:
    """Hand a person all of it to take along, to read in a table or by a program."""
    if request.GET.get("format") == "xlsx":
        book = services.export_personal_workbook(actor=request.user)
        return respond_with_workbook(book, _("我的全部数据.xlsx"))
    content = services.export_personal(actor=request.user)
    return respond_with_file(
        content, _("我的全部数据.json"), content_type="application/json"
    )


@login_required
@require_http_methods(["GET", "POST"])
def close(request: UserRequest) -> HttpResponse:
    last_led = selectors.list_last_led(request.user)
    left = [one for one in last_led if one.kind == OrganisationKind.ENTERPRISE]
    named = [(one.code, one.name) for one in left]
    form = CloseForm(request.POST or None, left=named)
    if request.method == "GET" or not form.is_valid():
        context = {
            "form": form,
            "memberships": selectors.list_memberships(request.user),
            "last_led": [one.name for one in last_led if one not in left],
            "left": [one.name for one in left],
        }
        return render_form(request, "accounts/close.html", context)
    services.close_account(
        leaving=form.cleaned_data.get("leaving", ()), actor=request.user
    )
    logout(request)
    messages.success(request, _("您的账号已注销，姓名和手机号码已删除。"))
    return redirect("account_login")


@require_safe
def demo(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    context = {
        "people": selectors.list_demo_users(),
        "password": services.DEMO_PASSWORD,
        "mobile": services.DEMO_MOBILE,
    }
    return render(request, "accounts/demo.html", context)


def read_after(request: HttpRequest) -> int:
    text = request.GET.get("after", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _read_profile(request: UserRequest) -> dict[str, object]:
    user = request.user
    return {
        "name": user.name,
        "mobile": user.mobile,
        "language": user.language or settings.LANGUAGE_CODE,
        # As the page is shown, whichever switch was used last.
        "large_type": read_display_preferences(request.COOKIES).is_large,
    }


def _render_account(request: UserRequest, form: ProfileForm) -> HttpResponse:
    user = request.user
    page = AccountPage(
        memberships=tuple(selectors.list_memberships(user)),
        has_second_factor=selectors.has_second_factor(user),
        has_identity=selectors.find_identity_of(user) is not None,
        record_count=selectors.list_processing_records_for(user).count(),
    )
    return render_form(request, "accounts/me.html", {"page": page, "form": form})


def _keep_preferences(request: UserRequest) -> HttpResponse:
    with translation.override(request.user.language):
        messages.success(request, _("已保存。"))
    response = redirect("accounts:me")
    services.keep_preferences(
        response, request.user, is_secure=request.is_secure(), may_shrink=True
    )
    return response
