"""Pages of returns: for enterprises, for officers, for everybody."""

from zhisheng.apps.returns.views.filing import fill, index, open_form, review, start
from zhisheng.apps.returns.views.receipts import (
    check,
    correct,
    detail,
    list_all,
    withdraw,
)
from zhisheng.apps.returns.views.sheets import (
    apply_sheet,
    download_marked,
    retry_sheet,
    sheet_progress,
    show_sheet,
    upload,
    withdraw_sheet,
)
from zhisheng.apps.returns.views.totals import (
    add_total,
    dictionary,
    list_totals,
    withdraw_total,
)

__all__ = [
    "add_total",
    "apply_sheet",
    "check",
    "correct",
    "detail",
    "dictionary",
    "download_marked",
    "fill",
    "index",
    "list_all",
    "list_totals",
    "open_form",
    "retry_sheet",
    "review",
    "sheet_progress",
    "show_sheet",
    "start",
    "upload",
    "withdraw",
    "withdraw_sheet",
    "withdraw_total",
]
