"""Papers of tasks: templates of offices, the sheet to print, the sealed scan."""

from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from zhisheng.apps.accounts.selectors import get_unit_for, list_units_for
from zhisheng.apps.accounts.views.files import hands_out_file
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.choices import PaperContent, TemplateKind
from zhisheng.apps.programme.errors import (
    CheckCodeMissingError,
    PaperOfDraftError,
    PaperOfOtherDataError,
    ScanKnownError,
    ScanMissingError,
)
from zhisheng.apps.programme.forms import TemplateForm
from zhisheng.apps.programme.permissions import require
from zhisheng.apps.programme.schemas.entry_rows import name_form
from zhisheng.apps.programme.schemas.papers import (
    Known,
    TypedSeal,
    describe_paper,
    list_used_templates,
)
from zhisheng.apps.programme.selectors.paper_states import count_contents
from zhisheng.apps.programme.selectors.scans import (
    find_newest_scan,
    get_scan,
    is_open_again,
    list_scans,
    list_withdrawable,
    may_seal,
)
from zhisheng.apps.programme.views.column_exports import find_paper, list_task_downloads
from zhisheng.apps.programme.views.entry_context import find_entry
from zhisheng.apps.programme.views.notices import read_after
from zhisheng.apps.programme.views.task_drafts import MOST_UNITS
from zhisheng.kit import files
from zhisheng.kit.errors import DomainError, ForbiddenError, NotFoundError
from zhisheng.kit.files.content import DOCX, XLSX
from zhisheng.kit.http import UserRequest, stream_file
from zhisheng.kit.problems import describe
from zhisheng.reference.forms import FormSpec, load_forms

CONTENT_TYPES = {TemplateKind.XLSX: XLSX, TemplateKind.DOCX: DOCX}


@login_required
@require_http_methods(["GET", "POST"])
def templates(request: UserRequest) -> HttpResponse:
    """Show which templates the own units use, and take a new one."""
    require(request.user, "programme.manage_tasks")
    units = list(list_units_for(request.user).order_by("path")[:MOST_UNITS])
    form = TemplateForm(
        request.POST or None,
        request.FILES or None,
        specs=[(one.code, name_form(one)) for one in load_forms()],
        units=[(unit.code, unit.name) for unit in units],
    )
    if request.method == "POST" and form.is_valid() and _replace(request, form):
        messages.success(request, _("模板已启用，本单位和下级下发的任务都用它导出。"))
        return redirect("programme:templates")
    context = {
        "form": form,
        "templates": list_used_templates(selectors.list_templates(units)),
        "samples": [(one.code, name_form(one)) for one in load_forms()],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "programme/templates.html", context, status=status)


def _replace(request: UserRequest, form: TemplateForm) -> bool:
    typed = form.cleaned_data
    unit = get_unit_for(actor=request.user, code=typed["unit"])
    try:
        services.replace_task_template(
            form=_find_form(typed["form"]),
            unit=unit,
            file=typed["file"],
            actor=request.user,
        )
    except ForbiddenError:
        raise
    except DomainError as error:
        form.add_error("file", describe(error))
        return False
    return True


@login_required
@require_safe
@hands_out_file
def template_file(request: UserRequest, template: int) -> FileResponse:
    """Hand out a template in use, to look at and to go on from."""
    require(request.user, "programme.manage_tasks")
    return files.serve(selectors.get_template_for(actor=request.user, pk=template).file)


@login_required
@require_POST
def remove_template(request: UserRequest, template: int) -> HttpResponse:
    require(request.user, "programme.manage_tasks")
    found = selectors.get_template_for(actor=request.user, pk=template)
    services.remove_task_template(template=found, actor=request.user)
    messages.success(
        request, _("已停用，改用上级单位的模板；上级也没有的，用样例模板。")
    )
    return redirect("programme:templates")


@login_required
@require_safe
@hands_out_file
def sample_template(
    request: UserRequest, form: str, kind: TemplateKind = TemplateKind.XLSX
) -> FileResponse:
    require(request.user, "programme.manage_tasks")
    spec = _find_form(form)
    name = _("{form}_样例模板").format(form=name_form(spec))
    return stream_file(
        lambda target: services.write_sample(target, spec, kind),
        f"{name}.{kind}",
        content_type=CONTENT_TYPES[kind],
    )


@login_required
@require_safe
def task_paper(request: UserRequest, code: str) -> HttpResponse:
    """Show what a unit reports on paper: the sheet, its code, the sealed scans."""
    return _show(request, find_paper(request.user, code, request.GET))


@login_required
@require_safe
def entry_paper(request: UserRequest, code: str, number: int) -> HttpResponse:
    return _show(request, _find_of_entry(request, code, number))


@login_required
@require_safe
@hands_out_file
def task_sheet(request: UserRequest, code: str) -> FileResponse:
    return _send(
        request, find_paper(request.user, code, request.GET), TemplateKind.XLSX
    )


@login_required
@require_safe
@hands_out_file
def entry_sheet(request: UserRequest, code: str, number: int) -> FileResponse:
    return _send(request, _find_of_entry(request, code, number), TemplateKind.XLSX)


@login_required
@require_safe
@hands_out_file
def task_word(request: UserRequest, code: str) -> FileResponse:
    return _send(
        request, find_paper(request.user, code, request.GET), TemplateKind.DOCX
    )


@login_required
@require_safe
@hands_out_file
def entry_word(request: UserRequest, code: str, number: int) -> FileResponse:
    return _send(request, _find_of_entry(request, code, number), TemplateKind.DOCX)


@login_required
@require_http_methods(["GET", "POST"])
def seal_task(request: UserRequest, code: str) -> HttpResponse:
    """Take a scan in; who comes back to a refusal by the address sees the paper again."""
    paper = find_paper(request.user, code, request.GET)
    refused = _attach(request, paper) if request.method == "POST" else None
    if refused is not None:
        return _show(request, paper, refused)
    return redirect("programme:task_paper", code)


@login_required
@require_http_methods(["GET", "POST"])
def seal_entry(request: UserRequest, code: str, number: int) -> HttpResponse:
    paper = _find_of_entry(request, code, number)
    refused = _attach(request, paper) if request.method == "POST" else None
    if refused is not None:
        return _show(request, paper, refused)
    return redirect("programme:entry_paper", code, number)


@login_required
@require_POST
def withdraw_task_scan(request: UserRequest, code: str, scan: int) -> HttpResponse:
    _withdraw(request, find_paper(request.user, code, request.GET), scan)
    return redirect("programme:task_paper", code)


@login_required
@require_POST
def withdraw_entry_scan(
    request: UserRequest, code: str, number: int, scan: int
) -> HttpResponse:
    _withdraw(request, _find_of_entry(request, code, number), scan)
    return redirect("programme:entry_paper", code, number)


@login_required
@require_safe
@hands_out_file
def task_scan(request: UserRequest, code: str, scan: int) -> FileResponse:
    return _serve(find_paper(request.user, code, request.GET), scan)


@login_required
@require_safe
@hands_out_file
def entry_scan(request: UserRequest, code: str, number: int, scan: int) -> FileResponse:
    return _serve(_find_of_entry(request, code, number), scan)


def _find_form(code: str) -> FormSpec:
    found = next((one for one in load_forms() if one.code == code), None)
    if found is None:
        raise NotFoundError
    return found


def _find_of_entry(request: UserRequest, code: str, number: int) -> selectors.Paper:
    entry = find_entry(request, code, number)
    return selectors.Paper(entry.task, entry=entry)


def _show(
    request: UserRequest, paper: selectors.Paper, refused: TypedSeal | None = None
) -> HttpResponse:
    scans = list_scans(paper, after=read_after(request))
    known = replace(_look_up(request, paper, scans), typed=refused)
    page = describe_paper(paper, known, scans)
    status = 200 if refused is None else 422
    return render(request, "programme/paper.html", {"page": page}, status=status)


def _look_up(
    request: UserRequest, paper: selectors.Paper, scans: selectors.Page
) -> Known:
    """Find out what the page needs of the data; the code only of the scan that counts."""
    sealed = [one for one in scans.items if one.withdrawn_at is None]
    newest = find_newest_scan(paper)
    codes = {
        one.content: selectors.find_check_code(
            replace(paper, content=PaperContent(one.content))
        )
        for one in (newest,)
        if one is not None
    }
    has_templates = [selectors.find_template(paper.task, one) for one in TemplateKind]
    lacks_states = any(one and not one.tells_states for one in has_templates)
    return Known(
        codes=codes,
        withdrawable=list_withdrawable(paper, sealed, request.user),
        counts=count_contents(paper.task, paper.unit) if paper.unit else None,
        lacks_states=lacks_states,
        is_open_again=is_open_again(paper),
        newest=newest,
        may_seal=may_seal(paper, request.user),
        downloads=()
        if paper.entry
        else list_task_downloads(request, paper.task, paper.content),
    )


def _send(
    request: UserRequest, paper: selectors.Paper, kind: TemplateKind
) -> FileResponse:
    return stream_file(
        lambda target: services.write_paper(
            target, paper=paper, kind=kind, actor=request.user
        ),
        f"{paper.task.name}_{paper.of}.{kind}",
        content_type=CONTENT_TYPES[kind],
    )


def _attach(request: UserRequest, paper: selectors.Paper) -> TypedSeal | None:
    """Take the scan in; return what was typed where it is refused."""
    file, code = request.FILES.get("file"), request.POST.get("check_code", "")
    try:
        if not may_seal(paper, request.user):
            raise ForbiddenError
        if not isinstance(file, UploadedFile):
            raise ScanMissingError
        services.attach_paper(
            paper=paper, check_code=code, file=file, actor=request.user
        )
    except (ForbiddenError, NotFoundError):
        raise
    except ScanKnownError as error:
        messages.info(request, describe(error))
    except (CheckCodeMissingError, PaperOfOtherDataError) as error:
        return TypedSeal(code, code_error=describe(error))
    except PaperOfDraftError as error:
        messages.error(request, describe(error))
    except DomainError as error:
        return TypedSeal(code, file_error=describe(error))
    else:
        messages.success(request, _("盖章件已收，和现在的数据一致。"))
    return None


def _withdraw(request: UserRequest, paper: selectors.Paper, scan: int) -> None:
    try:
        services.withdraw_paper(
            paper=paper,
            scan=scan,
            reason=request.POST.get("reason", ""),
            actor=request.user,
        )
    except (ForbiddenError, NotFoundError):
        raise
    except DomainError as error:
        messages.error(request, describe(error))
    else:
        messages.success(request, _("已撤回，原件和原因留在记录里。"))


def _serve(paper: selectors.Paper, scan: int) -> FileResponse:
    return files.serve(get_scan(paper, scan).file)
