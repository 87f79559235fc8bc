"""Drafts of public notices: written, changed, thrown away and published as they were seen."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhisheng.apps.accounts.selectors import get_unit_for
from zhisheng.apps.accounts.views.files import hands_out_file
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.choices import NoticeKind
from zhisheng.apps.programme.errors import (
    NoticeChangedError,
    NoticeStateError,
    NoticeVersionError,
)
from zhisheng.apps.programme.forms import NoticeChangeForm, NoticeForm
from zhisheng.apps.programme.permissions import require
from zhisheng.apps.programme.schemas.notices import (
    list_subject_table,
    show_term,
    write_lines,
)
from zhisheng.apps.programme.selectors.notices import get_draft_notice_for
from zhisheng.kit.errors import (
    DomainError,
    FieldsRefusedError,
    ForbiddenError,
    NotFoundError,
)
from zhisheng.kit.forms import write_blank_form
from zhisheng.kit.http import UserRequest, read_number, render_form, stream_file
from zhisheng.kit.problems import describe, problem_for
from zhisheng.reference.forms import load_subject_form

if TYPE_CHECKING:
    from zhisheng.apps.programme.models import NoticeSubject, PublicNotice

DRAFT_FIELDS = ("title", "basis", "text", "contact", "working_days", "answer_days")
CONFLICT = 409
OVERTAKEN = (NoticeChangedError, NoticeVersionError)


@login_required
@require_http_methods(["GET", "POST"])
def new_notice(request: UserRequest) -> HttpResponse:
    require(request.user, "programme.manage_notices")
    form = _bind_new(request)
    if request.method == "POST" and form.is_valid():
        made = _save(request, form, None)
        if made is not None:
            return redirect("programme:notice", made.code)
    return render_form(request, "programme/new_notice.html", {"form": form})


@login_required
@require_http_methods(["GET", "POST"])
def edit_notice(request: UserRequest, code: str) -> HttpResponse:
    """Change a draft as it was seen; what was typed is never lost."""
    try:
        found = get_draft_notice_for(actor=request.user, code=code)
    except (NotFoundError, NoticeStateError) as error:
        if not request.POST:
            raise
        return _keep_typed(request, error)
    form = _bind(request, found)
    try:
        if request.method == "POST" and form.is_valid() and _save(request, form, found):
            return redirect("programme:notice", code)
    except OVERTAKEN as error:
        return _show_both(request, form, error, code)
    except NoticeStateError as error:
        return _keep_typed(request, error)
    context = {"form": form, "code": code}
    return render_form(request, "programme/new_notice.html", context)


def _keep_typed(request: UserRequest, error: DomainError) -> HttpResponse:
    """Offer a new draft for what was typed into one that is no draft any more."""
    require(request.user, "programme.manage_notices")
    form = _bind_new(request)
    told = describe(error)
    if isinstance(error, NotFoundError):
        told = _("没有这份草稿，可能刚刚被同事删除了。")
    kept = _("您填的都还在，要留下，请存成新的草稿（上传的表格要再选一次）。")
    form.add_error(None, f"{told}{kept}")
    status = problem_for(error).status
    return render(request, "programme/new_notice.html", {"form": form}, status=status)


def _show_both(
    request: UserRequest, form: NoticeChangeForm, error: DomainError, code: str
) -> HttpResponse:
    """Show what a colleague saved meanwhile above what was typed."""
    now = get_draft_notice_for(actor=request.user, code=code)
    form.refuse_once(error, version=now.version)
    told = {"now": now, "told": describe(error)}
    context = {"form": form, "code": code, **told, **_describe(now)}
    return render(request, "programme/new_notice.html", context, status=CONFLICT)


def _describe(draft: "PublicNotice") -> dict[str, object]:
    subjects = selectors.list_subjects_of(draft)
    return {
        "term": show_term(draft),
        "subjects": list_subject_table(subjects.items),
        "has_more": subjects.next_after is not None,
    }


def _bind_new(request: UserRequest) -> NoticeForm:
    units = [(one.code, one.name) for one in selectors.list_own_units_for(request.user)]
    return NoticeForm(request.POST or None, request.FILES or None, units=units)


def _bind(request: UserRequest, found: "PublicNotice") -> NoticeChangeForm:
    names = (*DRAFT_FIELDS, "kind", "version")
    initial: dict[str, object] = {name: getattr(found, name) for name in names}
    initial["subjects"] = write_lines(selectors.list_all_subjects_of(found))
    return NoticeChangeForm(
        request.POST or None,
        request.FILES or None,
        units=[(found.unit.code, found.unit.name)],
        initial=initial,
    )


def _save(
    request: UserRequest, form: NoticeForm, found: "PublicNotice | None"
) -> "PublicNotice | None":
    """Create or change; what is refused is told in the form, and nothing is lost."""
    try:
        return _write(request, form, found)
    except (ForbiddenError, NoticeChangedError, NoticeStateError):
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
            notice=found,
            draft=draft,
            subjects=subjects,
            version=typed["version"],
            actor=request.user,
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
@require_http_methods(["GET", "POST"])
def delete_notice(request: UserRequest, code: str) -> HttpResponse:
    found = get_draft_notice_for(actor=request.user, code=code)
    seen, told = read_number(request.POST.get("version")), ""
    if request.method == "POST":
        try:
            services.delete_notice(notice=found, version=seen or 0, actor=request.user)
        except OVERTAKEN as error:
            found = get_draft_notice_for(actor=request.user, code=code)
            told = describe(error)
        else:
            messages.success(request, _("草稿已删除。"))
            return redirect("programme:notices")
    return _ask(request, "programme/delete_notice.html", found, told)


@login_required
@require_http_methods(["GET", "POST"])
def publish_notice(request: UserRequest, code: str) -> HttpResponse:
    """Show the text to be read once more, and publish that very text."""
    found = get_draft_notice_for(actor=request.user, code=code)
    seen, told = read_number(request.POST.get("version")), ""
    if request.method == "POST":
        try:
            done = services.publish_notice(
                notice=found, version=seen or 0, actor=request.user
            )
        except OVERTAKEN as error:
            found = get_draft_notice_for(actor=request.user, code=code)
            told = describe(error)
        else:
            term = show_term(done)
            messages.success(request, _("已发布。{term}").format(term=term))
            return redirect("programme:notice", code)
    return _ask(request, "programme/publish_notice.html", found, told)


def _ask(
    request: UserRequest, template: str, draft: "PublicNotice", told: str
) -> HttpResponse:
    """Ask before an act that cannot be taken back, over the text as it stands now."""
    context = {
        "notice": draft,
        "told": told,
        "hidden": [("version", draft.version)],
        **_describe(draft),
    }
    return render(request, template, context, status=CONFLICT if told else 200)


@login_required
@require_safe
@hands_out_file
def blank_subjects(request: UserRequest) -> FileResponse:
    """Hand out the sheet of subjects with a row for example, which is passed over."""
    require(request.user, "programme.manage_notices")
    return stream_file(
        lambda file: write_blank_form(file, load_subject_form()),
        _("公示对象_空白表.xlsx"),
    )
