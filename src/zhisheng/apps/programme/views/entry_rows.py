from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhisheng.apps.accounts.views.files import hands_out_file
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.choices import ListSource
from zhisheng.apps.programme.errors import FileMissingError
from zhisheng.apps.programme.schemas.entry_rows import name_form
from zhisheng.apps.programme.schemas.ledger_lines import tell_taken_lines
from zhisheng.apps.programme.views.entries import show_overtaken
from zhisheng.apps.programme.views.entry_context import (
    find_entry,
    keep_beside,
    read_typed,
)
from zhisheng.kit.errors import (
    ConflictError,
    DomainError,
    ForbiddenError,
    NotFoundError,
)
from zhisheng.kit.forms import write_blank_form, write_filled_form
from zhisheng.kit.http import UserRequest, respond_with_workbook, stream_file
from zhisheng.kit.problems import describe

if TYPE_CHECKING:
    from collections.abc import Callable

    from zhisheng.apps.programme.models import TaskEntry


@login_required
@require_POST
def upload_rows(request: UserRequest, code: str, number: int) -> HttpResponse:
    found = find_entry(request, code, number)
    return _change_table(request, found, _take_sheet)


@login_required
@require_POST
def take_lines(request: UserRequest, code: str, number: int) -> HttpResponse:
    """Take the lines from the ledger, instead of a sheet that says the same again."""
    found = find_entry(request, code, number)
    return _change_table(request, found, _take_ledger)


def _change_table(
    request: UserRequest,
    found: "TaskEntry",
    take: "Callable[[UserRequest, TaskEntry, int], ListSource | None]",
) -> HttpResponse:
    """Keep what was typed beside the table, then change the table.

    What a list standing for the whole does not name is asked about on a page of its own.
    """
    source = None
    try:
        version = keep_beside(request, found)
    except ConflictError as error:
        return show_overtaken(request, found, error, filled=read_typed(request, found))
    try:
        source = take(request, found, version)
    except (ForbiddenError, NotFoundError):
        raise
    except ConflictError as error:
        return show_overtaken(request, found, error)
    except DomainError as error:
        messages.error(request, describe(error))
    address = [found.task.code, found.pk]
    if source is not None:
        return redirect("programme:unnamed_rows", *address, source)
    return redirect("programme:entry", *address)


def _take_sheet(
    request: UserRequest, found: "TaskEntry", version: int
) -> ListSource | None:
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise FileMissingError
    taken = services.upload_rows(
        file,
        original_name=file.name or "",
        entry=found,
        version=version,
        actor=request.user,
    )
    told = _tell_taken(taken)
    is_asked_about = taken.refused or taken.doubtful
    (messages.warning if is_asked_about else messages.success)(request, told)
    is_asked = "is_whole" in request.POST and taken.unnamed
    return ListSource.SHEET if is_asked else None


def _tell_taken(taken: services.RowsTaken) -> str:
    text = _("新增 {added} 行，更新 {replaced} 行，退回 {refused} 行。")
    told = text.format(
        added=taken.added, replaced=taken.replaced, refused=taken.refused
    )
    if taken.kept:
        kept = _("另有 {kept} 行已审过、没有退回，保持原样。")
        told += kept.format(kept=taken.kept)
    if taken.left:
        left = _("有 {left} 行里没有批注的项保持原样。")
        told += left.format(left=taken.left)
    if taken.doubtful:
        doubtful = _(
            "表里有 {doubtful} 行请核对，原因写在行旁边；情况属实的，提交时确认。"
        )
        told += doubtful.format(doubtful=taken.doubtful)
    return told


def _take_ledger(
    request: UserRequest, found: "TaskEntry", version: int
) -> ListSource | None:
    taken = services.take_ledger_lines(entry=found, version=version, actor=request.user)
    told = tell_taken_lines(taken)
    (messages.warning if taken.left_out else messages.success)(request, told)
    is_asked = "is_whole_ledger" in request.POST and taken.rows.unnamed
    return ListSource.LEDGER if is_asked else None


@login_required
@require_safe
@hands_out_file
def blank_rows(request: UserRequest, code: str) -> FileResponse:
    task = selectors.get_task_for(actor=request.user, code=code)
    form = selectors.get_form(task)
    if not form.rows:
        raise NotFoundError
    name = _("{form}_空白表.xlsx").format(form=name_form(form))
    return stream_file(lambda file: write_blank_form(file, form), name)


@login_required
@require_safe
@hands_out_file
def marked_rows(request: UserRequest, code: str, number: int) -> HttpResponse:
    found = find_entry(request, code, number)
    content = services.mark_rows(entry=found)
    name = _("{name}_标好错误.xlsx").format(name=found.name)
    return respond_with_workbook(content, name)


@login_required
@require_safe
@hands_out_file
def export_rows(request: UserRequest, code: str, number: int) -> FileResponse:
    found = find_entry(request, code, number)
    form = selectors.get_form(found.task)
    if not form.rows:
        raise NotFoundError
    rows = selectors.iterate_rows_of(found)
    name = _("{name}_{form}.xlsx").format(name=found.name, form=name_form(form))
    return stream_file(lambda file: write_filled_form(file, form, rows), name)
