"""Official papers: from the task an officer drafts, mends, downloads and issues."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_safe,
)

from zhisheng.apps.accounts.views.files import hands_out_file
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import OfficialChangedError, OfficialDraftedError
from zhisheng.apps.programme.forms.official_papers import (
    IssuingForm,
    OfficialPaperForm,
)
from zhisheng.apps.programme.permissions import may_sign_for
from zhisheng.apps.programme.schemas.official_papers import (
    list_shown_official_papers,
    show_official_state,
)
from zhisheng.kit import files
from zhisheng.kit.errors import FieldsRefusedError
from zhisheng.kit.files.content import DOCX
from zhisheng.kit.forms import VersionForm
from zhisheng.kit.http import UserRequest, render_form, stream_file

if TYPE_CHECKING:
    from zhisheng.apps.programme.models import OfficialPaper, ReportingTask


@login_required
@require_http_methods(["GET", "POST"])
def task_official_papers(request: UserRequest, code: str) -> HttpResponse:
    """List the papers of a task; asked to draft, lead to the draft there is."""
    task = selectors.get_task_for(actor=request.user, code=code)
    if request.method == "POST":
        return _draft(request, task)
    papers = selectors.list_official_papers_for(actor=request.user, task=task)
    context = {
        "task": task,
        "papers": list_shown_official_papers(papers),
        "may_draft": may_sign_for(request.user, task.unit),
    }
    return render(request, "programme/task_official_papers.html", context)


def _draft(request: UserRequest, task: "ReportingTask") -> HttpResponse:
    try:
        paper = services.draft_official_paper(task=task, actor=request.user)
    except OfficialDraftedError:
        found = selectors.find_official_draft_for(actor=request.user, task=task)
        if found is None:
            # A colleague issued it in between.
            return redirect("programme:task_official_papers", task.code)
        paper = found
    return redirect("programme:official_paper", paper.code)


@login_required
@require_http_methods(["GET", "POST"])
def official_paper(request: UserRequest, code: str) -> HttpResponse:
    """Show a paper; while it is a draft its office may change it here."""
    paper = selectors.get_official_paper_for(actor=request.user, code=code)
    initial = {name: getattr(paper, name) for name in OfficialPaperForm.base_fields}
    form = OfficialPaperForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and _save(request, paper, form):
        messages.success(request, _("已保存。"))
        return redirect("programme:official_paper", code)
    context = {
        "paper": paper,
        "state": show_official_state(paper),
        "form": form,
        "is_changed": form.is_overtaken,
    }
    return render_form(request, "programme/official_paper.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def issue_official_paper(request: UserRequest, code: str) -> HttpResponse:
    """Show the text as it was saved, to be read once more and issued."""
    paper = selectors.get_official_paper_for(actor=request.user, code=code)
    if paper.file is not None and request.method == "GET":
        return redirect("programme:official_paper", code)
    initial = {"issued_on": timezone.localdate(), "version": paper.version}
    form = IssuingForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and _issue(request, paper, form):
        messages.success(request, _("已印发，文件存好了，不能再改。"))
        return redirect("programme:official_paper", code)
    context = {"paper": paper, "form": form}
    return render_form(request, "programme/issue_official_paper.html", context)


@login_required
@require_safe
@hands_out_file
def official_paper_file(request: UserRequest, code: str) -> FileResponse:
    """Hand out the draft as it stands now, or the very file that was issued."""
    paper = selectors.get_official_paper_for(actor=request.user, code=code)
    if paper.file is not None:
        return files.serve(paper.file)
    return stream_file(
        lambda target: services.write_official_paper(target, paper),
        _("代拟稿_{title}.docx").format(title=paper.title),
        content_type=DOCX,
    )


def _save(
    request: UserRequest, paper: "OfficialPaper", form: OfficialPaperForm
) -> bool:
    save = partial(
        services.update_official_paper,
        paper=paper,
        text=form.as_text(),
        version=form.cleaned_data["version"],
        actor=request.user,
    )
    return _try(save, paper, form)


def _issue(request: UserRequest, paper: "OfficialPaper", form: IssuingForm) -> bool:
    issue = partial(
        services.issue_official_paper,
        paper=paper,
        **form.cleaned_data,
        actor=request.user,
    )
    return _try(issue, paper, form)


def _try(act: Callable[[], object], paper: "OfficialPaper", form: VersionForm) -> bool:
    """Do it, or tell in the form why not; whether it was done."""
    try:
        act()
    except FieldsRefusedError as error:
        form.refuse(error)
    except OfficialChangedError as error:
        form.refuse_once(error, version=paper.version)
    else:
        return True
    return False
