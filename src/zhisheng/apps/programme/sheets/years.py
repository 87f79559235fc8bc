"""Settle the programme year of a row."""

from typing import Any

from django.utils.translation import gettext_noop as _

from zhisheng.apps.programme.sheets.rows import Reason, RosterRow
from zhisheng.kit.sheets.values import Parsed

# No roster of helped enterprises is older; an earlier year is a slip.
EARLIEST_YEAR = 2015


def settle_year(
    row: RosterRow, values: dict[str, Parsed[Any]], column: int | None, *, latest: int
) -> None:
    """Take the year of the row's own cell, unless no programme can be of that year.

    A slip would open a ledger of that year, so the row is refused and reads on in the
    year of the import.
    """
    parsed = values.get("year")
    if parsed is None or parsed.value is None:
        return
    if EARLIEST_YEAR <= parsed.value <= latest:
        row.year = parsed.value
        return
    data = {
        "year": str(parsed.value),
        "earliest": str(EARLIEST_YEAR),
        "latest": str(latest),
    }
    row.reasons.append(
        Reason(
            "year",
            "refused",
            _("帮扶年度不会是 {year} 年。"),
            _("请核对年度，应在 {earliest} 年至 {latest} 年之间。"),
            text=str(parsed.value),
            column=column,
            data=data,
        )
    )
