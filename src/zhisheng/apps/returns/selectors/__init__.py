"""What can be read of the dictionary, values, returns and reported totals."""

from zhisheng.apps.returns.selectors.filings import (
    DueReturn,
    Step,
    get_form,
    get_governed_return_for,
    get_open_periods,
    get_own_enterprise_for,
    get_own_return_for,
    get_readable_enterprise_for,
    get_return_for,
    is_form_open,
    is_survey,
    list_closed_forms,
    list_due_for,
    list_governed_enterprises_for,
    list_indicators,
    list_own_enterprises_for,
    list_own_returns_for,
    list_returns_for,
    list_steps,
)
from zhisheng.apps.returns.selectors.sheets import (
    get_sheet_import_for,
    list_sheet_imports_for,
)
from zhisheng.apps.returns.selectors.totals import (
    get_total_for,
    list_totals,
    list_totals_for,
)
from zhisheng.apps.returns.selectors.values import list_effective_values

__all__ = [
    "DueReturn",
    "Step",
    "get_form",
    "get_governed_return_for",
    "get_open_periods",
    "get_own_enterprise_for",
    "get_own_return_for",
    "get_readable_enterprise_for",
    "get_return_for",
    "get_sheet_import_for",
    "get_total_for",
    "is_form_open",
    "is_survey",
    "list_closed_forms",
    "list_due_for",
    "list_effective_values",
    "list_governed_enterprises_for",
    "list_indicators",
    "list_own_enterprises_for",
    "list_own_returns_for",
    "list_returns_for",
    "list_sheet_imports_for",
    "list_steps",
    "list_totals",
    "list_totals_for",
]
