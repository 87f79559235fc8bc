"""What the page shows that asks about lines a whole list does not name."""

from collections.abc import Sequence
from dataclasses import dataclass

from zhisheng.apps.programme.choices import ListSource
from zhisheng.apps.programme.models import EntryRow, ReportingTask, TaskEntry
from zhisheng.apps.programme.schemas.entry_rows import name_row
from zhisheng.apps.programme.selectors import get_form

MOST_NAMED = 30


@dataclass(frozen=True, slots=True)
class UnnamedPage:
    """Context of the question: how many lines go, which, and how many stay."""

    entry: TaskEntry
    source: ListSource
    number: int
    staying: int
    names: tuple[str, ...]

    @property
    def task(self) -> ReportingTask:
        return self.entry.task

    @property
    def others(self) -> int:
        """Count the lines that are not named on the page."""
        return self.number - len(self.names)


def describe_unnamed(
    entry: TaskEntry, rows: Sequence[EntryRow], source: ListSource
) -> UnnamedPage:
    form = get_form(entry.task)
    return UnnamedPage(
        entry=entry,
        source=source,
        number=len(rows),
        staying=entry.rows.count() - len(rows),
        names=tuple(name_row(form, row) for row in rows[:MOST_NAMED]),
    )
