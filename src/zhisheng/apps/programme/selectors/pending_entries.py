"""What staged rows would change on helps and ledger entries that are on record already."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhisheng.apps.accounts.choices import OrganisationKind
from zhisheng.apps.programme.models import (
    Engagement,
    Enrolment,
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
BATCH = 500

Entry = TypeVar("Entry", Engagement, Enrolment)


@dataclass(frozen=True, slots=True)
class PendingEntry(Generic[Entry]):
    """Something on record, and what a row would write on it, field by field."""

    row: ImportRow
    entry: Entry
    new: Mapping[str, Any]


def list_pending_helps(
    rows: QuerySet[ImportRow],
    on_record: QuerySet[Engagement],
    *,
    helper: str = "helper_id",
) -> Iterator[PendingEntry[Engagement]]:
    """Tell what the last row of each help on record would write on it."""
    existing = Engagement.objects.filter(
        enterprise=OuterRef("enterprise"),
        year=OuterRef("year"),
        helper=OuterRef(helper),
    )
    last = {
        (row.enterprise_id, row.year, getattr(row, helper)): row
        for row in rows.filter(Exists(existing)).order_by("id")
    }
    for batch in split(last, BATCH):
        enterprises, years, helpers = (set(part) for part in zip(*batch, strict=True))
        held = set(batch)
        for entry in on_record.filter(
            enterprise__in=enterprises, year__in=years, helper__in=helpers
        ):
            key = entry.enterprise_id, entry.year, entry.helper_id
            if key in held and (new := compare_help(entry, last[key])):
                yield PendingEntry(last[key], entry, new)


def list_pending_enrolments(
    roster_import: RosterImport,
    rows: QuerySet[ImportRow],
    on_record: QuerySet[Enrolment],
) -> Iterator[PendingEntry[Enrolment]]:
    """Tell what the last telling row of each ledger entry would write on it.

    A body fills in what nobody judged yet and corrects its own word; what an office
    judged stays.
    """
    own = RosterImport.objects.filter(
        code=OuterRef("source"), organisation=roster_import.organisation
    )
    held_by = on_record.annotate(is_own=Exists(own) & Q(recorded_by=None))
    is_body = roster_import.organisation.kind == OrganisationKind.CERTIFICATION_BODY
    existing = Enrolment.objects.filter(
        enterprise=OuterRef("enterprise"), year=OuterRef("year")
    )
    telling = rows.exclude(willingness="", potential="").filter(Exists(existing))
    last = {(row.enterprise_id, row.year): row for row in telling.order_by("id")}
    for batch in split(last, BATCH):
        enterprises, years = (set(part) for part in zip(*batch, strict=True))
        held = set(batch)
        for entry in held_by.filter(enterprise__in=enterprises, year__in=years):
            key = entry.enterprise_id, entry.year
            if key not in held:
                continue
            new = compare_enrolment(entry, last[key])
            if is_body and not entry.is_own:
                new = {name: new[name] for name in new if not getattr(entry, name)}
            if new:
                yield PendingEntry(last[key], entry, new)


def compare_help(engagement: Engagement, row: ImportRow) -> dict[str, Any]:
    """Return what the row knows and the help says otherwise.

    A row that gives only one end of the period may contradict the other end on
    record; then both dates stay as they were.
    """
    start = row.started_on or engagement.started_on
    end = row.ended_on or engagement.ended_on
    is_sound = is_in_order(start, end)
    names = [name for name in CHANGEABLE if is_sound or name not in DATES]
    return _compare(engagement, row, names)


def compare_enrolment(enrolment: Enrolment, row: ImportRow) -> dict[str, Any]:
    """Return what the row knows and the entry says otherwise."""
    return _compare(enrolment, row, LEDGER_CHANGEABLE)


def is_in_order(start: date | None, end: date | None) -> bool:
    """Tell whether a help may start and end like this; an end may be unknown."""
    return start is None or end is None or start <= end


def _compare(
    entry: Engagement | Enrolment, row: ImportRow, names: "list[str] | tuple[str, ...]"
) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in names}
    return {
        name: value
        for name, value in told.items()
        if value and value != getattr(entry, name)
    }
