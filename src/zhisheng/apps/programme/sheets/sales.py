"""A column of 销售收入 is revenue where no column of it is, else sales beside revenue."""

from collections.abc import Sequence
from dataclasses import replace

from zhisheng.kit.sheets import ColumnMatch, Table, normalize_header

INCOME = "sales_income"
WORD = "销售收入"


def settle_sales(table: Table) -> Table:
    """Name each column of 销售收入 what it is in this table."""
    fields = [name.partition("@")[0] for name in table.columns]
    if INCOME not in fields:
        return table
    meant = "sales" if "revenue" in fields else "revenue"
    columns: dict[str, ColumnMatch] = {}
    unmatched = dict(table.unmatched)
    for name, match in table.columns.items():
        field, _, period = name.partition("@")
        settled = f"{meant}@{period}" if field == INCOME else name
        if field == INCOME and settled in table.columns:
            unmatched[match.index] = match.header_text
        else:
            columns[settled] = match
    return replace(table, columns=columns, unmatched=unmatched)


def list_sales_columns(tables: Sequence[Table]) -> dict[str, list[str]]:
    """Return the headings of 销售收入 that are read as revenue, by sheet."""
    found: dict[str, list[str]] = {}
    for table in tables:
        for name, match in table.columns.items():
            is_income = WORD in normalize_header(match.header_text).key
            if name.startswith("revenue@") and is_income:
                found.setdefault(table.sheet.name or "", []).append(match.header_text)
    return found
