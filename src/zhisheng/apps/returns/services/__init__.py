"""What changes the dictionary, values, returns and reported totals."""

from zhisheng.apps.returns.services.bulk import (
    BulkResult,
    ChangedValue,
    RevertResult,
    StoredContent,
    record_values_from,
    revert_values,
)
from zhisheng.apps.returns.services.reference import (
    load_reference_forms,
    load_reference_indicators,
)

__all__ = [
    "BulkResult",
    "ChangedValue",
    "RevertResult",
    "StoredContent",
    "load_reference_forms",
    "load_reference_indicators",
    "record_values_from",
    "revert_values",
]
