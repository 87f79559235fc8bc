"""What the programme app reads; the public door of its selectors."""

from zhisheng.apps.programme.selectors.alike import (
    count_applied_alike,
    list_alike,
)
from zhisheng.apps.programme.selectors.changes import (
    FieldChange,
    PlaceNames,
    stage_values,
)
from zhisheng.apps.programme.selectors.imports import (
    APPLICABLE,
    count_open_rows,
    count_rows,
    find_helper,
    get_import,
    get_import_for,
    get_row_for,
    has_stopped,
    iterate_marks,
    list_imports_for,
    list_kept_for,
    list_uploading_organisations_for,
)
from zhisheng.apps.programme.selectors.ledger import (
    count_helped_for,
    get_enrolment,
    get_enterprise_row_for,
    get_own_enterprise_for,
    iterate_ledger_for,
    list_engagements_of,
    list_helpers,
    list_ledger_for,
)
from zhisheng.apps.programme.selectors.pages import (
    Page,
)
from zhisheng.apps.programme.selectors.pending_entries import (
    CHANGEABLE,
    DATE_PAIRS,
    DATES,
    LEDGER_CHANGEABLE,
    PendingEntry,
    compare_enrolment,
    is_in_order,
    list_pending_enrolments,
    list_pending_helps,
)
from zhisheng.apps.programme.selectors.previews import (
    RowPreview,
    get_preview_for,
    list_rows_for,
)
from zhisheng.apps.programme.selectors.senders import (
    Sender,
    find_changeable,
    find_reported,
    find_visible,
    list_changeable,
)
from zhisheng.apps.programme.selectors.wording import (
    write_approximate,
    write_exact,
    write_rounded,
)
from zhisheng.apps.programme.selectors.years import (
    get_current_year,
    get_latest_ledger_year,
    list_years,
)

__all__ = [
    "APPLICABLE",
    "CHANGEABLE",
    "DATES",
    "DATE_PAIRS",
    "LEDGER_CHANGEABLE",
    "FieldChange",
    "Page",
    "PendingEntry",
    "PlaceNames",
    "RowPreview",
    "Sender",
    "compare_enrolment",
    "count_applied_alike",
    "count_helped_for",
    "count_open_rows",
    "count_rows",
    "find_changeable",
    "find_helper",
    "find_reported",
    "find_visible",
    "get_current_year",
    "get_enrolment",
    "get_enterprise_row_for",
    "get_import",
    "get_import_for",
    "get_latest_ledger_year",
    "get_own_enterprise_for",
    "get_preview_for",
    "get_row_for",
    "has_stopped",
    "is_in_order",
    "iterate_ledger_for",
    "iterate_marks",
    "list_alike",
    "list_changeable",
    "list_engagements_of",
    "list_helpers",
    "list_imports_for",
    "list_kept_for",
    "list_ledger_for",
    "list_pending_enrolments",
    "list_pending_helps",
    "list_rows_for",
    "list_uploading_organisations_for",
    "list_years",
    "stage_values",
    "write_approximate",
    "write_exact",
    "write_rounded",
]
