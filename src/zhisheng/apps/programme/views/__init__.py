"""The pages of this app: imports of rosters, the ledger, choosing a helping body."""

from zhisheng.apps.programme.views.entries import (
    confirm_entry,
    entry,
    pass_entry,
    reopen_entry,
    return_entry,
)
from zhisheng.apps.programme.views.entry_rows import (
    blank_rows,
    export_rows,
    marked_rows,
    upload_rows,
)
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
from zhisheng.apps.programme.views.reporting import (
    close_task,
    new_task,
    open_task,
    pass_waiting,
    remind,
    task,
    tasks,
)

__all__ = [
    "apply",
    "blank_rows",
    "choose",
    "close_task",
    "confirm_entry",
    "decide",
    "detail",
    "download_blank",
    "download_marks",
    "enrol",
    "entry",
    "explain_columns",
    "export_ledger",
    "export_rows",
    "helpers",
    "index",
    "ledger",
    "list_kept",
    "marked_rows",
    "new_task",
    "open_task",
    "pass_entry",
    "pass_waiting",
    "progress",
    "remind",
    "reopen_entry",
    "retry",
    "return_entry",
    "task",
    "tasks",
    "upload",
    "upload_rows",
    "withdraw",
]
