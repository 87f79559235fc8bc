from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhisheng.apps.accounts.views.files import hands_out_file
from zhisheng.apps.statistics import selectors, services
from zhisheng.apps.statistics.permissions import may, require
from zhisheng.apps.statistics.schemas import (
    build_list_table,
    build_page,
    build_readings_table,
    build_source_table,
)
from zhisheng.kit.errors import NotFoundError
from zhisheng.kit.http import UserRequest, read_number, respond_with_file


@require_safe
def index(request: UserRequest) -> HttpResponse:
    page = selectors.list_page_for(
        request.user, before=read_number(request.GET.get("before"))
    )
    context = {
        "table": build_list_table(page.items),
        "next_before": page.next_before,
        "may_draft": may(request.user, "statistics.draft_bulletin"),
    }
    return render(request, "statistics/bulletin_list.html", context)


@require_safe
def detail(request: UserRequest, code: str) -> HttpResponse:
    bulletin = selectors.get_bulletin_for(actor=request.user, code=code)
    if not bulletin.figures:
        return render(request, "statistics/computing.html", {"bulletin": bulletin})
    context = {"page": build_page(bulletin, actor=request.user)}
    return render(request, "statistics/bulletin.html", context)


@require_safe
def figure(request: UserRequest, code: str, row: str) -> HttpResponse:
    """Answer "how was this computed": definition, population, base, formula, source."""
    bulletin = selectors.get_bulletin_for(actor=request.user, code=code)
    line = services.word_row(bulletin, row) if bulletin.figures else None
    if line is None:
        raise NotFoundError
    context = {
        "bulletin": bulletin,
        "bulletin_title": services.make_title(bulletin),
        "line": line,
        "cells": [(bulletin.year - 1, line.before), (bulletin.year, line.now)],
        "readings": build_readings_table(line, bulletin),
        "tables": build_source_table(bulletin),
    }
    return render(request, "statistics/figure.html", context)


@require_safe
@hands_out_file
def download(request: UserRequest, code: str, kind: str) -> HttpResponse:
    bulletin = selectors.get_bulletin_for(actor=request.user, code=code)
    document = services.make_document(bulletin=bulletin, kind=kind)
    return _attach(document)


@login_required
@require_safe
@hands_out_file
def download_layout(request: UserRequest) -> HttpResponse:
    require(request.user, "statistics.replace_template")
    return _attach(services.get_shipped_layout())


def _attach(document: services.Document) -> HttpResponse:
    return respond_with_file(
        document.content, document.name, content_type=document.content_type
    )
