"""The roster as a spreadsheet: its columns, its rows, and how each cell is read."""

from zhisheng.apps.programme.sheets.checks import mark_repeated, tell_place
from zhisheng.apps.programme.sheets.mapping import (
    MAPPABLE,
    UnknownTable,
    find_unknown_table,
)
from zhisheng.apps.programme.sheets.marks import find_column
from zhisheng.apps.programme.sheets.reading import RosterContext, list_tables, read_rows
from zhisheng.apps.programme.sheets.reports import report_row, write_yuan
from zhisheng.apps.programme.sheets.rows import (
    Reason,
    RosterRow,
    StagedValue,
)
from zhisheng.apps.programme.sheets.sales import list_sales_columns
from zhisheng.apps.programme.sheets.unread import (
    list_unread_columns,
    list_unread_sheets,
)

__all__ = [
    "MAPPABLE",
    "Reason",
    "RosterContext",
    "RosterRow",
    "StagedValue",
    "UnknownTable",
    "find_column",
    "find_unknown_table",
    "list_sales_columns",
    "list_tables",
    "list_unread_columns",
    "list_unread_sheets",
    "mark_repeated",
    "read_rows",
    "report_row",
    "tell_place",
    "write_yuan",
]
