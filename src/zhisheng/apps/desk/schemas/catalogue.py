"""The data catalogue as a page and as a sheet; its words are Chinese in every language."""

from collections import Counter
from collections.abc import Sequence
from typing import BinaryIO

from django.utils.translation import gettext as _

from zhisheng.apps.desk.selectors import CatalogueRow
from zhisheng.kit.sheets import OutSheet, write_xlsx
from zhisheng.ui.tables import Column, Row, Table

HEADER = (
    "表", "表的名称", "字段", "含义", "类型", "敏感程度", "来源", "用途", "保存期限",
)  # fmt: skip
WIDTHS = (28, 20, 22, 22, 16, 20, 30, 30, 26)


def tabulate_tables(rows: Sequence[CatalogueRow]) -> Table:
    """Show each table with how many fields it has and how many are personal."""
    fields = Counter(row.table for row in rows)
    personal = Counter(row.table for row in rows if row.sensitivity.startswith("个人"))
    names = {row.table: row.table_name for row in rows}
    columns = (
        Column("name", _("表")),
        Column("fields", _("字段数"), is_number=True),
        Column("personal", _("其中个人信息"), is_number=True),
    )
    return Table(
        columns,
        tuple(
            Row((name, fields[table], personal[table])) for table, name in names.items()
        ),
    )


def write_catalogue(target: BinaryIO, rows: Sequence[CatalogueRow]) -> None:
    cells = (
        (
            row.table, row.table_name, row.field, row.meaning, row.type,
            row.sensitivity, row.source, row.purpose, row.retention,
        )
        for row in rows
    )  # fmt: skip
    write_xlsx(target, [OutSheet("数据目录", HEADER, cells, WIDTHS)])
