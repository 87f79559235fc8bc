"""The public door of everything this app writes."""

from zhisheng.apps.programme.services.applying import apply_roster
from zhisheng.apps.programme.services.asking import ask_enterprises, queue_asking
from zhisheng.apps.programme.services.asking_later import ask_unasked
from zhisheng.apps.programme.services.blank import make_blank_roster
from zhisheng.apps.programme.services.checking import confirm_entry
from zhisheng.apps.programme.services.confirming import (
    Asked,
    answer_confirmation,
    correct_confirmation,
    prove_by_digits,
    read_confirmation,
    send_confirmation,
    write_confirmation_address,
)
from zhisheng.apps.programme.services.deciding import Outcome, decide_row
from zhisheng.apps.programme.services.drafting import NoticeText
from zhisheng.apps.programme.services.dropped_rows import (
    RowsBack,
    drop_unnamed_rows,
    list_unnamed_rows,
    take_back_rows,
)
from zhisheng.apps.programme.services.entry_rows import (
    RowsTaken,
    mark_rows,
    upload_rows,
)
from zhisheng.apps.programme.services.fillers import Filler
from zhisheng.apps.programme.services.filling import (
    keep_answers,
    save_entry,
    submit_entry,
)
from zhisheng.apps.programme.services.following import follow_enterprises
from zhisheng.apps.programme.services.ledger import (
    choose_helper,
    deny_given_help,
    enrol_enterprise,
    open_year,
    record_engagement,
    record_given_help,
)
from zhisheng.apps.programme.services.ledger_lines import (
    LinesTaken,
    take_ledger_lines,
)
from zhisheng.apps.programme.services.links import (
    IssuedLink,
    find_link,
    issue_link,
    open_link,
    queue_links,
    resume_link,
    send_links,
    start_link,
)
from zhisheng.apps.programme.services.mapping import confirm_mapping
from zhisheng.apps.programme.services.marking import (
    Returned,
    mark_roster,
    write_marks,
)
from zhisheng.apps.programme.services.notice_checks import (
    SubjectLine,
    read_lines,
    read_subject_sheet,
    read_subjects,
)
from zhisheng.apps.programme.services.notice_sources import (
    hold_notice,
    rewrite_subject,
)
from zhisheng.apps.programme.services.notices import (
    NoticeDraft,
    add_subject,
    conclude_notice,
    create_notice,
    delete_notice,
    publish_notice,
    settle_terms,
    show_result,
    update_notice,
    withdraw_notice,
)
from zhisheng.apps.programme.services.objections import (
    Statement,
    answer_objection,
    answer_objections,
    file_objection,
    look_up_receipt,
    reveal_objector,
)
from zhisheng.apps.programme.services.official_papers import (
    draft_official_paper,
    issue_official_paper,
    update_official_paper,
    write_official_paper,
)
from zhisheng.apps.programme.services.own_drafts import take_over_entry
from zhisheng.apps.programme.services.papers import (
    remove_task_template,
    replace_task_template,
    write_paper,
    write_sample,
)
from zhisheng.apps.programme.services.phoning import reveal_number, reveal_numbers
from zhisheng.apps.programme.services.planning import (
    TaskPlan,
    create_task,
    delete_task,
    update_task,
)
from zhisheng.apps.programme.services.recipients import (
    add_recipients,
    change_filter,
    put_back_recipient,
    queue_filter_change,
    take_out_recipient,
)
from zhisheng.apps.programme.services.remarks import (
    Remark,
    drop_remark,
    write_remark,
)
from zhisheng.apps.programme.services.reminding_reviewers import remind_reviewers
from zhisheng.apps.programme.services.reporting import (
    close_task,
    open_task,
    queue_opening,
    recall_task,
    reopen_task,
    tell_begun_tasks,
)
from zhisheng.apps.programme.services.returning import return_entries
from zhisheng.apps.programme.services.reviewing import (
    pass_entries,
    pass_entry,
    remind_missing,
    reopen_entry,
    return_entry,
)
from zhisheng.apps.programme.services.running_tasks import (
    RunningChange,
    add_asked,
    change_running_task,
)
from zhisheng.apps.programme.services.scans import attach_paper, withdraw_paper
from zhisheng.apps.programme.services.settling import settle_dispute
from zhisheng.apps.programme.services.single_rows import (
    add_row,
    change_row,
    remove_row,
)
from zhisheng.apps.programme.services.staging import (
    fail_import,
    iterate_rows,
    make_context,
    read_into_staging,
)
from zhisheng.apps.programme.services.taking_back import take_back_entry
from zhisheng.apps.programme.services.typed import Filled
from zhisheng.apps.programme.services.uploads import (
    queue_applying,
    queue_withdrawing,
    retry_import,
    upload_roster,
)
from zhisheng.apps.programme.services.withdrawing import withdraw_roster

__all__ = [
    "Asked",
    "Filled",
    "Filler",
    "IssuedLink",
    "LinesTaken",
    "NoticeDraft",
    "NoticeText",
    "Outcome",
    "Remark",
    "Returned",
    "RowsBack",
    "RowsTaken",
    "RunningChange",
    "Statement",
    "SubjectLine",
    "TaskPlan",
    "add_asked",
    "add_recipients",
    "add_row",
    "add_subject",
    "answer_confirmation",
    "answer_objection",
    "answer_objections",
    "apply_roster",
    "ask_enterprises",
    "ask_unasked",
    "attach_paper",
    "change_filter",
    "change_row",
    "change_running_task",
    "choose_helper",
    "close_task",
    "conclude_notice",
    "confirm_entry",
    "confirm_mapping",
    "correct_confirmation",
    "create_notice",
    "create_task",
    "decide_row",
    "delete_notice",
    "delete_task",
    "deny_given_help",
    "draft_official_paper",
    "drop_remark",
    "drop_unnamed_rows",
    "enrol_enterprise",
    "fail_import",
    "file_objection",
    "find_link",
    "follow_enterprises",
    "hold_notice",
    "issue_link",
    "issue_official_paper",
    "iterate_rows",
    "keep_answers",
    "list_unnamed_rows",
    "look_up_receipt",
    "make_blank_roster",
    "make_context",
    "mark_roster",
    "mark_rows",
    "open_link",
    "open_task",
    "open_year",
    "pass_entries",
    "pass_entry",
    "prove_by_digits",
    "publish_notice",
    "put_back_recipient",
    "queue_applying",
    "queue_asking",
    "queue_filter_change",
    "queue_links",
    "queue_opening",
    "queue_withdrawing",
    "read_confirmation",
    "read_into_staging",
    "read_lines",
    "read_subject_sheet",
    "read_subjects",
    "recall_task",
    "record_engagement",
    "record_given_help",
    "remind_missing",
    "remind_reviewers",
    "remove_row",
    "remove_task_template",
    "reopen_entry",
    "reopen_task",
    "replace_task_template",
    "resume_link",
    "retry_import",
    "return_entries",
    "return_entry",
    "reveal_number",
    "reveal_numbers",
    "reveal_objector",
    "rewrite_subject",
    "save_entry",
    "send_confirmation",
    "send_links",
    "settle_dispute",
    "settle_terms",
    "show_result",
    "start_link",
    "submit_entry",
    "take_back_entry",
    "take_back_rows",
    "take_ledger_lines",
    "take_out_recipient",
    "take_over_entry",
    "tell_begun_tasks",
    "update_notice",
    "update_official_paper",
    "update_task",
    "upload_roster",
    "upload_rows",
    "withdraw_notice",
    "withdraw_paper",
    "withdraw_roster",
    "write_confirmation_address",
    "write_marks",
    "write_official_paper",
    "write_paper",
    "write_remark",
    "write_sample",
]
