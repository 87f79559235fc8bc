"""Doubt a figure that no small enterprise has; the bounds are dated reference data."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop as _

from zhisheng.apps.programme.sheets.columns import Measure
from zhisheng.apps.programme.sheets.rows import Reason, RosterRow
from zhisheng.kit.sheets import CellValue
from zhisheng.kit.sheets.texts import narrow
from zhisheng.kit.sheets.values import NumberRange, Parsed
from zhisheng.reference.plausibility import find_bound

if TYPE_CHECKING:
    from zhisheng.apps.programme.sheets.cells import Column

TINY, MANY = "amount_per_head_tiny", "staff_beyond_small"
# A cell that names its unit itself.
WITH_UNIT = re.compile(r"[元块圆万千百亿¥￥]|rmb|cny|\dw", re.IGNORECASE)


def doubt_figures(row: RosterRow, columns: Sequence["Column"], position: int) -> None:
    """Warn of amounts too small for the people there are, and of too many people."""
    on = date(row.year, 1, 1)
    people = row.employees or 1
    most = find_bound(MANY, on)
    if most is not None and most.most is not None and people > most.most:
        row.reasons.append(_tell_many(people, most.most))
        # Nothing is judged by a number that is doubted itself.
        people = 1
    least = find_bound(TINY, on)
    if least is None or least.least is None:
        return
    for column in columns:
        if column.measure and column.measure.indicator in least.indicators:
            _doubt_amount(row, column, position, least.least * people)


def _doubt_amount(row: RosterRow, column: "Column", position: int, limit: int) -> None:
    cell = column.cells[position]
    amount = cell.value if isinstance(cell, Parsed) else None
    amount = amount.high if isinstance(amount, NumberRange) else amount
    if not isinstance(amount, Decimal) or not 0 < amount < limit:
        return
    is_told = column.has_unit or _names_unit(column.filled[position])
    if not (is_told and _is_slip_told(row, column.measure)):
        row.reasons.append(_tell_tiny(column, row.year, amount, is_told=is_told))


def _names_unit(written: CellValue) -> bool:
    return isinstance(written, str) and WITH_UNIT.search(narrow(written)) is not None


def _is_slip_told(row: RosterRow, measure: Measure | None) -> bool:
    """Whether the row is warned already that the two years differ by a unit."""
    field = f"{measure.indicator}_after" if measure else ""
    return any(one.field == field and "ratio" in one.data for one in row.reasons)


def _tell_tiny(
    column: "Column", year: int, amount: Decimal, *, is_told: bool
) -> Reason:
    return Reason(
        column.name_measured(year),
        "warning",
        _("全年只有 {amount} 元，一般不会这么少，可能是单位写错了。")
        if is_told
        else _("没有写单位，按元读全年只有 {amount} 元，一般不会这么少。"),
        _("请核对单位是元还是万元；确实如此可不改。")
        if is_told
        else _(
            "请在表头写明单位，如“帮扶前营业收入（万元）”，改好再上传；确实如此可不改。"
        ),
        column=column.number,
        data={"amount": f"{amount.normalize():,f}", "rule": TINY},
    )


def _tell_many(employees: int, most: int) -> Reason:
    return Reason(
        "employees",
        "warning",
        _("有 {employees} 人，帮扶名单里的企业很少超过 {most} 人。"),
        _("请核对人数，是否多写了零；确实如此可不改。"),
        data={"employees": f"{employees:,}", "most": f"{most:,}", "rule": MANY},
    )
