"""Lines that a list standing for the whole does not name: asked about, then out or back."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from zhisheng.apps.programme import services
from zhisheng.apps.programme.choices import ListSource
from zhisheng.apps.programme.schemas.dropped_rows import describe_unnamed
from zhisheng.apps.programme.views.entries import show_overtaken
from zhisheng.apps.programme.views.entry_context import (
    find_entry,
    may_fill,
    read_version,
)
from zhisheng.kit.errors import ConflictError, NotFoundError
from zhisheng.kit.http import UserRequest

if TYPE_CHECKING:
    from zhisheng.apps.programme.models import TaskEntry


@login_required
@require_http_methods(["GET", "POST"])
def unnamed_rows(
    request: UserRequest, code: str, number: int, source: str
) -> HttpResponse:
    """Tell which lines would go, and take them out once that is meant."""
    found = find_entry(request, code, number)
    if source not in ListSource.values or not may_fill(request, found):
        raise NotFoundError
    if request.method == "POST":
        return _drop(request, found, ListSource(source))
    rows = services.list_unnamed_rows(found, ListSource(source))
    if not rows:
        return redirect("programme:entry", code, number)
    page = describe_unnamed(found, rows, ListSource(source))
    return render(request, "programme/unnamed_rows.html", {"page": page})


def _drop(request: UserRequest, found: "TaskEntry", source: ListSource) -> HttpResponse:
    try:
        dropped = services.drop_unnamed_rows(
            entry=found,
            source=source,
            version=read_version(request),
            actor=request.user,
        )
    except ConflictError as error:
        return show_overtaken(request, found, error)
    text = ngettext(
        "已删除 {number} 行，提交以前可以找回。",
        "已删除 {number} 行，提交以前可以找回。",
        dropped,
    )
    messages.success(request, text.format(number=dropped))
    return redirect("programme:entry", found.task.code, found.pk)


@login_required
@require_POST
def take_back_rows(request: UserRequest, code: str, number: int) -> HttpResponse:
    found = find_entry(request, code, number)
    try:
        back = services.take_back_rows(
            entry=found, version=read_version(request), actor=request.user
        )
    except ConflictError as error:
        return show_overtaken(request, found, error)
    text = ngettext("已找回 {number} 行。", "已找回 {number} 行。", back.returned)
    told = text.format(number=back.returned)
    if back.left:
        more = ngettext(
            "有 {number} 行表里已有同一家，没有重复放回。",
            "有 {number} 行表里已有同一家，没有重复放回。",
            back.left,
        )
        told += more.format(number=back.left)
    messages.success(request, told)
    return redirect("programme:entry", code, number)
