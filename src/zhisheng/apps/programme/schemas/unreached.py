"""What the list to telephone shows, on its page and as a sheet."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zhisheng.apps.programme.choices import Unreached
from zhisheng.apps.programme.schemas.imports import Tab
from zhisheng.apps.programme.schemas.moved import name_office, tell_moved
from zhisheng.apps.programme.selectors.unreached import WITH_NUMBER, WITHOUT_NUMBER
from zhisheng.apps.registry.permissions import list_seen
from zhisheng.kit.crypto import mask_mobile
from zhisheng.kit.sheets import OutSheet

if TYPE_CHECKING:
    from zhisheng.apps.accounts.selectors import Actor
    from zhisheng.apps.programme.models import ReportingTask, TaskEntry
    from zhisheng.apps.programme.selectors.unreached import ToTelephone, UnreachedPage

# What a telephone dials of a number as people write it: up to an extension or another one.
DIALLED = re.compile(r"\+?[\d\s()（）-]+")
# Nobody of them has an account that texts reach, whatever number is on record.
WITHOUT_ACCOUNT = {
    Unreached.NO_ACCOUNT: gettext_noop("没有账号，登记的联系电话可以打"),
    Unreached.NO_ADDRESS: gettext_noop("没有可发短信的账号，登记的联系电话可以打"),
}


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """One to telephone; ``dial`` is empty while the number is masked or not known."""

    number: int
    name: str
    person: str
    phone: str
    dial: str
    why: str
    office: str
    may_reveal: bool
    # Where it went, where it is no longer the office's own.
    moved: str = ""


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
    phone_tabs: tuple[Tab, ...]
    lines: tuple[PhoneLine, ...]
    next_url: str
    reason: str
    phone: str
    sheets: tuple[PhoneSheet, ...]


def describe_unreached(
    task: "ReportingTask",
    found: "UnreachedPage",
    reason: str,
    phone: str = "",
    *,
    reader: "Actor",
    numbers: Mapping[int, str] = MappingProxyType({}),
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
        phone_tabs=_list_phone_tabs(found, reason, phone, address),
        lines=describe_lines(found.rows, reader=reader, numbers=numbers),
        next_url=f"?reason={reason}&phone={phone}&after={found.next_after}"
        if found.next_after
        else "",
        reason=reason,
        phone=phone,
        sheets=tuple(_list_sheets(found.sheets)),
    )


def _list_phone_tabs(
    found: "UnreachedPage", reason: str, phone: str, address: str
) -> tuple[Tab, ...]:
    """Part those with a number from those without, where there are both."""
    without = found.shown - found.with_number
    if not phone and not (found.with_number and without):
        return ()
    offered = (
        ("", _("不限"), found.shown),
        (WITH_NUMBER, _("有号码的"), found.with_number),
        (WITHOUT_NUMBER, _("没有号码的"), without),
    )
    return tuple(
        Tab(label, f"{address}?reason={reason}&phone={code}", code == phone, number)
        for code, label, number in offered
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
    person = _name_contact(one) if number else ""
    phone = number or _find_office_phone(one.entry)
    moved = tell_moved(one.moved) if one.moved and not phone else ""
    why = str(one.reason.label)
    return one.entry.name, person, phone or moved, why, _name_office(one)


def _name_office(one: "ToTelephone") -> str:
    return name_office(one.moved) if one.moved else one.office


def describe_lines(
    rows: Sequence["ToTelephone"], *, reader: "Actor", numbers: Mapping[int, str]
) -> tuple[PhoneLine, ...]:
    """Tell whom to call; who may not see the contact is shown neither name nor number."""
    enterprises = [one.entry.enterprise for one in rows if one.entry.enterprise]
    seen = list_seen(reader, "contact", enterprises)
    return tuple(_describe_line(one, seen, numbers) for one in rows)


def _describe_line(
    one: "ToTelephone", seen: Collection[int], numbers: Mapping[int, str]
) -> PhoneLine:
    enterprise = one.entry.enterprise
    is_open = enterprise is not None and enterprise.pk in seen
    kept = enterprise.contact_phone if enterprise is not None and is_open else ""
    known = numbers.get(one.entry.pk, "") or _find_office_phone(one.entry)
    return PhoneLine(
        number=one.entry.pk,
        name=one.entry.name,
        person=_name_contact(one) if is_open else "",
        phone=known or mask_mobile(kept),
        dial=write_dial(known),
        why=_tell_why(one, has_phone=bool(kept)),
        office=_name_office(one),
        may_reveal=bool(kept) and not known,
        moved=tell_moved(one.moved) if one.moved else "",
    )


def _name_contact(one: "ToTelephone") -> str:
    return one.entry.enterprise.contact_name if one.entry.enterprise else ""


def write_dial(phone: str) -> str:
    """Write a number as a telephone dials it, empty where none begins the text."""
    found = DIALLED.match(phone.strip())
    return re.sub(r"[^\d+]", "", found.group()) if found else ""


def _tell_why(one: "ToTelephone", *, has_phone: bool) -> str:
    told = WITHOUT_ACCOUNT.get(one.reason) if has_phone else None
    return _(told) if told else str(one.reason.label)


def _find_office_phone(entry: "TaskEntry") -> str:
    organisation = entry.organisation
    unit = organisation.unit if organisation is not None else None
    return unit.phone if unit is not None else ""
