"""The helps and values of one enterprise as tables that lead to each app's own page."""

from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from zhisheng.apps.desk.selectors import EnterpriseWork
from zhisheng.apps.programme.selectors import write_approximate
from zhisheng.apps.returns.models import Value
from zhisheng.kit.language import is_english, say
from zhisheng.ui.formats import format_exact_count, format_money, format_percent
from zhisheng.ui.tables import Column, Row, Table


def tabulate_helps(work: EnterpriseWork) -> Table:
    """Show who helped when and how; a year leads to its entry in the ledger."""
    columns = (
        Column("year", _("年度")),
        Column("helper", _("帮扶机构")),
        Column("kind", _("帮扶种类")),
    )
    ledger = reverse("programme:enrol", args=[work.enterprise.code])
    rows = tuple(
        Row(
            cells=(
                str(one.year),
                one.helper.name,
                one.get_help_kind_display() or one.method or _("方式未填"),
            ),
            url=f"{ledger}?year={one.year}",
        )
        for one in work.helps
    )
    return Table(columns, rows)


def tabulate_values(work: EnterpriseWork) -> Table:
    columns = (
        Column("indicator", _("指标")),
        Column("period", _("年度")),
        Column("value", _("数值"), is_number=True),
        Column("declared_by", _("由谁填报")),
    )
    rows = tuple(
        Row(
            (
                (is_english() and one.indicator.english_name) or one.indicator.name,
                one.period,
                write_approximate(one, _write_value(one)),
                one.declared_by.name,
            )
        )
        for one in work.values
    )
    return Table(columns, rows)


def _write_value(value: Value) -> str:
    """Write a value with its unit; a range stays one."""
    ends = (value.low, value.high) if value.value is None else (value.value,)
    unit = value.indicator.unit
    return "–".join(_write_number(end, unit) for end in ends if end is not None)


def _write_number(number: Decimal, unit: str) -> str:
    if unit == "%":
        return format_percent(number / 100)
    money, slash, per = unit.partition("/")
    if money == "元":
        return format_money(number) + (f"/{say(per)}" if slash else "")
    return f"{format_exact_count(number)} {say(unit)}"
