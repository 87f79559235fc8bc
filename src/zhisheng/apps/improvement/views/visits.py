"""Visits of an order: written offline if need be, confirmed, with what came of them."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from zhisheng.apps.accounts.views.files import hands_out_file
from zhisheng.apps.improvement import selectors, services
from zhisheng.apps.improvement.errors import OrderChangedError
from zhisheng.apps.improvement.forms.orders import (
    SayForm,
    SettleForm,
    SignForm,
    VisitFileForm,
    VisitForm,
)
from zhisheng.apps.improvement.schemas.orders import name_wish
from zhisheng.apps.improvement.schemas.visit_papers import build_visit_paper
from zhisheng.apps.improvement.views.orders import show_order
from zhisheng.apps.maturity.choices import PaperKind
from zhisheng.apps.programme.choices import HelpKind
from zhisheng.kit import files
from zhisheng.kit.codes import new_code
from zhisheng.kit.errors import DomainError, NotFoundError
from zhisheng.kit.forms import RefusableForm
from zhisheng.kit.http import UserRequest, render_form
from zhisheng.ui.papers import hand_out_paper

if TYPE_CHECKING:
    from zhisheng.apps.improvement.models import HelpOrder


@login_required
@require_http_methods(["GET", "POST"])
def write(request: UserRequest, code: str) -> HttpResponse:
    """Note a visit; the page keeps what is typed while there is no connection."""
    order = selectors.get_taken_order_for(actor=request.user, code=code)
    first = {
        "visited_on": timezone.localdate(),
        "help_kind": order.help_kind,
        "note_key": new_code("N"),
    }
    form = VisitForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            services.write_visit(order=order, notes=form.tell(), actor=request.user)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("记下了。请企业确认。"))
            return redirect("improvement:order", code)
    return _show_form(request, order, form)


@login_required
@require_http_methods(["GET", "POST"])
def change(request: UserRequest, code: str, number: int) -> HttpResponse:
    visit = selectors.get_taken_visit_for(actor=request.user, code=code, number=number)
    first = {
        name: getattr(visit, name)
        for name in (
            "visited_on",
            "starts_at",
            "ends_at",
            "help_kind",
            "looked_at",
            "advice",
        )
    }
    form = VisitForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_visit(visit=visit, notes=form.tell(), actor=request.user)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("已保存。请企业确认。"))
            return redirect("improvement:order", code)
    return _show_form(request, visit.order, form, number)


@login_required
@require_POST
def confirm(request: UserRequest, code: str, number: int) -> HttpResponse:
    """Take the enterprise's answers on the helper's phone, by code or signature."""
    visit = selectors.get_taken_visit_for(actor=request.user, code=code, number=number)
    form = SignForm(request.POST, auto_id=f"id_sign{number}_%s")
    if form.is_valid():
        said, drawing = form.tell(), form.cleaned_data["signature"]
        typed = form.cleaned_data["confirm_code"]
        try:
            if typed or not drawing:
                services.confirm_by_code(
                    visit=visit, said=said, code=typed, actor=request.user
                )
            else:
                services.confirm_by_signature(
                    visit=visit, said=said, drawing=drawing, actor=request.user
                )
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _tell_taken(said, is_signed=not typed))
            return redirect("improvement:order", code)
    return _show_refused(request, code, "sign", form, number)


@login_required
@require_POST
def say(request: UserRequest, code: str, number: int) -> HttpResponse:
    """Take what the enterprise says of a visit on its own page."""
    visit = selectors.get_own_visit_for(actor=request.user, code=code, number=number)
    form = SayForm(request.POST, auto_id=f"id_say{number}_%s")
    if form.is_valid():
        try:
            said = form.tell()
            services.confirm_by_account(visit=visit, said=said, actor=request.user)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _tell_taken(said))
            return redirect("improvement:order", code)
    return _show_refused(request, code, "say", form, number)


def _tell_taken(said: services.Said, *, is_signed: bool = False) -> str:
    if is_signed:
        return _("记下了签名，已请企业自己核对。")
    if not (said.is_yes and said.free):
        return _("记下了，已请监管部门核实。")
    return _("谢谢，企业确认过了。")


@login_required
@require_POST
def settle(request: UserRequest, code: str, number: int) -> HttpResponse:
    """Take what an office found of a visit that the enterprise objects to."""
    visit = selectors.get_visit_to_settle_for(
        actor=request.user, code=code, number=number
    )
    form = SettleForm(
        request.POST,
        asks_finding=not visit.is_confirmed,
        auto_id=f"id_settle{number}_%s",
    )
    if form.is_valid():
        try:
            services.settle_visit(visit=visit, **form.tell(), actor=request.user)
        except DomainError as error:
            form.refuse(error)
            if isinstance(error, OrderChangedError):
                form.renew(
                    selectors.get_order_for(actor=request.user, code=code).version
                )
        else:
            messages.success(request, _("记下了，企业和来帮的人会收到通知。"))
            return redirect("improvement:order", code)
    return _show_refused(request, code, "settle", form, number)


@login_required
@require_POST
def attach(request: UserRequest, code: str, number: int) -> HttpResponse:
    visit = selectors.get_taken_visit_for(actor=request.user, code=code, number=number)
    form = VisitFileForm(request.POST, request.FILES, auto_id=f"id_attach{number}_%s")
    if form.is_valid():
        try:
            services.attach_visit_file(
                visit=visit, upload=form.cleaned_data["upload"], actor=request.user
            )
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("文件放好了。"))
            return redirect("improvement:order", code)
    return _show_refused(request, code, "attach", form, number)


@login_required
@require_safe
@hands_out_file
def file(request: UserRequest, code: str, number: int, place: int) -> FileResponse:
    found = selectors.get_visit_file_for(
        actor=request.user, code=code, number=number, file=place
    )
    return files.serve(found.file)


@login_required
@require_safe
def signature(request: UserRequest, code: str, number: int) -> FileResponse:
    """Show what was signed on the screen."""
    found = selectors.get_signature_for(actor=request.user, code=code, number=number)
    return files.serve(found, is_shown=True)


@login_required
@require_safe
@hands_out_file
def paper(
    request: UserRequest, code: str, number: int, kind: str, ending: str
) -> HttpResponse:
    """Hand out a paper of a diagnosis, made from what was noted."""
    visit = selectors.get_shown_visit_for(actor=request.user, code=code, number=number)
    if visit.help_kind != HelpKind.DIAGNOSIS or kind not in PaperKind.values:
        raise NotFoundError
    made = build_visit_paper(visit, PaperKind(kind))
    return hand_out_paper(made, visit.order.enterprise.name, ending)


def _show_refused(
    request: UserRequest, code: str, name: str, form: RefusableForm, number: int
) -> HttpResponse:
    order = selectors.get_order_for(actor=request.user, code=code)
    return show_order(request, order, {name: form}, number)


def _show_form(
    request: UserRequest, order: "HelpOrder", form: VisitForm, number: int = 0
) -> HttpResponse:
    context = {
        "form": form,
        "order": order,
        "title": name_wish(order),
        "back_url": reverse("improvement:order", args=[order.code]),
        # A draft in the browser belongs to one person and one order.
        "draft_key": f"{request.user.code}/{order.code}/{number}",
    }
    return render_form(request, "improvement/visit_form.html", context)
