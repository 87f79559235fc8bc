"""The tables of an uploaded sheet."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from zhisheng.apps.returns.models import SheetImport
from zhisheng.ui.formats import format_date
from zhisheng.ui.tables import Column, Row, Table

MOST_SHOWN = 200


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


def tabulate_sheets(sheets: Sequence[SheetImport]) -> Table:
    rows = [
        Row(
            (
                sheet.file.original_name,
                sheet.year,
                format_date(sheet.created_at),
                _describe_state(sheet),
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


def _describe_state(sheet: SheetImport) -> str:
    if sheet.withdrawn_at:
        return _("已撤回")
    return _("已入库") if sheet.applied_at else _("待入库")
