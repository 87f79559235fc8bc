"""Checks of a row against itself, and of rows against each other."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext_noop as _

from zhisheng.apps.programme.sheets.rows import Reason, RosterRow
from zhisheng.methods.linkage import name_key

# Ten thousand is the slip between yuan and 万元; growth of a hundredfold is not one.
SLIP_RATIO = Decimal(1000)
_NO_NAME = _("企业名称是公式，文件里没有存下结果。")
SLIP_INDICATORS = ("revenue", "profit", "quality_cost", "sales")


def check_row(row: RosterRow) -> None:
    """Add the reasons that follow from the row's own values."""
    row.name_key = name_key(row.name) if row.name else ""
    if not row.name:
        _refuse_nameless(row)
    _check_dates(row)
    _check_unit_slips(row)


def mark_repeated(
    rows: Iterable[RosterRow], seen: dict[tuple[object, ...], RosterRow]
) -> None:
    """Mark rows that repeat the code, year and body of an earlier row of the file.

    The same code with another name may be either enterprise, whatever the year and the
    body: a person decides.
    """
    for row in rows:
        if row.status == "refused":
            continue
        namesake = seen.setdefault((row.uscc,), row) if row.uscc else row
        if namesake.name_key != row.name_key:
            row.reasons.append(_another_name(row, namesake))
            continue
        identity = row.uscc or (row.name_key, row.region)
        first = seen.setdefault((identity, row.year, row.helper_key), row)
        if first is not row:
            row.reasons.append(_duplicate(row, first))


def _refuse_nameless(row: RosterRow) -> None:
    """Refuse a row whose name is a formula that nobody ever calculated."""
    if any(r.field == "name" and r.severity == "refused" for r in row.reasons):
        return
    row.reasons = [
        replace(reason, severity="refused", message=_NO_NAME)
        if reason.field == "name"
        else reason
        for reason in row.reasons
    ]


def _check_dates(row: RosterRow) -> None:
    if row.help_start and row.help_end and row.help_end < row.help_start:
        row.reasons.append(
            Reason(
                "help_end",
                "refused",
                _("帮扶结束日期（{end}）早于开始日期（{start}）。"),
                _("请核对起止日期。"),
                text=str(row.help_end),
                data=row.days,
            )
        )


def _check_unit_slips(row: RosterRow) -> None:
    values = {(one.indicator, one.period): one.value for one in row.values}
    years = str(row.year - 1), str(row.year)
    for indicator in SLIP_INDICATORS:
        before, after = (values.get((indicator, year)) for year in years)
        if not before or not after or (before < 0) != (after < 0):
            continue
        low, high = sorted((abs(before), abs(after)))
        if high >= low * SLIP_RATIO:
            row.reasons.append(
                Reason(
                    f"{indicator}_after",
                    "warning",
                    _("前后两个数相差 {ratio} 倍，可能是单位填错。"),
                    _("请核对单位是元还是万元；确实如此可不改。"),
                    data={"ratio": _show_ratio(after / before)},
                )
            )


def _show_ratio(ratio: Decimal) -> str:
    return f"{(ratio if ratio > 1 else 1 / ratio):,.0f}"


def _another_name(row: RosterRow, first: RosterRow) -> Reason:
    is_here = first.sheet == row.sheet
    return Reason(
        "name",
        "to_confirm",
        _("同一代码在第 {row} 行写作“{first}”，这里写作“{name}”。")
        if is_here
        else _("同一代码在工作表“{sheet}”第 {row} 行写作“{first}”，这里写作“{name}”。"),
        _("请确认是同一家企业，还是代码填错。"),
        text=row.name,
        data=tell_place(first, row) | {"first": first.name, "name": row.name},
    )


def _duplicate(row: RosterRow, first: RosterRow) -> Reason:
    is_here = first.sheet == row.sheet
    return Reason(
        "duplicate",
        "refused",
        _("与第 {row} 行重复：同一企业、同一年度、同一帮扶机构。")
        if is_here
        else _("与工作表“{sheet}”第 {row} 行重复：同一企业、同一年度、同一帮扶机构。"),
        _("请删除其中一行。"),
        data=tell_place(first, row),
    )


def tell_place(first: RosterRow, row: RosterRow) -> dict[str, str]:
    """Return where the earlier row stands; its sheet where that is another one."""
    place = {"row": str(first.row)}
    if first.sheet != row.sheet:
        place["sheet"] = first.sheet or ""
    return place
