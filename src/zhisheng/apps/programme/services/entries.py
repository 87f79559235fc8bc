"""Helps and ledger entries on record of which a roster says something else now."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhisheng.apps.programme.models import (
    Engagement,
    Enrolment,
    ImportChange,
    ImportRow,
    RosterImport,
)
from zhisheng.apps.programme.selectors import (
    CHANGEABLE,
    LEDGER_CHANGEABLE,
    PendingEntry,
    compare_enrolment,
    list_pending_enrolments,
    list_pending_helps,
)
from zhisheng.kit.bulk import split

TABLES: dict[str, tuple[Any, tuple[str, ...]]] = {
    "engagement": (Engagement, CHANGEABLE),
    "enrolment": (Enrolment, LEDGER_CHANGEABLE),
}


def update_engagements(roster_import: RosterImport, rows: QuerySet[ImportRow]) -> int:
    """Update helps that are on record already and say something else now."""
    held = Engagement.objects.select_for_update()
    return _write(roster_import, "engagement", list(list_pending_helps(rows, held)))


def update_enrolments(roster_import: RosterImport, rows: QuerySet[ImportRow]) -> int:
    """Update ledger entries on record of which a row says something else now."""
    held = Enrolment.objects.select_for_update()
    pending = list_pending_enrolments(roster_import, rows, held)
    return _write(roster_import, "enrolment", list(pending))


def complete_enrolments(roster_import: RosterImport, rows: QuerySet[ImportRow]) -> None:
    """Let every row that tells of a new entry speak; the first one made it."""
    made = Enrolment.objects.filter(
        source=roster_import.code,
        enterprise=OuterRef("settled"),
        year=OuterRef("year"),
    )
    silent = made.filter(Q(willingness="") | Q(potential=""))
    telling = rows.exclude(willingness="", potential="").filter(Exists(silent))
    by_entry: defaultdict[tuple[int | None, int], list[ImportRow]] = defaultdict(list)
    for row in telling.order_by("id"):
        enterprise = row.enterprise_id or row.new_enterprise_id
        by_entry[enterprise, row.year].append(row)
    for batch in split(by_entry, 500):
        entries = [
            one
            for one in _lock_enrolments(batch)
            if one.source == roster_import.code
            and [_fill_in(one, row) for row in by_entry[one.enterprise_id, one.year]]
        ]
        Enrolment.objects.bulk_update(entries, LEDGER_CHANGEABLE, batch_size=500)


def keep_changes(
    roster_import: RosterImport,
    table: str,
    changes: Iterable[tuple[int, Mapping[str, object], Mapping[str, object]]],
) -> None:
    ImportChange.objects.bulk_create(
        [
            ImportChange(
                roster_import=roster_import, table=table, object_id=pk, old=old, new=new
            )
            for pk, old, new in changes
        ],
        batch_size=1000,
    )


def plain(value: object) -> object:
    """Return a value as JSON keeps it."""
    is_plain = value is None or isinstance(value, str | int | dict)
    return value if is_plain else str(value)


def _write(
    roster_import: RosterImport, table: str, pending: Sequence[PendingEntry[Any]]
) -> int:
    """Write the rows' facts onto what is on record, and keep what stood there before."""
    model, names = TABLES[table]
    changes = [
        (
            one.entry.pk,
            {name: plain(getattr(one.entry, name)) for name in one.new},
            {name: plain(value) for name, value in one.new.items()},
        )
        for one in pending
    ]
    for one in pending:
        _take_over(one.entry, one.new)
    model.objects.bulk_update([one.entry for one in pending], names, batch_size=500)
    keep_changes(roster_import, table, changes)
    return len(changes)


def _take_over(entry: Engagement | Enrolment, new: Mapping[str, Any]) -> None:
    for name, value in new.items():
        setattr(entry, name, value)


def _lock_enrolments(
    keys: Sequence[tuple[int | None, int]],
) -> QuerySet[Enrolment]:
    """Hold the entries a load may write on, so that nobody writes in between."""
    return Enrolment.objects.select_for_update().filter(
        enterprise__in={key[0] for key in keys}, year__in={key[1] for key in keys}
    )


def _fill_in(enrolment: Enrolment, row: ImportRow) -> bool:
    """Write what the row says onto the entry; tell whether that is news."""
    new = compare_enrolment(enrolment, row)
    _take_over(enrolment, new)
    return bool(new)
