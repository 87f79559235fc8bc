"""What changes the dictionary, values, returns and reported totals."""

from zhisheng.apps.returns.services.bulk import (
    BulkResult,
    ChangedValue,
    StoredContent,
    record_values_from,
)
from zhisheng.apps.returns.services.examination import (
    Examination,
    choose_unit,
    examine_return,
    list_previous_values,
)
from zhisheng.apps.returns.services.filings import (
    MONEY_UNITS,
    Answers,
    check_return,
    correct_return,
    file_return,
    open_return,
    save_draft,
    submit_return,
    withdraw_return,
)
from zhisheng.apps.returns.services.prefill import (
    show_measured,
    write_value,
)
from zhisheng.apps.returns.services.reference import (
    load_reference_forms,
    load_reference_indicators,
)
from zhisheng.apps.returns.services.reverting import (
    RevertResult,
    revert_values,
)
from zhisheng.apps.returns.services.sheet_checks import CheckedRow, check_sheet
from zhisheng.apps.returns.services.sheet_import import (
    apply_sheet,
    check_upload,
    fail_sheet,
    queue_applying,
    queue_withdrawing,
    retry_sheet,
    upload_sheet,
    withdraw_sheet,
)
from zhisheng.apps.returns.services.sheet_marking import mark_sheet, write_marks
from zhisheng.apps.returns.services.totals import (
    ReportedTotal,
    record_total,
    record_total_text,
    withdraw_total,
)
from zhisheng.apps.returns.services.wording import (
    Finding,
    describe_refusals,
    describe_result,
    describe_stored,
    describe_unreadable,
    describe_value_error,
    name_indicator,
    name_indicators,
)

__all__ = [
    "MONEY_UNITS",
    "Answers",
    "BulkResult",
    "ChangedValue",
    "CheckedRow",
    "Examination",
    "Finding",
    "ReportedTotal",
    "RevertResult",
    "StoredContent",
    "apply_sheet",
    "check_return",
    "check_sheet",
    "check_upload",
    "choose_unit",
    "correct_return",
    "describe_refusals",
    "describe_result",
    "describe_stored",
    "describe_unreadable",
    "describe_value_error",
    "examine_return",
    "fail_sheet",
    "file_return",
    "list_previous_values",
    "load_reference_forms",
    "load_reference_indicators",
    "mark_sheet",
    "name_indicator",
    "name_indicators",
    "open_return",
    "queue_applying",
    "queue_withdrawing",
    "record_total",
    "record_total_text",
    "record_values_from",
    "retry_sheet",
    "revert_values",
    "save_draft",
    "show_measured",
    "submit_return",
    "upload_sheet",
    "withdraw_return",
    "withdraw_sheet",
    "withdraw_total",
    "write_marks",
    "write_value",
]
