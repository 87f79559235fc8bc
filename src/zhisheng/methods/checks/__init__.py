"""Plain plausibility checks of declared values: named rules, no statistics.

A refused value cannot be true or was misread; a warning can be true and stands once
somebody gives the reason.
"""

from zhisheng.methods.checks.columns import (
    find_copied_rows,
    find_jumps,
    find_negative,
    find_percent_out_of_range,
    find_profit_over_revenue,
    find_rates_over_hundred,
    find_unchanged_rows,
    find_unit_slips,
)
from zhisheng.methods.checks.declarations import Context, Measure, check_values
from zhisheng.methods.checks.rules import (
    RULES,
    CheckResult,
    Rule,
    Severity,
    make_result,
)

__all__ = [
    "RULES",
    "CheckResult",
    "Context",
    "Measure",
    "Rule",
    "Severity",
    "check_values",
    "find_copied_rows",
    "find_jumps",
    "find_negative",
    "find_percent_out_of_range",
    "find_profit_over_revenue",
    "find_rates_over_hundred",
    "find_unchanged_rows",
    "find_unit_slips",
    "make_result",
]
