"""The bulletin as a workbook: rows, readings, breakdowns, definitions."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from zhisheng.apps.statistics.models import Bulletin
from zhisheng.apps.statistics.services.content import make_content

FIXED_TIME = datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook's times have no zone
Rows = Sequence[Sequence[str]]


def write_xlsx(bulletin: Bulletin) -> bytes:
    """Write the sheets; the same bulletin gives the same bytes."""
    content = make_content(bulletin)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"title": content["title"], "created": FIXED_TIME})
    heading = book.add_format(
        {"bold": True, "bg_color": "#E6F0F0", "border": 1, "text_wrap": True}
    )
    body = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    for name, widths, rows in _list_sheets(content):
        sheet = book.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        for index, row in enumerate(rows):
            sheet.write_row(index, 0, row, body if index else heading)
        sheet.freeze_panes(1, 1)
    book.close()
    return out.getvalue()


def _list_sheets(content: dict[str, Any]) -> list[tuple[str, Sequence[int], Rows]]:
    return [
        (_("主要数字"), (30, 26, 26, 8, 10, 16, 24, 24, 30), _list_rows(content)),
        (_("两种算法"), (24, 26, 14, 14, 12, 60), _list_readings(content)),
        *[
            (part["name"], (30, 16, 16, 16, 44), _list_parts(part, content))
            for part in content["breakdowns"]
        ],
        (_("口径和说明"), (30, 90), _list_notes(content)),
    ]


def _list_rows(content: dict[str, Any]) -> Rows:
    heading = [
        _("项目"),
        content["year_before"],
        content["year"],
        _("单位"),
        _("对象"),
        _("时段"),
        _("企业数"),
        _("缺失"),
        _("来源"),
    ]
    keys = (
        "name",
        "before",
        "now",
        "unit",
        "population",
        "period",
        "base",
        "missing",
        "source",
    )
    return [heading, *[[row[key] for key in keys] for row in content["rows"]]]


def _list_readings(content: dict[str, Any]) -> Rows:
    heading = [
        _("项目"),
        _("算法"),
        content["year_before"],
        content["year"],
        _("企业数"),
        _("说明"),
    ]
    lines = [
        [
            row["name"],
            item["label"],
            item["before"],
            item["now"],
            item["count"],
            row["formula"],
        ]
        for row in content["changes"]
        for item in row["readings"]
    ]
    return [heading, *lines]


def _list_parts(part: dict[str, Any], content: dict[str, Any]) -> Rows:
    helped = _("帮扶企业")
    heading = [
        _("分组"),
        f"{helped} {content['year_before']}",
        f"{helped} {content['year']}",
        _("帮扶家次"),
        _("营收增长"),
    ]
    keys = ("name", "helped_before", "helped", "helps", "growth")
    return [heading, *[[row[key] for key in keys] for row in part["rows"]]]


def _list_notes(content: dict[str, Any]) -> Rows:
    definitions = [
        [row["name"], f"{row['definition']} {row['formula']}"]
        for row in content["rows"]
    ]
    proof = [
        [_("通报编号"), content["code"]],
        [_("数据快照"), f"{content['snapshot']} {content['snapshot_sha256']}"],
        [_("数字校验值"), content["figures_sha256"]],
    ]
    notes = [[_("说明"), note] for note in content["notes"]]
    return [[_("项目"), _("口径和算法")], *definitions, *notes, *proof]
