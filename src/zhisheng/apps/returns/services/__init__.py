"""What changes the dictionary, values, returns and reported totals."""

from zhisheng.apps.returns.services.bulk import (
    BulkResult,
    ChangedValue,
    RevertResult,
    StoredContent,
    record_values_from,
    revert_values,
)
from zhisheng.apps.returns.services.examination import (
    Examination,
    choose_unit,
    examine_return,
    list_previous_values,
)
from zhisheng.apps.returns.services.filings import (
    MONEY_UNITS,
    check_return,
    correct_return,
    open_return,
    save_draft,
    submit_return,
    withdraw_return,
)
from zhisheng.apps.returns.services.prefill import (
    name_source,
    write_measured,
    write_value,
)
from zhisheng.apps.returns.services.reference import (
    load_reference_forms,
    load_reference_indicators,
)
from zhisheng.apps.returns.services.totals import (
    ReportedTotal,
    record_total,
    withdraw_total,
)
from zhisheng.apps.returns.services.wording import (
    Finding,
    describe_refusals,
    describe_result,
    describe_stored,
    describe_value_error,
    name_indicator,
    name_indicators,
)

__all__ = [
    "MONEY_UNITS",
    "BulkResult",
    "ChangedValue",
    "Examination",
    "Finding",
    "ReportedTotal",
    "RevertResult",
    "StoredContent",
    "check_return",
    "choose_unit",
    "correct_return",
    "describe_refusals",
    "describe_result",
    "describe_stored",
    "describe_value_error",
    "examine_return",
    "list_previous_values",
    "load_reference_forms",
    "load_reference_indicators",
    "name_indicator",
    "name_indicators",
    "name_source",
    "open_return",
    "record_total",
    "record_values_from",
    "revert_values",
    "save_draft",
    "submit_return",
    "withdraw_return",
    "withdraw_total",
    "write_measured",
    "write_value",
]
