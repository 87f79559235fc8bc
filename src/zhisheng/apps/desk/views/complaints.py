from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhisheng.apps.desk import selectors, services
from zhisheng.apps.desk.forms import AnswerForm, ComplaintForm
from zhisheng.apps.desk.permissions import require
from zhisheng.apps.desk.schemas import build_complaint_table
from zhisheng.kit.errors import RateLimitedError
from zhisheng.kit.http import UserRequest, find_address, read_number, render_form
from zhisheng.kit.problems import describe

TOO_MANY = 429


@require_http_methods(["GET", "POST"])
def complaint(request: HttpRequest) -> HttpResponse:
    form = ComplaintForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = request.user if request.user.is_authenticated else None
        try:
            filed = services.file_complaint(
                **form.cleaned_data, address=find_address(request), actor=person
            )
        except RateLimitedError as error:
            return _ask_to_wait(request, form, error)
        messages.success(request, _("已收到。请记下编号，凭编号看答复。"))
        return redirect("desk:filed_complaint", code=filed.code)
    return render_form(request, "desk/complaint.html", {"form": form})


def _ask_to_wait(
    request: HttpRequest, form: ComplaintForm, error: RateLimitedError
) -> HttpResponse:
    """Show what was typed once more, so that it need not be typed again."""
    form.add_error(None, describe(error))
    page = {"form": form}
    response = render(request, "desk/complaint.html", page, status=TOO_MANY)
    response["Retry-After"] = str(error.retry_after_seconds)
    return response


@require_safe
def filed_complaint(request: HttpRequest, code: str) -> HttpResponse:
    context = {"complaint": selectors.find_complaint(code)}
    return render(request, "desk/filed_complaint.html", context)


@login_required
@require_safe
def complaints(request: UserRequest) -> HttpResponse:
    require(request.user, "desk.answer_complaint")
    rows, next_after = selectors.list_complaints_for(
        actor=request.user, after=read_number(request.GET.get("after"))
    )
    context = {"table": build_complaint_table(rows), "next_after": next_after}
    return render(request, "desk/complaints.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def answer(request: UserRequest, code: str) -> HttpResponse:
    found = selectors.get_complaint_for(actor=request.user, code=code)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.answer_complaint(
            complaint=found, answer=form.cleaned_data["answer"], actor=request.user
        )
        messages.success(request, _("已答复。"))
        return redirect("desk:complaints")
    return render_form(request, "desk/answer.html", {"complaint": found, "form": form})
