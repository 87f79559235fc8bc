"""Exports of which the columns are chosen: the ledger, and the lines of a task."""

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhisheng.apps.accounts.schemas.column_sets import SavedDownload
from zhisheng.apps.accounts.selectors import Actor
from zhisheng.apps.accounts.views.exports import (
    choose_columns,
    list_saved_downloads,
    stream_export,
)
from zhisheng.apps.accounts.views.files import hands_out_file
from zhisheng.apps.programme import selectors
from zhisheng.apps.programme.choices import PaperContent
from zhisheng.apps.programme.permissions import ALLOWED, require
from zhisheng.apps.programme.schemas.column_exports import (
    list_task_cells,
    list_task_columns,
)
from zhisheng.apps.programme.selectors.paper_states import select_rest
from zhisheng.apps.programme.selectors.papers import iterate_lines
from zhisheng.apps.programme.sheets.exports import (
    list_export_columns,
    map_export_cells,
)
from zhisheng.kit.errors import NotFoundError
from zhisheng.kit.exporting import Export, ExportColumn, offers_export
from zhisheng.kit.http import UserRequest

if TYPE_CHECKING:
    from zhisheng.apps.programme.models import ReportingTask


@login_required
@require_safe
@hands_out_file
def export_ledger(request: UserRequest) -> FileResponse:
    offered = find_ledger(request.user, request.GET)
    chosen = choose_columns(request, offered)
    year = read_asked_year(request.GET)
    rows = selectors.iterate_ledger_for(actor=request.user, year=year)
    keys = [column.key for column in chosen.columns]
    cells = ([found[key] for key in keys] for found in map(map_export_cells, rows))
    title = _("帮扶台账_{year}").format(year=year)
    return stream_export(request, offered, title, chosen, cells)


@offers_export("ledger", roles=ALLOWED["programme.see_ledger"])
def find_ledger(actor: Actor, query: QueryDict) -> Export:
    require(actor, "programme.see_ledger")
    year = read_asked_year(query)
    return Export(
        name="ledger",
        title=_("{year} 年度帮扶台账").format(year=year),
        columns=tuple(ExportColumn(*pair) for pair in list_export_columns()),
        file_url=reverse("programme:export_ledger"),
        back_url=f"{reverse('programme:ledger')}?year={year}",
        kept=(("year", str(year)),),
    )


def read_asked_year(query: QueryDict) -> int:
    """Return the year asked for, else the latest of the ledger."""
    text = query.get("year", "")
    is_year = len(text) == 4 and text.isascii() and text.isdecimal()
    return int(text) if is_year else selectors.get_latest_ledger_year()


@login_required
@require_safe
@hands_out_file
def export_lines(request: UserRequest, code: str) -> FileResponse:
    """Send what was handed in below the own unit, in the wanted columns."""
    paper = find_paper(request.user, code, request.GET)
    offered = _describe(paper)
    chosen = choose_columns(request, offered)
    keys = [column.key for column in chosen.columns]
    lines = iterate_lines(paper)
    title = f"{paper.task.name}_{paper.of}"
    cells = list_task_cells(paper.form, lines, keys)
    return stream_export(request, offered, title, chosen, cells)


@offers_export("task", roles=ALLOWED["programme.manage_tasks"])
def find_task(actor: Actor, query: QueryDict) -> Export:
    return _describe(find_paper(actor, query.get("code", ""), query))


def list_task_downloads(
    request: UserRequest, task: "ReportingTask", content: str
) -> tuple[SavedDownload, ...]:
    """Return the saved sets of the form of a task, each with its file."""
    whole = [("content", content)] if content == PaperContent.WHOLE else []
    return list_saved_downloads(
        request,
        export="task",
        form=task.form,
        file_url=reverse("programme:export_lines", args=[task.code]),
        kept=whole,
    )


def find_paper(actor: Actor, code: str, query: QueryDict) -> selectors.Paper:
    """Find what was handed in below the own unit; only what it passed unless asked."""
    task: ReportingTask = selectors.get_task_for(actor=actor, code=code)
    unit = selectors.find_own_unit(actor, task)
    if unit is None:
        raise NotFoundError
    wants_all = query.get("content") == PaperContent.WHOLE
    is_whole = wants_all and select_rest(task, unit).exists()
    content = PaperContent.WHOLE if is_whole else PaperContent.PASSED
    return selectors.Paper(task, unit=unit, content=content)


def _describe(paper: selectors.Paper) -> Export:
    is_whole = paper.content == PaperContent.WHOLE
    told = _("交来的全部，没有审核的也在里面") if is_whole else _("本单位已审核的")
    kept = [("code", paper.task.code)]
    if is_whole:
        kept.append(("content", PaperContent.WHOLE))
    back_url = reverse("programme:task_paper", args=[paper.task.code])
    return Export(
        name="task",
        form=paper.task.form,
        title=f"{paper.task.name} · {told}",
        columns=list_task_columns(paper.form),
        file_url=reverse("programme:export_lines", args=[paper.task.code]),
        back_url=f"{back_url}?{urlencode(kept[1:])}" if is_whole else back_url,
        kept=tuple(kept),
    )
