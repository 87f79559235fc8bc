"""What everybody may open without an account: notices, objections, receipts."""

import re
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import ReceiptUnknownError
from zhisheng.apps.programme.forms import (
    ObjectionForm,
    ReceiptForm,
    SubjectSearchForm,
)
from zhisheng.apps.programme.schemas.notices import (
    PublicPage,
    build_result_page,
    list_public_table,
    list_result_table,
    list_subject_table,
    show_due,
    show_term,
)
from zhisheng.apps.programme.selectors.notices import count_subjects_of
from zhisheng.apps.programme.views.notices import read_after, read_name
from zhisheng.kit.errors import (
    ConflictError,
    DomainError,
    FieldsRefusedError,
    GoneError,
    RateLimitedError,
)
from zhisheng.kit.http import find_address, render_form
from zhisheng.kit.problems import describe, problem_for

if TYPE_CHECKING:
    from zhisheng.apps.programme.models import Objection, PublicNotice

TOO_MANY = 429
WRITTEN = ("text", "name", "contact")
CODE = re.compile(r"Y-[0-9A-Z]{10}")


@require_safe
def public_notices(request: HttpRequest) -> HttpResponse:
    page = selectors.list_current_page(
        on=timezone.localdate(), after=read_after(request)
    )
    context = {
        "table": list_public_table(page.items),
        "next_after": page.next_after,
        "results": list_result_table(selectors.list_latest_results()),
    }
    return render(request, "programme/public_notices.html", context)


@never_cache
@require_safe
def public_notice(request: HttpRequest, code: str) -> HttpResponse:
    """Show a notice while it is up, and its result from when it is written."""
    found = selectors.get_public_notice(code=code, on=timezone.localdate())
    if found.is_concluded:
        result = {"page": build_result_page(found)}
        return render(request, "programme/public_result.html", result)
    name = read_name(request)
    subjects = selectors.list_subjects_of(found, after=read_after(request), name=name)
    page = PublicPage(
        notice=found,
        term=show_term(found),
        subjects=list_subject_table(subjects.items),
        next_after=subjects.next_after,
        total=count_subjects_of(found, name=name),
    )
    context = {"page": page, "search": SubjectSearchForm(request.GET)}
    return render(request, "programme/public_notice.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def object_to(request: HttpRequest, code: str) -> HttpResponse:
    """Take an objection; within the term only, and what was typed is never lost."""
    if request.method != "POST":
        found = selectors.get_public_notice(code=code, on=timezone.localdate())
        if found.is_concluded:
            return redirect("notices:notice", code)
        return _show(request, found, ObjectionForm())
    try:
        return _take(request, code)
    except (ConflictError, GoneError) as error:
        return _give_back(request, error)


def _take(request: HttpRequest, code: str) -> HttpResponse:
    found = selectors.get_notice_to_object(code=code, on=timezone.localdate())
    form = ObjectionForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, found, form)
    try:
        filed = _file(request, found, form)
    except RateLimitedError as error:
        return _ask_to_wait(request, error, form, found)
    except (ConflictError, GoneError):  # Closed while the form was read.
        raise
    except FieldsRefusedError as error:
        form.refuse(error)
    except DomainError as error:
        form.add_error("evidence", describe(error))
    else:
        return _thank(request, filed)
    return _show(request, found, form)


def _show(
    request: HttpRequest, found: "PublicNotice", form: ObjectionForm
) -> HttpResponse:
    context = {"notice": found, "term": show_term(found), "form": form}
    return render_form(request, "programme/object.html", context)


def _give_back(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Say why nothing is taken any more, with what was typed so that it can be copied."""
    problem = problem_for(error)
    typed = (request.POST.get(name, "").strip() for name in WRITTEN)
    context = {"problem": problem, "words": "\n".join(filter(None, typed))}
    template = "programme/objection_closed.html"
    return render(request, template, context, status=problem.status)


def _file(
    request: HttpRequest, found: "PublicNotice", form: ObjectionForm
) -> "Objection":
    typed = form.cleaned_data
    return services.file_objection(
        notice=found,
        statement=services.Statement(typed["text"], typed["name"], typed["contact"]),
        evidence=typed["evidence"],
        address=find_address(request),
    )


def _thank(request: HttpRequest, filed: "Objection") -> HttpResponse:
    if not filed.contact:
        messages.success(request, _("异议已收到。没有署名，所以没有回执。"))
        return redirect("notices:index")
    messages.success(request, _("异议已收到。请记下回执编号。"))
    return redirect(f"{reverse('notices:receipt')}?code={filed.code}")


@never_cache
@require_http_methods(["GET", "POST"])
def receipt(request: HttpRequest) -> HttpResponse:
    """Show how an objection stands to who has its receipt and its contact."""
    if request.method != "POST":
        # Only a code is shown again, nothing that somebody else wrote into a link.
        code = CODE.fullmatch(request.GET.get("code", ""))
        form = ReceiptForm(initial={"code": code[0] if code else ""})
        return render_form(request, "programme/receipt.html", {"form": form})
    form = ReceiptForm(request.POST)
    if form.is_valid():
        try:
            found = services.look_up_receipt(
                **form.cleaned_data, address=find_address(request)
            )
        except RateLimitedError as error:
            return _ask_to_wait(request, error, form)
        except ReceiptUnknownError as error:
            form.add_error(None, describe(error))
        else:
            context = {"objection": found, "due": show_due(found)}
            return render(request, "programme/objection_state.html", context)
    return render_form(request, "programme/receipt.html", {"form": form})


def _ask_to_wait(
    request: HttpRequest,
    error: RateLimitedError,
    form: ObjectionForm | ReceiptForm,
    found: "PublicNotice | None" = None,
) -> HttpResponse:
    """Show what was typed once more, so that it need not be typed again."""
    form.add_error(None, describe(error))
    context: dict[str, object] = {"form": form}
    template = "programme/receipt.html"
    if found is not None:
        context |= {"notice": found, "term": show_term(found)}
        template = "programme/object.html"
    response = render(request, template, context, status=TOO_MANY)
    response["Retry-After"] = str(error.retry_after_seconds)
    return response
