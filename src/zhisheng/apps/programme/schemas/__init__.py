"""What the pages and the API of this app are given; the public door of its schemas."""

from zhisheng.apps.programme.schemas.imports import (
    ColumnOut,
    ImportOut,
    ImportSummary,
    MappingIn,
    Tab,
    choose_tab,
    describe_import,
    list_import_table,
    list_status_tabs,
    write_import,
)
from zhisheng.apps.programme.schemas.kept import (
    KeptOut,
    KeptPageOut,
    list_kept_table,
    write_kept,
)
from zhisheng.apps.programme.schemas.ledger import (
    LedgerEntryOut,
    LedgerPageOut,
    list_ledger_table,
    write_ledger_entry,
)
from zhisheng.apps.programme.schemas.previews import (
    Amount,
    RowView,
    WrongPlace,
    describe_rows,
)
from zhisheng.apps.programme.schemas.rows import (
    ChangeOut,
    DecisionIn,
    RowOut,
    RowPageOut,
    ValueOut,
    write_row,
)

__all__ = [
    "Amount",
    "ChangeOut",
    "ColumnOut",
    "DecisionIn",
    "ImportOut",
    "ImportSummary",
    "KeptOut",
    "KeptPageOut",
    "LedgerEntryOut",
    "LedgerPageOut",
    "MappingIn",
    "RowOut",
    "RowPageOut",
    "RowView",
    "Tab",
    "ValueOut",
    "WrongPlace",
    "choose_tab",
    "describe_import",
    "describe_rows",
    "list_import_table",
    "list_kept_table",
    "list_ledger_table",
    "list_status_tabs",
    "write_import",
    "write_kept",
    "write_ledger_entry",
    "write_row",
]
