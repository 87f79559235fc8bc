from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from zhisheng.apps.accounts.selectors import get_unit_for
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.choices import NoticeKind
from zhisheng.apps.programme.forms import ClosingForm, NoticeForm
from zhisheng.apps.programme.permissions import require
from zhisheng.apps.programme.schemas.notices import (
    NoticePage,
    list_notice_steps,
    list_notice_table,
    list_objection_table,
    list_subject_table,
    show_state,
    show_term,
    write_lines,
)
from zhisheng.apps.programme.selectors.notices import get_draft_notice_for
from zhisheng.kit.errors import DomainError, FieldsRefusedError, ForbiddenError
from zhisheng.kit.http import UserRequest, read_number, render_form
from zhisheng.kit.problems import describe

if TYPE_CHECKING:
    from zhisheng.apps.programme.models import NoticeSubject, PublicNotice

DRAFT_FIELDS = ("title", "basis", "text", "contact", "working_days", "answer_days")


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
@require_http_methods(["GET", "POST"])
def new_notice(request: UserRequest) -> HttpResponse:
    require(request.user, "programme.manage_notices")
    form = _bind(request)
    if request.method == "POST" and form.is_valid():
        made = _save(request, form, None)
        if made is not None:
            return redirect("programme:notice", made.code)
    return render_form(request, "programme/new_notice.html", {"form": form})


@login_required
@require_http_methods(["GET", "POST"])
def edit_notice(request: UserRequest, code: str) -> HttpResponse:
    found = get_draft_notice_for(actor=request.user, code=code)
    form = _bind(request, found)
    if request.method == "POST" and form.is_valid():
        made = _save(request, form, found)
        if made is not None:
            return redirect("programme:notice", made.code)
    context = {"form": form, "code": code}
    return render_form(request, "programme/new_notice.html", context)


def _bind(request: UserRequest, found: "PublicNotice | None" = None) -> NoticeForm:
    units = [(one.code, one.name) for one in selectors.list_own_units_for(request.user)]
    initial: dict[str, object] = {}
    if found is not None:
        units = [(found.unit.code, found.unit.name)]
        initial = {name: getattr(found, name) for name in (*DRAFT_FIELDS, "kind")}
        initial["subjects"] = write_lines(selectors.list_all_subjects_of(found))
    return NoticeForm(
        request.POST or None, request.FILES or None, units=units, initial=initial
    )


def _save(
    request: UserRequest, form: NoticeForm, found: "PublicNotice | None"
) -> "PublicNotice | None":
    """Create or change; what is refused is told in the form, and nothing is lost."""
    try:
        return _write(request, form, found)
    except ForbiddenError:
        raise
    except FieldsRefusedError as error:
        form.refuse(error)
    except DomainError as error:
        form.add_error("sheet", describe(error))
    return None


def _write(
    request: UserRequest, form: NoticeForm, found: "PublicNotice | None"
) -> "PublicNotice":
    typed = form.cleaned_data
    draft = services.NoticeDraft(
        kind=NoticeKind(typed["kind"]), **{name: typed[name] for name in DRAFT_FIELDS}
    )
    subjects = _read_subjects(request, form)
    if found is not None:
        return services.update_notice(
            notice=found, draft=draft, subjects=subjects, actor=request.user
        )
    return services.create_notice(
        draft=draft,
        subjects=subjects,
        unit=get_unit_for(actor=request.user, code=typed["unit"]),
        actor=request.user,
    )


def _read_subjects(request: UserRequest, form: NoticeForm) -> "Sequence[NoticeSubject]":
    sheet = form.cleaned_data["sheet"]
    if sheet is None:
        lines = services.read_lines(form.cleaned_data["subjects"])
        return services.read_subjects(lines)
    return services.read_subject_sheet(
        sheet, original_name=sheet.name or "", actor=request.user
    )


@login_required
@require_safe
def notice(request: UserRequest, code: str) -> HttpResponse:
    found = selectors.get_notice_for(actor=request.user, code=code)
    context = {"page": _describe(request, found), "form": ClosingForm()}
    return render(request, "programme/notice.html", context)


def _describe(request: UserRequest, found: "PublicNotice") -> NoticePage:
    today = timezone.localdate()
    subjects = selectors.list_subjects_of(found, after=read_after(request))
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
    )


@login_required
@require_http_methods(["GET", "POST"])
def delete_notice(request: UserRequest, code: str) -> HttpResponse:
    found = get_draft_notice_for(actor=request.user, code=code)
    if request.method != "POST":
        return render(request, "programme/delete_notice.html", {"notice": found})
    services.delete_notice(notice=found, actor=request.user)
    messages.success(request, _("草稿已删除。"))
    return redirect("programme:notices")


@login_required
@require_POST
def publish_notice(request: UserRequest, code: str) -> HttpResponse:
    found = selectors.get_notice_for(actor=request.user, code=code)
    done = services.publish_notice(notice=found, actor=request.user)
    messages.success(request, _("已发布。{term}").format(term=show_term(done)))
    return redirect("programme:notice", code)


@login_required
@require_POST
def close_notice(request: UserRequest, code: str) -> HttpResponse:
    """Put the result on record, or with ``withdraw`` take the notice down before it."""
    found = selectors.get_notice_for(actor=request.user, code=code)
    form = ClosingForm(request.POST)
    if form.is_valid() and _close(request, found, form):
        return redirect("programme:notice", code)
    context = {"page": _describe(request, found), "form": form}
    return render_form(request, "programme/notice.html", context)


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
