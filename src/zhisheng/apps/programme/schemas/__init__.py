"""The page contexts; what the API takes and gives is apart, and loaded with it."""

from zhisheng.apps.programme.schemas.imports import (
    ImportSummary,
    Tab,
    choose_tab,
    describe_import,
    list_import_table,
    list_state_tabs,
)
from zhisheng.apps.programme.schemas.kept import list_kept_table
from zhisheng.apps.programme.schemas.ledger import describe_helper, list_ledger_table
from zhisheng.apps.programme.schemas.previews import (
    Amount,
    RowView,
    WrongPlace,
    describe_rows,
    tell_decided,
    tell_outcome,
)
from zhisheng.apps.programme.schemas.results import tell_applied, tell_withdrawn

__all__ = [
    "Amount",
    "ImportSummary",
    "RowView",
    "Tab",
    "WrongPlace",
    "choose_tab",
    "describe_helper",
    "describe_import",
    "describe_rows",
    "list_import_table",
    "list_kept_table",
    "list_ledger_table",
    "list_state_tabs",
    "tell_applied",
    "tell_decided",
    "tell_outcome",
    "tell_withdrawn",
]
