"""Helps and ledger entries on record of which a roster says something else now."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhisheng.apps.programme.models import (
    Engagement,
    Enrolment,
    ImportChange,
    ImportRow,
    RosterImport,
)
from zhisheng.kit.bulk import split

CHANGEABLE = (
    "help_kind", "method", "problem", "started_on", "started_precision", "ended_on",
    "ended_precision",
)  # fmt: skip
# Fields that change or stay together.
DATE_PAIRS = (("started_on", "started_precision"), ("ended_on", "ended_precision"))
DATES = frozenset(name for pair in DATE_PAIRS for name in pair)
LEDGER_CHANGEABLE = ("willingness", "potential")
TABLES: dict[str, tuple[Any, tuple[str, ...]]] = {
    "engagement": (Engagement, CHANGEABLE),
    "enrolment": (Enrolment, LEDGER_CHANGEABLE),
}


def update_engagements(roster_import: RosterImport, rows: QuerySet[ImportRow]) -> int:
    """Update helps that are on record already and say something else now."""
    existing = Engagement.objects.filter(
        enterprise=OuterRef("enterprise"),
        year=OuterRef("year"),
        helper=OuterRef("helper"),
    )
    repeated = {
        (row.enterprise_id, row.year, row.helper_id): row
        for row in rows.filter(Exists(existing)).order_by("id")
    }
    changed = []
    for engagement in _iterate_engagements(repeated):
        row = repeated[
            (engagement.enterprise_id, engagement.year, engagement.helper_id)
        ]
        old = _take_over(engagement, row)
        if old:
            changed.append((engagement, old))
    Engagement.objects.bulk_update(
        [item for item, _ in changed], CHANGEABLE, batch_size=500
    )
    _keep_row_changes(roster_import, "engagement", changed)
    return len(changed)


def update_enrolments(roster_import: RosterImport, rows: QuerySet[ImportRow]) -> int:
    """Update ledger entries on record of which a row says something else now."""
    existing = Enrolment.objects.filter(
        enterprise=OuterRef("enterprise"), year=OuterRef("year")
    )
    telling = rows.exclude(willingness="", potential="").filter(Exists(existing))
    repeated = {(row.enterprise_id, row.year): row for row in telling.order_by("id")}
    changed = []
    for batch in split(repeated, 500):
        for enrolment in _lock_enrolments(batch):
            row = repeated.get((enrolment.enterprise_id, enrolment.year))
            if row and (old := _fill_in(enrolment, row)):
                changed.append((enrolment, old))
    Enrolment.objects.bulk_update(
        [item for item, _ in changed], LEDGER_CHANGEABLE, batch_size=500
    )
    _keep_row_changes(roster_import, "enrolment", changed)
    return len(changed)


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


def is_in_order(start: date | None, end: date | None) -> bool:
    """Tell whether a help may start and end like this; an end may be unknown."""
    return start is None or end is None or start <= end


def plain(value: object) -> object:
    """Return a value as JSON keeps it."""
    is_plain = value is None or isinstance(value, str | int | dict)
    return value if is_plain else str(value)


def _iterate_engagements(
    repeated: dict[tuple[int | None, int, int | None], ImportRow],
) -> QuerySet[Engagement]:
    enterprises = {key[0] for key in repeated}
    years = {key[1] for key in repeated}
    helpers = {key[2] for key in repeated}
    found = Engagement.objects.select_for_update().filter(
        enterprise__in=enterprises, year__in=years, helper__in=helpers
    )
    return found if repeated else Engagement.objects.none()


def _take_over(engagement: Engagement, row: ImportRow) -> dict[str, object]:
    """Write the row's known facts onto the help; return what stood there before.

    A row that gives only one end of the period may contradict the other end on
    record; then both dates stay as they were.
    """
    old = {}
    start = row.started_on or engagement.started_on
    end = row.ended_on or engagement.ended_on
    is_sound = is_in_order(start, end)
    for name in CHANGEABLE:
        if not is_sound and name in DATES:
            continue
        value, before = getattr(row, name), getattr(engagement, name)
        if value and value != before:
            old[name] = plain(before)
            setattr(engagement, name, value)
    return old


def _lock_enrolments(
    keys: Sequence[tuple[int | None, int]],
) -> QuerySet[Enrolment]:
    """Hold the entries a load may write on, so that nobody writes in between."""
    return Enrolment.objects.select_for_update().filter(
        enterprise__in={key[0] for key in keys}, year__in={key[1] for key in keys}
    )


def _fill_in(enrolment: Enrolment, row: ImportRow) -> dict[str, object]:
    """Write what the row says onto the entry; return what stood there before."""
    old = {}
    for name in LEDGER_CHANGEABLE:
        value, before = getattr(row, name), getattr(enrolment, name)
        if value and value != before:
            old[name] = before
            setattr(enrolment, name, value)
    return old


def _keep_row_changes(
    roster_import: RosterImport,
    table: str,
    changed: Iterable[tuple[Engagement | Enrolment, dict[str, object]]],
) -> None:
    keep_changes(
        roster_import,
        table,
        [
            (item.pk, old, {name: plain(getattr(item, name)) for name in old})
            for item, old in changed
        ],
    )
