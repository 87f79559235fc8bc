"""Sheets whose columns nobody foresaw: a person says once what each column means."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from zhisheng.kit.language import shorten
from zhisheng.kit.sheets import (
    ColumnMatch,
    Sheet,
    Table,
    Workbook,
    get_cell,
    normalize_header,
)
from zhisheng.kit.sheets.headers import guess_header
from zhisheng.kit.sheets.values import show_cell

# Columns of each heading that were confirmed: signature -> field -> position.
Mappings = Mapping[str, Mapping[str, int]]
FEWEST_HEADINGS = 2
MOST_COLUMNS = 120
LONGEST_SHOWN = 60
MAPPABLE = (
    ("name", _("企业名称")),
    ("uscc", _("统一社会信用代码")),
    ("region", _("所在地")),
    ("province", _("省")),
    ("city", _("市")),
    ("county", _("县（市、区）")),
    ("address", _("地址")),
    ("industry", _("行业")),
    ("employees", _("从业人员")),
    ("year", _("帮扶年度")),
    ("helper", _("帮扶机构")),
    ("unit", _("管辖单位")),
    ("help_start", _("帮扶开始日期")),
    ("help_end", _("帮扶结束日期")),
    ("help_period", _("帮扶起止日期")),
    ("method", _("帮扶方式")),
    ("problem", _("解决的主要问题")),
    ("willingness", _("提升意愿")),
    ("potential", _("提升潜力")),
    ("contact_name", _("联系人")),
    ("contact_phone", _("联系电话")),
    ("revenue@before", _("提升前营业收入")),
    ("revenue@after", _("提升后营业收入")),
    ("sales@before", _("提升前销售额")),
    ("sales@after", _("提升后销售额")),
    ("profit@before", _("提升前利润")),
    ("profit@after", _("提升后利润")),
    ("quality_cost@before", _("提升前质量成本")),
    ("quality_cost@after", _("提升后质量成本")),
)


@dataclass(frozen=True, slots=True)
class UnknownTable:
    """A heading that names no enterprise; positions count from 0."""

    sheet: str
    row: int
    signature: str
    headers: tuple[tuple[int, str], ...]
    examples: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        return {
            "sheet": self.sheet,
            "row": self.row,
            "signature": self.signature,
            "columns": [
                {
                    "index": index,
                    "text": shorten(text, LONGEST_SHOWN),
                    "example": shorten(example, LONGEST_SHOWN),
                }
                for (index, text), example in zip(
                    self.headers, self.examples, strict=True
                )
            ],
        }


def find_unknown_table(workbook: Workbook) -> UnknownTable | None:
    """Return the widest heading of the workbook that has rows below it."""
    found = [table for sheet in workbook.sheets if (table := _describe(sheet))]
    return max(found, key=lambda table: len(table.headers), default=None)


def find_mapped_table(sheet: Sheet, mappings: Mappings | None) -> Table | None:
    """Return the sheet's table where somebody has said what its columns mean."""
    if not mappings:
        return None
    unknown = _describe(sheet)
    columns = mappings.get(unknown.signature) if unknown else None
    if unknown is None or columns is None:
        return None
    texts = dict(unknown.headers)
    matches = {
        field: ColumnMatch(index, normalize_header(texts[index]).unit, texts[index])
        for field, index in columns.items()
    }
    return Table(sheet, (unknown.row,), unknown.row + 1, matches)


def _describe(sheet: Sheet) -> UnknownTable | None:
    row = guess_header(sheet, before=len(sheet.rows) + 1)
    if row >= len(sheet.rows):
        return None
    headers = tuple(
        (index, cell.strip())
        for index, cell in enumerate(sheet.rows[row - 1][:MOST_COLUMNS])
        if isinstance(cell, str) and cell.strip()
    )
    if len(headers) < FEWEST_HEADINGS:
        return None
    examples = tuple(
        show_cell(get_cell(sheet, row + 1, index + 1)) for index, _text in headers
    )
    return UnknownTable(sheet.name or "", row, _sign(headers), headers, examples)


def _sign(headers: tuple[tuple[int, str], ...]) -> str:
    keys = (
        f"{index}:{normalize_header(text[:LONGEST_SHOWN]).key}"
        for index, text in headers
    )
    return hashlib.sha256("\n".join(keys).encode()).hexdigest()
