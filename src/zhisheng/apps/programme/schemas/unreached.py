"""What the list to telephone shows, on its page and as a sheet."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from zhisheng.apps.programme.schemas.imports import Tab
from zhisheng.apps.registry.permissions import may_see_field
from zhisheng.kit.crypto import mask_mobile
from zhisheng.kit.sheets import OutSheet
from zhisheng.ui.tables import Column, Row, Table

if TYPE_CHECKING:
    from zhisheng.apps.accounts.selectors import Actor
    from zhisheng.apps.programme.models import ReportingTask, TaskEntry
    from zhisheng.apps.programme.selectors.unreached import ToTelephone, UnreachedPage


@dataclass(frozen=True, slots=True)
class PhoneSheet:
    """A sheet of the list to download; it begins ``after`` an entry."""

    label: str
    after: str


@dataclass(frozen=True, slots=True)
class PhonePage:
    """Context of the page of those to telephone."""

    task: "ReportingTask"
    total: int
    tabs: tuple[Tab, ...]
    table: Table
    next_url: str
    reason: str
    sheets: tuple[PhoneSheet, ...]


def describe_unreached(
    task: "ReportingTask", found: "UnreachedPage", reason: str, *, reader: "Actor"
) -> PhonePage:
    address = reverse("programme:unreached", args=[task.code])
    total = sum(found.counts.values())
    return PhonePage(
        task=task,
        total=total,
        tabs=(
            Tab(_("全部"), address, not reason, total),
            *(
                Tab(str(one.label), f"{address}?reason={one}", one == reason, number)
                for one, number in found.counts.items()
            ),
        ),
        table=_list_table(found.rows, reader),
        next_url=f"?reason={reason}&after={found.next_after}"
        if found.next_after
        else "",
        reason=reason,
        sheets=tuple(_list_sheets(found.sheets)),
    )


def _list_sheets(sheets: Sequence[int | None]) -> Iterator[PhoneSheet]:
    if len(sheets) == 1:
        yield PhoneSheet(_("下载电话名单"), "")
        return
    for number, after in enumerate(sheets, 1):
        label = _("下载电话名单，第 {number} 批").format(number=number)
        yield PhoneSheet(label, str(after or ""))


def write_phone_sheet(
    rows: Iterable["ToTelephone"], numbers: Mapping[int, str]
) -> OutSheet:
    """Write the list with the numbers that were revealed, and room for what was said."""
    header = [_("填报对象"), _("联系人"), _("联系电话"), _("为什么提醒不到"),
              _("管它的单位"), _("打电话的结果")]  # fmt: skip
    return OutSheet(
        _("电话名单"),
        header,
        ([*_tell_open(one, numbers), ""] for one in rows),
        widths=(34, 12, 18, 22, 28, 30),
    )


def _tell_open(one: "ToTelephone", numbers: Mapping[int, str]) -> tuple[str, ...]:
    number = numbers.get(one.entry.pk, "")
    return _tell(one, number, is_open=bool(number))


def _list_table(rows: Iterable["ToTelephone"], reader: "Actor") -> Table:
    return Table(
        columns=(
            Column("entry", _("填报对象")),
            Column("person", _("联系人")),
            Column("phone", _("联系电话")),
            Column("why", _("为什么提醒不到")),
            Column("office", _("管它的单位")),
        ),
        rows=tuple(_show(one, reader) for one in rows),
        caption=_("电话名单"),
    )


def _show(one: "ToTelephone", reader: "Actor") -> Row:
    enterprise = one.entry.enterprise
    is_open = enterprise is not None and may_see_field(reader, "contact", enterprise)
    masked = mask_mobile(enterprise.contact_phone) if enterprise and is_open else ""
    cells = tuple(cell or "—" for cell in _tell(one, masked, is_open=is_open))
    return Row(
        cells, url=reverse("programme:entry", args=[one.entry.task.code, one.entry.pk])
    )


def _tell(one: "ToTelephone", number: str, *, is_open: bool) -> tuple[str, ...]:
    """Tell whom to call; who may not see the contact is shown neither name nor number."""
    enterprise = one.entry.enterprise
    person = enterprise.contact_name if enterprise is not None and is_open else ""
    phone = number or _find_office_phone(one.entry)
    return one.entry.name, person, phone, str(one.reason.label), one.office


def _find_office_phone(entry: "TaskEntry") -> str:
    organisation = entry.organisation
    unit = organisation.unit if organisation is not None else None
    return unit.phone if unit is not None else ""
