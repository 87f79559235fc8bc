"""Who another filter would add, take out or leave although it does not fit: by name."""

from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from zhisheng.apps.accounts.models import Unit
from zhisheng.apps.programme.models import ReportingTask
from zhisheng.apps.programme.selectors.audiences import select_new
from zhisheng.apps.programme.selectors.pages import PAGE, Page, paginate
from zhisheng.apps.programme.selectors.placed import annotate_called
from zhisheng.apps.programme.selectors.recipients import (
    TaskFilter,
    apply_filter,
    select_misfits,
    select_untouched,
)

ChangedList = Literal["adds", "leaves", "begun"]
CHANGED_LISTS: tuple[ChangedList, ...] = ("adds", "leaves", "begun")


@dataclass(frozen=True, slots=True)
class ChangedName:
    """One whom another filter concerns; who is asked already has an entry."""

    pk: int
    name: str
    code: str
    unit: str
    entry: int | None


def list_changed_names(
    *,
    task: ReportingTask,
    wanted: TaskFilter,
    which: ChangedList,
    after: int | None = None,
    size: int = PAGE,
) -> Page:
    """Return one page of names, in the order in which they came on record."""
    changed = apply_filter(task, wanted)
    found = _select_added(changed) if which == "adds" else _select_asked(changed, which)
    rest = found.filter(pk__gt=after) if after else found
    page = paginate(rest, size=size, order=("pk",))
    units = _map_units(page.items)
    is_asked = which != "adds"
    return Page(
        tuple(_name(one, units, is_asked=is_asked) for one in page.items),
        page.next_after,
    )


def _select_added(task: ReportingTask) -> QuerySet[Any]:
    added = annotate_called(select_new(task), task)
    numbered: QuerySet[Any] = added.annotate(number=F("uscc"))
    return numbered


def _select_asked(task: ReportingTask, which: ChangedList) -> QuerySet[Any]:
    misfits = select_misfits(task)
    untouched = select_untouched(misfits)
    chosen = untouched if which == "leaves" else misfits.exclude(pk__in=untouched)
    return chosen.annotate(
        called=F("name"),
        placed=F("unit_path"),
        number=Coalesce("enterprise__uscc", "organisation__uscc"),
    )


def _map_units(shown: tuple[Any, ...]) -> dict[str, str]:
    paths = {one.placed for one in shown}
    return dict(Unit.objects.filter(path__in=paths).values_list("path", "name"))


def _name(one: Any, units: dict[str, str], *, is_asked: bool) -> ChangedName:
    return ChangedName(
        pk=one.pk,
        name=one.called,
        code=one.number or "",
        unit=units.get(one.placed, ""),
        entry=one.pk if is_asked else None,
    )
