"""What the pages show of what another filter would do to an open task, before it does."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from zhisheng.apps.programme.choices import Audience
from zhisheng.apps.programme.models import ReportingTask
from zhisheng.apps.programme.schemas.imports import Tab
from zhisheng.apps.programme.schemas.task_audiences import tell_asked
from zhisheng.apps.programme.selectors.changed_names import (
    CHANGED_LISTS,
    ChangedList,
    ChangedName,
    list_changed_names,
)
from zhisheng.apps.programme.selectors.recipients import FilterChange, TaskFilter
from zhisheng.kit.language import join_sentences
from zhisheng.ui.tables import Column, Row, Table

NARROWING = ("area", "industry", "enrolled_year", "level")
# As many names as an officer takes in at a glance; the full list is a page of its own.
SHOWN = 10


@dataclass(frozen=True, slots=True)
class ShownName:
    """One whom another filter concerns; who has begun leads to what was filled in."""

    name: str
    unit: str
    url: str


@dataclass(frozen=True, slots=True)
class NamesOfChange:
    """The first of those another filter adds, takes out or leaves, and how many more."""

    label: str
    names: tuple[ShownName, ...]
    rest: str
    url: str


@dataclass(frozen=True, slots=True)
class ChangePreview:
    """What another filter would do, in words, by name, and as it is confirmed."""

    text: str
    seen: str
    lists: tuple[NamesOfChange, ...]
    takes_out: bool


@dataclass(frozen=True, slots=True)
class ChangedNamesPage:
    """Context of the page with all names of one list."""

    task: ReportingTask
    back: str
    tabs: tuple[Tab, ...]
    table: Table
    next_url: str


def read_filter(typed: Mapping[str, Any]) -> TaskFilter:
    industry = typed.get("industry")
    return TaskFilter(
        area=typed.get("area"),
        industry=industry.code if industry else "",
        enrolled_year=typed.get("enrolled_year"),
        level=typed.get("level") or "",
    )


def read_seen(text: str) -> FilterChange | None:
    """Return what somebody saw of a change, None where nothing was shown yet."""
    parts = text.split("-")
    if len(parts) != 3 or not all(one.isascii() and one.isdigit() for one in parts):
        return None
    return FilterChange(*(int(one[:9]) for one in parts))


def read_list(text: str | None) -> ChangedList:
    return next((one for one in CHANGED_LISTS if one == text), CHANGED_LISTS[0])


def tell_change(task: ReportingTask, change: FilterChange) -> str:
    """Say what another filter would do: adds N, takes out M, and K stay."""
    adds, leaves = tell_asked(task, change.adds), tell_asked(task, change.leaves)
    told = _("增加 {adds}，去掉 {leaves}。").format(adds=adds, leaves=leaves)
    stay = _("另有 {begun}不符合新条件，但已经开始填，仍然留下。")
    begun = tell_asked(task, change.begun)
    return join_sentences(told, stay.format(begun=begun)) if change.begun else told


def preview_change(
    task: ReportingTask, wanted: TaskFilter, change: FilterChange, typed: QueryDict
) -> ChangePreview:
    """Show the numbers, and of each list the first names."""
    seen = f"{change.adds}-{change.leaves}-{change.begun}"
    return ChangePreview(
        text=tell_change(task, change),
        seen="" if change.is_idle else seen,
        lists=tuple(_list_names(task, wanted, change, typed)),
        takes_out=change.leaves > 0,
    )


def show_changed_names(
    task: ReportingTask,
    names: Iterable[ChangedName],
    which: ChangedList,
) -> Table:
    units = (Column("unit", _("所在单位")),)
    shown = units if task.audience == Audience.ENTERPRISES else ()
    return Table(
        columns=(
            Column("name", _("填报对象")),
            Column("code", _("统一社会信用代码")),
            *shown,
        ),
        rows=tuple(
            Row(
                (one.name, one.code or "—", *(one.unit or "—" for _column in shown)),
                url=_write_entry_url(task, one) if which == "begun" else "",
            )
            for one in names
        ),
        caption=_label_list(which),
    )


def list_name_tabs(
    task: ReportingTask, change: FilterChange, typed: QueryDict, current: ChangedList
) -> tuple[Tab, ...]:
    return tuple(
        Tab(
            _label_list(one),
            write_names_url(task, typed, one),
            one == current,
            getattr(change, one),
        )
        for one in CHANGED_LISTS
    )


def write_names_url(
    task: ReportingTask,
    typed: QueryDict,
    which: ChangedList,
    *,
    after: int | None = None,
) -> str:
    more = {"after": after} if after else {}
    asked = urlencode({**_keep_filter(typed), "list": which, **more})
    return f"{reverse('programme:filter_names', args=[task.code])}?{asked}"


def write_preview_url(task: ReportingTask, typed: QueryDict) -> str:
    asked = urlencode({"preview": 1, **_keep_filter(typed)})
    return f"{reverse('programme:task_filter', args=[task.code])}?{asked}"


def _list_names(
    task: ReportingTask, wanted: TaskFilter, change: FilterChange, typed: QueryDict
) -> Iterable[NamesOfChange]:
    for which in CHANGED_LISTS:
        number = getattr(change, which)
        if not number:
            continue
        page = list_changed_names(task=task, wanted=wanted, which=which, size=SHOWN)
        rest = number - len(page.items)
        more = _("其余 {number}。").format(number=tell_asked(task, rest))
        yield NamesOfChange(
            label=f"{_label_list(which)} {tell_asked(task, number)}",
            names=tuple(_show_name(task, one, which) for one in page.items),
            rest=more if rest > 0 else "",
            url=write_names_url(task, typed, which),
        )


def _label_list(which: ChangedList) -> str:
    labels = {
        "adds": _("要加的"),
        "leaves": _("要去掉的"),
        "begun": _("不符合新条件、已经开始填、仍然留下的"),
    }
    return labels[which]


def _show_name(task: ReportingTask, one: ChangedName, which: ChangedList) -> ShownName:
    # Of bodies all stand at the task's own unit, and a unit is its own name.
    unit = one.unit if task.audience == Audience.ENTERPRISES else ""
    return ShownName(
        one.name, unit, _write_entry_url(task, one) if which == "begun" else ""
    )


def _write_entry_url(task: ReportingTask, one: ChangedName) -> str:
    return reverse("programme:entry", args=[task.code, one.entry])


def _keep_filter(typed: QueryDict) -> dict[str, str]:
    return {name: str(typed[name]) for name in NARROWING if typed.get(name)}
