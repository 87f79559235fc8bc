"""The pages of this app: rosters, the ledger, helping bodies, tasks, public notices."""

from zhisheng.apps.programme.views.column_exports import export_ledger, export_lines
from zhisheng.apps.programme.views.confirming import (
    ask_enterprises,
    confirm_help,
    confirmation_link,
    confirmation_links,
    confirmations,
)
from zhisheng.apps.programme.views.dropped_rows import (
    take_back_rows,
    unnamed_rows,
)
from zhisheng.apps.programme.views.entries import (
    confirm_entry,
    entry,
    settle_dispute,
    take_over_entry,
)
from zhisheng.apps.programme.views.entry_rows import (
    blank_rows,
    export_rows,
    marked_rows,
    take_lines,
    upload_rows,
)
from zhisheng.apps.programme.views.filter_changes import filter_names, task_filter
from zhisheng.apps.programme.views.helpers import choose, helpers
from zhisheng.apps.programme.views.helpers import suggest as suggest_helpers
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
from zhisheng.apps.programme.views.ledger import enrol, ledger
from zhisheng.apps.programme.views.links import (
    fill_by_link,
    issue_link,
    link,
    open_link,
    send_links,
)
from zhisheng.apps.programme.views.notice_drafts import (
    blank_subjects,
    delete_notice,
    edit_notice,
    new_notice,
    publish_notice,
)
from zhisheng.apps.programme.views.notices import (
    close_notice,
    notice,
    notices,
    show_result,
)
from zhisheng.apps.programme.views.objections import (
    answer_objections,
    evidence,
    objection,
    reveal_objector,
)
from zhisheng.apps.programme.views.official_papers import (
    issue_official_paper,
    official_paper,
    official_paper_file,
    task_official_papers,
)
from zhisheng.apps.programme.views.papers import (
    entry_paper,
    entry_scan,
    entry_sheet,
    entry_word,
    remove_template,
    sample_template,
    seal_entry,
    seal_task,
    task_paper,
    task_scan,
    task_sheet,
    task_word,
    template_file,
    templates,
    withdraw_entry_scan,
    withdraw_task_scan,
)
from zhisheng.apps.programme.views.passing import pass_waiting
from zhisheng.apps.programme.views.public_notices import (
    object_to,
    public_notice,
    public_notices,
    receipt,
)
from zhisheng.apps.programme.views.recipient_changes import (
    put_back,
    recipient_changes,
)
from zhisheng.apps.programme.views.recipients import (
    recipients,
    take_out,
)
from zhisheng.apps.programme.views.reminders import (
    reminders,
    unreached,
    unreached_number,
    unreached_sheet,
)
from zhisheng.apps.programme.views.reporting import (
    open_task,
    recall_task,
    remind,
    task,
    task_progress,
    tasks,
)
from zhisheng.apps.programme.views.returning import return_waiting
from zhisheng.apps.programme.views.reviewing import (
    pass_entry,
    reopen_entry,
    return_entry,
    take_back_entry,
)
from zhisheng.apps.programme.views.rows import (
    drop_remark,
    new_row,
    remark_row,
    remove_row,
    row,
    rows,
)
from zhisheng.apps.programme.views.running_tasks import add_asked, change_task
from zhisheng.apps.programme.views.task_drafts import (
    delete_task,
    edit_task,
    new_task,
)
from zhisheng.apps.programme.views.task_ends import close_task, reopen_task

__all__ = [
    "add_asked",
    "answer_objections",
    "apply",
    "ask_enterprises",
    "blank_rows",
    "blank_subjects",
    "change_task",
    "choose",
    "close_notice",
    "close_task",
    "confirm_entry",
    "confirm_help",
    "confirmation_link",
    "confirmation_links",
    "confirmations",
    "decide",
    "delete_notice",
    "delete_task",
    "detail",
    "download_blank",
    "download_marks",
    "drop_remark",
    "edit_notice",
    "edit_task",
    "enrol",
    "entry",
    "entry_paper",
    "entry_scan",
    "entry_sheet",
    "entry_word",
    "evidence",
    "explain_columns",
    "export_ledger",
    "export_lines",
    "export_rows",
    "fill_by_link",
    "filter_names",
    "helpers",
    "index",
    "issue_link",
    "issue_official_paper",
    "ledger",
    "link",
    "list_kept",
    "marked_rows",
    "new_notice",
    "new_row",
    "new_task",
    "notice",
    "notices",
    "object_to",
    "objection",
    "official_paper",
    "official_paper_file",
    "open_link",
    "open_task",
    "pass_entry",
    "pass_waiting",
    "progress",
    "public_notice",
    "public_notices",
    "publish_notice",
    "put_back",
    "recall_task",
    "receipt",
    "recipient_changes",
    "recipients",
    "remark_row",
    "remind",
    "reminders",
    "remove_row",
    "remove_template",
    "reopen_entry",
    "reopen_task",
    "retry",
    "return_entry",
    "return_waiting",
    "reveal_objector",
    "row",
    "rows",
    "sample_template",
    "seal_entry",
    "seal_task",
    "send_links",
    "settle_dispute",
    "show_result",
    "suggest_helpers",
    "take_back_entry",
    "take_back_rows",
    "take_lines",
    "take_out",
    "take_over_entry",
    "task",
    "task_filter",
    "task_official_papers",
    "task_paper",
    "task_progress",
    "task_scan",
    "task_sheet",
    "task_word",
    "tasks",
    "template_file",
    "templates",
    "unnamed_rows",
    "unreached",
    "unreached_number",
    "unreached_sheet",
    "upload",
    "upload_rows",
    "withdraw",
    "withdraw_entry_scan",
    "withdraw_task_scan",
]
