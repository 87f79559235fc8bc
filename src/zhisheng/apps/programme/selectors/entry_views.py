"""The parts in which an office sees the entries of a task: by how far they are."""

from collections.abc import Callable, Mapping

from django.db.models import QuerySet

from zhisheng.apps.accounts.models import Unit
from zhisheng.apps.programme.choices import EntryState
from zhisheng.apps.programme.models import TaskEntry
from zhisheng.apps.programme.selectors.checks import (
    select_by_link,
    select_filled_for,
    select_watched,
)


def select_outstanding(entries: QuerySet[TaskEntry]) -> QuerySet[TaskEntry]:
    """Keep what is to be handed in: for the first time, or once it is mended."""
    return entries.filter(state=EntryState.UNFILLED)


def select_missing(entries: QuerySet[TaskEntry]) -> QuerySet[TaskEntry]:
    """Keep what was never handed in."""
    never = select_outstanding(entries).filter(is_returned=False)
    return never.filter(is_taken_back=False)


def select_taken_back(entries: QuerySet[TaskEntry]) -> QuerySet[TaskEntry]:
    """Keep what was handed in and taken back before anybody reviewed it."""
    return entries.filter(is_taken_back=True)


def select_returned(entries: QuerySet[TaskEntry]) -> QuerySet[TaskEntry]:
    """Keep what came back and is to be mended."""
    return select_outstanding(entries).filter(is_returned=True)


def select_view(
    entries: QuerySet[TaskEntry], unit: Unit, view: str
) -> QuerySet[TaskEntry]:
    """Keep the entries of a view as a unit sees it; all of them of a view unknown."""
    return VIEWS.get(view, _show_all)(entries, unit)


def _show_all(entries: QuerySet[TaskEntry], _unit: Unit) -> QuerySet[TaskEntry]:
    return entries


VIEWS: Mapping[str, Callable[[QuerySet[TaskEntry], Unit], QuerySet[TaskEntry]]] = {
    "waiting": lambda entries, unit: entries.filter(waiting_at=unit.code),
    "outstanding": lambda entries, _unit: select_outstanding(entries),
    "missing": lambda entries, _unit: select_missing(entries),
    "returned": lambda entries, _unit: select_returned(entries),
    "taken_back": lambda entries, _unit: select_taken_back(entries),
    "held": select_watched,
    "unchecked": lambda entries, _unit: select_filled_for(entries),
    "by_link": lambda entries, _unit: select_by_link(entries),
    "final": lambda entries, _unit: entries.filter(is_final=True, is_disputed=False),
    "all": _show_all,
}
ENTRY_VIEWS = tuple(VIEWS)
