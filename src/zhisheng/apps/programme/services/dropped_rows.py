"""Lines that a list standing for the whole does not name: asked about, taken out, back.

Nothing goes without a word: how many go and which is told first, and until the entry is
handed in they can be taken back.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from zhisheng.apps.accounts.models import User
from zhisheng.apps.programme.choices import ListSource
from zhisheng.apps.programme.errors import TooManyRowsError
from zhisheng.apps.programme.models import EntryRow, TaskEntry
from zhisheng.apps.programme.selectors.mending import list_dropped_rows
from zhisheng.apps.programme.services.entry_rows import (
    MOST_ROWS,
    drop_rows,
    list_sheet_keys,
    select_unnamed,
)
from zhisheng.apps.programme.services.fillers import name_represented_by
from zhisheng.apps.programme.services.filling import lock_entry
from zhisheng.apps.programme.services.ledger_lines import list_ledger_keys
from zhisheng.kit import audit

KEYS = {ListSource.SHEET: list_sheet_keys, ListSource.LEDGER: list_ledger_keys}


@dataclass(frozen=True, slots=True)
class RowsBack:
    """Lines taken back; ``left`` are those that stand in the table again already."""

    returned: int
    left: int


def list_unnamed_rows(entry: TaskEntry, source: ListSource) -> list[EntryRow]:
    """Return the lines that would go if a list stood for the whole."""
    keys = KEYS[source](entry)
    return list(select_unnamed(entry, keys).order_by("number"))


@transaction.atomic
def drop_unnamed_rows(
    *, entry: TaskEntry, source: ListSource, version: int, actor: User
) -> int:
    """Take out the lines that the list does not name; return how many went."""
    locked = lock_entry(entry, version, actor)
    dropped = drop_rows(select_unnamed(locked, KEYS[source](locked)))
    _count_on(locked)
    _record("programme.entry_rows_dropped", locked, actor, {"lines": dropped})
    return dropped


@transaction.atomic
def take_back_rows(*, entry: TaskEntry, version: int, actor: User) -> RowsBack:
    """Put the lines that were taken out since the last handing in back, at the end.

    One of which the table says something else by now stays out.
    """
    locked = lock_entry(entry, version, actor)
    standing = set(locked.rows.values_list("key", flat=True))
    # Of a line that was taken out twice the latest counts.
    latest = {
        row.key: row for row in list_dropped_rows(locked).order_by("dropped_at", "id")
    }
    back = [row for key, row in latest.items() if key not in standing]
    if len(standing) + len(back) > MOST_ROWS:
        raise TooManyRowsError
    first = (locked.rows.aggregate(last=Max("number"))["last"] or 0) + 1
    for number, row in enumerate(sorted(back, key=_order), start=first):
        row.number, row.dropped_at = number, None
    EntryRow.every.bulk_update(back, ["number", "dropped_at"], batch_size=500)
    _count_on(locked)
    _record("programme.entry_rows_taken_back", locked, actor, {"lines": len(back)})
    return RowsBack(len(back), len(latest) - len(back))


def _order(row: EntryRow) -> int:
    return row.number


def _count_on(entry: TaskEntry) -> None:
    entry.version += 1
    entry.save(update_fields=["version"])


def _record(action: str, entry: TaskEntry, actor: User, counts: dict[str, int]) -> None:
    audit.record(
        action=action,
        subject=entry.task,
        actor=actor,
        new={"entry": entry.pk},
        counts=counts,
        proxy_for=name_represented_by(actor, entry),
    )
