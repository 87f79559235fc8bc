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
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.choices import ObjectionResult
from zhisheng.apps.programme.forms import ObjectionAnswerForm
from zhisheng.apps.programme.schemas.notices import (
    ObjectionPage,
    show_due,
    show_objection_state,
)
from zhisheng.apps.programme.selectors.notices import is_issuer
from zhisheng.apps.programme.views.notices import bind_several, show_notice
from zhisheng.kit import files
from zhisheng.kit.errors import ForbiddenError
from zhisheng.kit.http import UserRequest, render_form

if TYPE_CHECKING:
    from zhisheng.apps.programme.models import Objection


@login_required
@require_http_methods(["GET", "POST"])
def objection(request: UserRequest, code: str) -> HttpResponse:
    found = selectors.get_objection_for(actor=request.user, code=code)
    form = ObjectionAnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.answer_objection(
            objection=found,
            result=ObjectionResult(form.cleaned_data["result"]),
            answer=form.cleaned_data["answer"],
            actor=request.user,
        )
        messages.success(request, _("已答复。"))
        return redirect("programme:notice", found.notice.code)
    context = {"page": _describe(found), "form": form}
    return render_form(request, "programme/objection.html", context)


@login_required
@require_POST
def answer_objections(request: UserRequest, code: str) -> HttpResponse:
    """Answer several alike objections to a notice at once; none is answered unseen."""
    found = selectors.get_notice_for(actor=request.user, code=code)
    if not is_issuer(request.user, found):
        raise ForbiddenError
    form = bind_several(request, found)
    if not form.is_valid():
        return show_notice(request, found, several=form)
    typed = form.cleaned_data
    done = services.answer_objections(
        notice=found,
        codes=typed["objections"],
        result=ObjectionResult(typed["result"]),
        answer=typed["answer"],
        actor=request.user,
    )
    messages.success(request, _("已答复 {count} 件。").format(count=len(done)))
    return redirect("programme:notice", code)


@login_required
@require_POST
def reveal_objector(request: UserRequest, code: str) -> HttpResponse:
    """Show the contact once; the look is on record."""
    found = selectors.get_objection_for(actor=request.user, code=code)
    contact = services.reveal_objector(objection=found, actor=request.user)
    context = {"page": _describe(found, contact), "form": ObjectionAnswerForm()}
    template = "programme/objection.html"
    if request.htmx:
        template += "#contact"
    return render(request, template, context)


@login_required
@require_safe
@hands_out_file
def evidence(request: UserRequest, code: str) -> FileResponse:
    return files.serve(selectors.get_evidence_for(actor=request.user, code=code))


def _describe(found: "Objection", contact: str = "") -> ObjectionPage:
    return ObjectionPage(
        objection=found,
        state=show_objection_state(found, timezone.localdate()),
        is_signed=bool(found.contact),
        contact=contact,
        due=show_due(found),
    )
