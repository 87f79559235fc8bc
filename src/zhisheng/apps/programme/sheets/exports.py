"""The ledger as a table: the same columns and cells on the page and in the export."""

from collections.abc import Iterable
from datetime import date
from io import BytesIO

from django.utils.translation import gettext as _

from zhisheng.apps.programme.models import Engagement, Enrolment
from zhisheng.kit.language import join_words
from zhisheng.kit.sheets import OutSheet, write_xlsx
from zhisheng.ui.formats import format_dated


def list_ledger_columns() -> list[tuple[str, str]]:
    return [
        ("name", _("企业名称")),
        ("region", _("所在地")),
        ("willingness", _("提升意愿")),
        ("potential", _("提升潜力")),
        ("selected", _("入选")),
        ("helpers", _("帮扶机构")),
        ("kinds", _("帮扶种类")),
        ("period", _("起止日期")),
    ]


def list_ledger_cells(enrolment: Enrolment) -> list[str]:
    """Return the cells of one ledger row, the same on the page and in the export."""
    engagements = enrolment.engagements_of_year
    return [
        enrolment.shown_name,
        enrolment.shown_region,
        str(enrolment.get_willingness_display()),
        str(enrolment.get_potential_display()),
        _show_selected(enrolment),
        join_words(dict.fromkeys(item.helper.name for item in engagements)),
        join_words(_list_kinds(engagements)),
        join_words(_show_period(item) for item in engagements if item.started_on),
    ]


def list_export_columns() -> list[tuple[str, str]]:
    """Return the columns of the sheet, named as the county's ledger form calls them."""
    told = dict(list_ledger_columns()) | {"selected": _("是否列入帮扶")}
    rest = [pair for pair in told.items() if pair[0] != "name"]
    return [("name", told["name"]), ("code", _("统一社会信用代码")), *rest]


def map_export_cells(enrolment: Enrolment) -> dict[str, str]:
    """Return a row of the sheet, in the words that the county's ledger form reads."""
    cells = dict(
        zip(dict(list_ledger_columns()), list_ledger_cells(enrolment), strict=True)
    )
    chosen = {None: "", True: _("是"), False: _("否")}
    potential = {"strong": _("大"), "medium": _("中"), "weak": _("小")}
    cells["selected"] = chosen[enrolment.is_selected]
    cells["potential"] = potential.get(enrolment.potential, "")
    # What a reader may not see of a record is not told by its code either.
    code = enrolment.enterprise.uscc if enrolment.is_readable else ""
    return cells | {"code": code}


def write_confirmation_links(links: Iterable[tuple[Engagement, str]]) -> bytes:
    """Return a workbook with the link at which each enterprise confirms its help."""
    out = BytesIO()
    header = [_("企业名称"), _("帮扶种类"), _("起止日期"), _("确认链接")]
    rows = (
        [
            one.shown_name,
            str(one.get_help_kind_display()) or one.method,
            _show_period(one) if one.started_on else "",
            address,
        ]
        for one, address in links
    )
    write_xlsx(out, [OutSheet(_("确认链接"), header, rows)])
    return out.getvalue()


def _show_selected(enrolment: Enrolment) -> str:
    if enrolment.is_selected is None:
        return ""
    return _("入选") if enrolment.is_selected else _("未入选")


def _list_kinds(engagements: Iterable[Engagement]) -> list[str]:
    kinds = (
        str(item.get_help_kind_display()) for item in engagements if item.help_kind
    )
    return list(dict.fromkeys(kinds))


def _show_period(engagement: Engagement) -> str:
    started = _show_date(engagement.started_on, engagement.started_precision)
    return f"{started}–{_show_date(engagement.ended_on, engagement.ended_precision)}"


def _show_date(day: date | None, precision: str) -> str:
    return format_dated(day, precision) if day else ""
