"""How far the entries below a unit are: counts, by unit and of what is looked for."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from zhisheng.apps.accounts.models import Unit
from zhisheng.apps.accounts.selectors import list_units_directly_below
from zhisheng.apps.programme.choices import Audience, EntryState
from zhisheng.apps.programme.models import ReportingTask, TaskEntry
from zhisheng.apps.programme.selectors.checks import count_disputed_by_path, sum_below
from zhisheng.apps.programme.selectors.entry_views import select_taken_back
from zhisheng.apps.programme.selectors.finding import Wanted
from zhisheng.apps.programme.selectors.reporting import (
    select_of_unit,
    select_remindable,
    select_wanted,
)


@dataclass(frozen=True, slots=True)
class UnitProgress:
    """How many entries below a unit stand where; counts, never a ranking.

    Who has never handed in is ``missing``; what came back and is to be mended is
    ``returned``; what was taken back before a review is ``taken_back``. All three are
    ``outstanding``.
    """

    unit: Unit
    total: int
    missing: int
    returned: int
    under_review: int
    final: int
    # Final, but who was filled in for says it is not right; not among the final ones.
    disputed: int = 0
    taken_back: int = 0

    @property
    def outstanding(self) -> int:
        return self.missing + self.returned + self.taken_back

    @property
    def handed_in(self) -> int:
        return self.total - self.outstanding


@dataclass(frozen=True, slots=True)
class _Counted:
    """Entries by where they stand, and by their place what is told apart besides."""

    groups: list[Mapping[str, object]]
    disputed: Mapping[str, int]
    taken_back: Mapping[str, int]


def count_by_unit(task: ReportingTask, unit: Unit) -> tuple[UnitProgress, ...]:
    """Count the entries of a unit and of each unit below it, in three queries."""
    counted = _count(select_of_unit(task, unit))
    units = [unit, *list_units_directly_below(unit).order_by("path")]
    found = [_sum_up(one, counted) for one in units]
    return tuple(one for one in found if one.total or one.unit == unit)


def count_wanted(task: ReportingTask, unit: Unit, wanted: Wanted) -> UnitProgress:
    """Count the entries that are looked for, in three queries."""
    return _sum_up(unit, _count(select_wanted(task, unit, wanted)))


def count_remindable(
    task: ReportingTask, unit: Unit, whole: UnitProgress
) -> UnitProgress:
    """Count what a unit can remind others of: of ``whole`` all but its own part."""
    if task.audience != Audience.UNITS:
        return whole
    return _sum_up(unit, _count(select_remindable(task, unit)))


def _count(entries: QuerySet[TaskEntry]) -> _Counted:
    taken_back = select_taken_back(entries).values_list("unit_path")
    return _Counted(
        groups=_count_groups(entries),
        disputed=count_disputed_by_path(entries),
        taken_back=dict(taken_back.annotate(Count("pk")).order_by()),
    )


def _count_groups(entries: QuerySet[TaskEntry]) -> list[Mapping[str, object]]:
    counted = (
        entries.values("unit_path", "state", "is_returned", "is_final")
        .annotate(number=Count("*"))
        .order_by()
    )
    return list(counted)


def _sum_up(unit: Unit, counted: _Counted) -> UnitProgress:
    counts: Counter[str] = Counter()
    for group in counted.groups:
        if str(group["unit_path"]).startswith(unit.path):
            counts[_name_place(group)] += int(str(group["number"]))
    in_dispute = sum_below(unit.path, counted.disputed)
    taken_back = sum_below(unit.path, counted.taken_back)
    return UnitProgress(
        unit=unit,
        total=counts.total(),
        missing=counts["missing"] - taken_back,
        returned=counts["returned"],
        under_review=counts["under_review"],
        final=counts["final"] - in_dispute,
        disputed=in_dispute,
        taken_back=taken_back,
    )


def _name_place(group: Mapping[str, object]) -> str:
    if group["is_final"]:
        return "final"
    if group["state"] != EntryState.UNFILLED:
        return "under_review"
    return "returned" if group["is_returned"] else "missing"
