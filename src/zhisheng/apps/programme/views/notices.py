from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.forms import (
    ClosingForm,
    SeveralAnswersForm,
    SubjectSearchForm,
)
from zhisheng.apps.programme.permissions import require
from zhisheng.apps.programme.schemas.notices import (
    NoticePage,
    has_held_result,
    list_notice_steps,
    list_notice_table,
    list_objection_choices,
    list_objection_table,
    list_subject_table,
    show_state,
    show_term,
)
from zhisheng.apps.programme.selectors.notices import (
    count_subjects_of,
    list_open_objections_for,
)
from zhisheng.kit.errors import FieldsRefusedError
from zhisheng.kit.http import UserRequest, read_number, render_form

if TYPE_CHECKING:
    from zhisheng.apps.programme.models import PublicNotice

LONGEST_NAME = 60


@login_required
@require_safe
def notices(request: UserRequest) -> HttpResponse:
    require(request.user, "programme.manage_notices")
    page = selectors.list_notices_for(actor=request.user, after=read_after(request))
    context = {
        "table": list_notice_table(page.items, timezone.localdate()),
        "next_after": page.next_after,
    }
    return render(request, "programme/notices.html", context)


@login_required
@require_safe
def notice(request: UserRequest, code: str) -> HttpResponse:
    found = selectors.get_notice_for(actor=request.user, code=code)
    return show_notice(request, found)


def show_notice(
    request: UserRequest,
    found: "PublicNotice",
    form: ClosingForm | None = None,
    several: SeveralAnswersForm | None = None,
) -> HttpResponse:
    """Show a notice with what its office can do; a form that was not taken as typed."""
    context = {
        "page": _describe(request, found),
        "form": form or ClosingForm(),
        "several": several or bind_several(request, found),
        "search": SubjectSearchForm(request.GET),
    }
    return render_form(request, "programme/notice.html", context)


def bind_several(request: UserRequest, found: "PublicNotice") -> SeveralAnswersForm:
    """Return the form that answers the objections waiting; it names none to others."""
    waiting = list_open_objections_for(actor=request.user, notice=found)
    is_sent = "objections" in request.POST or "answer" in request.POST
    return SeveralAnswersForm(
        request.POST if is_sent else None, waiting=list_objection_choices(waiting)
    )


def _describe(request: UserRequest, found: "PublicNotice") -> NoticePage:
    today = timezone.localdate()
    name = read_name(request)
    subjects = selectors.list_subjects_of(found, after=read_after(request), name=name)
    is_issuer = selectors.is_issuer(request.user, found)
    objections = selectors.list_objections_for(
        actor=request.user, notice=found, after=read_after(request, "objection")
    )
    return NoticePage(
        notice=found,
        state=show_state(found, today),
        term=show_term(found),
        subjects=list_subject_table(subjects.items),
        next_after=subjects.next_after,
        objections=list_objection_table(objections.items, today) if is_issuer else None,
        next_objection=objections.next_after,
        open_objections=selectors.count_open_objections(found),
        steps=list_notice_steps(found),
        is_issuer=is_issuer,
        is_over=found.is_over(today),
        is_draft=found.starts_on is None,
        is_public=found.is_public(today),
        may_show_result=is_issuer and found.is_concluded and not found.is_result_public,
        is_result_held=has_held_result(found),
        total=count_subjects_of(found, name=name),
    )


@login_required
@require_POST
def close_notice(request: UserRequest, code: str) -> HttpResponse:
    """Put the result on record, or with ``withdraw`` take the notice down before it."""
    found = selectors.get_notice_for(actor=request.user, code=code)
    form = ClosingForm(request.POST)
    if form.is_valid() and _close(request, found, form):
        return redirect("programme:notice", code)
    return show_notice(request, found, form)


@login_required
@require_POST
def show_result(request: UserRequest, code: str) -> HttpResponse:
    """Let everybody read a result that was archived before results became public."""
    found = selectors.get_notice_for(actor=request.user, code=code)
    services.show_result(notice=found, actor=request.user)
    messages.success(request, _("结果已公开，任何人都能看到；公示对象不公开。"))
    return redirect("programme:notice", code)


def _close(request: UserRequest, found: "PublicNotice", form: ClosingForm) -> bool:
    text, actor = form.cleaned_data["text"], request.user
    try:
        if "withdraw" in request.POST:
            services.withdraw_notice(notice=found, reason=text, actor=actor)
            messages.success(request, _("已撤下，公众不再看到。"))
        else:
            services.conclude_notice(notice=found, result=text, actor=actor)
            told = _("结果已记下，公示已归档。公众看得到结果，看不到公示对象。")
            messages.success(request, told)
    except FieldsRefusedError as error:
        form.refuse(error)
        return False
    return True


def read_after(request: HttpRequest, name: str = "after") -> int | None:
    """Return where a page of a list begins; anything but a number is the first page."""
    return read_number(request.GET.get(name))


def read_name(request: HttpRequest) -> str:
    """Return the name whose subjects are asked for, no longer than its field."""
    return request.GET.get("name", "").strip()[:LONGEST_NAME]
