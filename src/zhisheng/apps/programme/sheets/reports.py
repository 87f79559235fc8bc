"""The report of an import: one entry per row, as people and programs read it."""

from decimal import Decimal
from typing import Any

from zhisheng.apps.programme.selectors import show_reason
from zhisheng.apps.programme.sheets.rows import RosterRow


def report_row(row: RosterRow) -> dict[str, Any]:
    """Return what was read of a row and why it is not simply accepted."""
    return {
        "sheet": row.sheet,
        "row": row.row,
        "year": row.year,
        "status": row.status,
        "reasons": row.list_reason_fields(),
        "name": row.name or None,
        "uscc": row.uscc or None,
        "region": row.region or None,
        "industry": row.industry or None,
        "employees": row.employees,
        "revenue_before_yuan": write_yuan(row.get_value("revenue", str(row.year - 1))),
        "revenue_after_yuan": write_yuan(row.get_value("revenue", str(row.year))),
        "help_start": row.help_start.isoformat() if row.help_start else None,
        "help_end": row.help_end.isoformat() if row.help_end else None,
        "details": [show_reason(reason.as_dict()) for reason in row.reasons],
        **_report_range(row, "before", row.year - 1),
        **_report_range(row, "after", row.year),
    }


def _report_range(
    row: RosterRow, side: str, year: int
) -> dict[str, int | float | None]:
    """Return the two ends of an amount that is a range; of one that is none, nothing."""
    staged = row.find_value("revenue", str(year))
    if staged is None or staged.low is None:
        return {}
    return {
        f"revenue_{side}_low_yuan": write_yuan(staged.low),
        f"revenue_{side}_high_yuan": write_yuan(staged.high),
    }


def write_yuan(value: Decimal | None) -> int | float | None:
    """Return a whole amount as a whole number: 3500万元 is 35000000."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
