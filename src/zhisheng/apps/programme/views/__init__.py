"""The pages of this app: imports of rosters, the ledger, choosing a helping body."""

from zhisheng.apps.programme.views.helpers import choose, helpers
from zhisheng.apps.programme.views.imports import (
    apply,
    decide,
    detail,
    download_blank,
    download_marks,
    explain_columns,
    index,
    list_kept,
    progress,
    retry,
    upload,
    withdraw,
)
from zhisheng.apps.programme.views.ledger import enrol, export_ledger, ledger

__all__ = [
    "apply",
    "choose",
    "decide",
    "detail",
    "download_blank",
    "download_marks",
    "enrol",
    "explain_columns",
    "export_ledger",
    "helpers",
    "index",
    "ledger",
    "list_kept",
    "progress",
    "retry",
    "upload",
    "withdraw",
]
