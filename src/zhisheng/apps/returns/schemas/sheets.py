"""The tables of an uploaded sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from zhisheng.apps.returns.choices import JOBS, SheetStatus
from zhisheng.apps.returns.models import SheetImport
from zhisheng.apps.returns.selectors import has_stopped, list_indicators
from zhisheng.apps.returns.services import name_indicator
from zhisheng.ui.formats import format_moment
from zhisheng.ui.tables import Column, Row, Table

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class SheetSummary:
    """A sheet as its page tells it: what stands, what can be done next."""

    sheet: SheetImport
    is_running: bool
    has_stopped: bool
    can_apply: bool
    can_withdraw: bool
    is_withdrawn: bool
    problem: str
    done: int
    total: int


def tabulate_faults(sheet_import: SheetImport) -> Table:
    """Show what is wrong in which row, with the cure."""
    words = {"refused": _("退回"), "warning": _("需说明")}
    rows = [
        Row(
            (
                row["row"],
                row["name"] or row["uscc"],
                words[row["status"]],
                fault["value"],
                fault["reason"],
                fault["cure"],
            ),
            state="stop" if row["status"] == "refused" else "need",
        )
        for row in sheet_import.report
        for fault in row["reasons"]
    ]
    columns = (
        Column("row", _("行")),
        Column("name", _("企业")),
        Column("status", _("结果")),
        Column("value", _("写的是")),
        Column("reason", _("原因")),
        Column("cure", _("怎么改")),
    )
    return Table(columns, tuple(rows[:MOST_SHOWN]), caption=_("没有入库的行"))


def tabulate_kept(sheet_import: SheetImport) -> Table:
    """Show what the withdrawal left because it was changed since, and by whom."""
    names = {one.code: name_indicator(one) for one in list_indicators()}
    rows = [
        Row(
            (
                kept["enterprise_name"],
                names.get(kept["indicator"], kept["indicator"]),
                kept["period"],
                kept["changed_by"],
                format_moment(datetime.fromisoformat(kept["changed_at"])),
            )
        )
        for kept in sheet_import.kept[:MOST_SHOWN]
    ]
    columns = (
        Column("enterprise", _("企业")),
        Column("indicator", _("项目")),
        Column("period", _("年度")),
        Column("by", _("谁改的")),
        Column("at", _("什么时候")),
    )
    return Table(columns, tuple(rows), caption=_("撤回时保留的内容"))


def tabulate_sheets(sheets: Sequence[SheetImport]) -> Table:
    rows = [
        Row(
            (
                sheet.file.original_name,
                sheet.year,
                format_moment(sheet.created_at),
                _("中断") if has_stopped(sheet) else str(sheet.get_status_display()),
                sheet.counts.get("accepted", 0),
                sheet.counts.get("warning", 0),
                sheet.counts.get("refused", 0),
            ),
            url=reverse("returns:show_sheet", args=[sheet.code]),
        )
        for sheet in sheets
    ]
    columns = (
        Column("file", _("文件")),
        Column("year", _("年度")),
        Column("day", _("上传日期")),
        Column("state", _("状态")),
        Column("accepted", _("可入库"), is_number=True),
        Column("warning", _("需说明"), is_number=True),
        Column("refused", _("退回"), is_number=True),
    )
    return Table(columns, tuple(rows), caption=_("上传过的表格"))


def describe_sheet(sheet: SheetImport) -> SheetSummary:
    job, stopped = sheet.job, has_stopped(sheet)
    problem = _(job.error_message) if stopped and job and job.error_message else ""
    return SheetSummary(
        sheet=sheet,
        is_running=sheet.status in JOBS and not stopped,
        has_stopped=stopped,
        can_apply=sheet.status == SheetStatus.PREVIEWED
        and bool(sheet.counts.get("accepted")),
        can_withdraw=sheet.status == SheetStatus.APPLIED,
        is_withdrawn=sheet.status == SheetStatus.WITHDRAWN,
        problem=problem or sheet.problem,
        done=job.progress_done if job else 0,
        total=(job.progress_total or 0) if job else 0,
    )
