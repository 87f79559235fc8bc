"""Settle the programme year of a row."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_noop as _

from zhisheng.apps.programme.sheets.rows import Reason, RosterRow
from zhisheng.kit.sheets.values import Parsed

if TYPE_CHECKING:
    from zhisheng.apps.programme.sheets.reading import RosterContext

# No roster of helped enterprises is older; an earlier year is a slip.
EARLIEST_YEAR = 2015


def settle_year(
    row: RosterRow,
    values: dict[str, Parsed[Any]],
    column: int | None,
    context: "RosterContext",
) -> None:
    """Take the year of the row's own cell, unless no programme is of that year.

    A slip would open a ledger of that year, so the row is refused and reads on in the
    year of the import. Where a roster is checked before any year was opened, a likely
    one will do.
    """
    parsed = values.get("year")
    if parsed is None or parsed.value is None:
        return
    year = parsed.value
    likely = range(EARLIEST_YEAR, context.latest_year + 1)
    if year in (context.years or likely):
        row.year = year
    elif context.years:
        row.reasons.append(_tell_opened(year, column, context.years))
    else:
        row.reasons.append(_tell_likely(year, column, likely))


def _tell_opened(year: int, column: int | None, years: frozenset[int]) -> Reason:
    names = "、".join(map(str, sorted(years)))
    return _refuse(
        year,
        column,
        _("没有 {year} 年度的提升行动。"),
        _("请核对年度；已设立的年度：{years}。"),
        {"years": names},
    )


def _tell_likely(year: int, column: int | None, likely: range) -> Reason:
    return _refuse(
        year,
        column,
        _("帮扶年度不会是 {year} 年。"),
        _("请核对年度，应在 {earliest} 年至 {latest} 年之间。"),
        {"earliest": str(likely[0]), "latest": str(likely[-1])},
    )


def _refuse(
    year: int, column: int | None, message: str, cure: str, data: dict[str, str]
) -> Reason:
    data = {"year": str(year)} | data
    return Reason(
        "year", "refused", message, cure, text=str(year), column=column, data=data
    )
