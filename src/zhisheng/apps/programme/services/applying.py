"""Applying: one transaction over all accepted, answered and confirmed rows."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from zhisheng.apps.accounts.models import User
from zhisheng.apps.accounts.services import find_or_create_bodies
from zhisheng.apps.programme.choices import ImportStatus
from zhisheng.apps.programme.errors import ImportStateError
from zhisheng.apps.programme.events import RosterApplied
from zhisheng.apps.programme.models import (
    Engagement,
    Enrolment,
    ImportChange,
    ImportRow,
    ImportValue,
    RosterImport,
)
from zhisheng.apps.programme.selectors import APPLICABLE, list_changeable
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.services import (
    create_enterprises_from,
    update_enterprises_from,
)
from zhisheng.apps.returns.choices import ValueSource
from zhisheng.apps.returns.services import record_values_from
from zhisheng.kit import audit, events
from zhisheng.kit.bulk import (
    allow_memory,
    hold_lock,
    insert_meeting,
    refresh_statistics,
    split,
    update_from,
)

LOCK = "programme.apply_roster"
ENROLMENT_COLUMNS = {
    "enterprise": "settled",
    "year": "year",
    "willingness": "willingness",
    "potential": "potential",
    "source": "roster_import__code",
}
ENGAGEMENT_COLUMNS = {
    "enterprise": "settled",
    "year": "year",
    "helper": "helper_id",
    "help_kind": "help_kind",
    "method": "method",
    "problem": "problem",
    "started_on": "started_on",
    "started_precision": "started_precision",
    "ended_on": "ended_on",
    "ended_precision": "ended_precision",
    "source": "roster_import__code",
    "reported_by": "roster_import__organisation_id",
}
CHANGEABLE = (
    "help_kind", "method", "problem", "started_on", "started_precision", "ended_on",
    "ended_precision",
)  # fmt: skip
LEDGER_CHANGEABLE = ("willingness", "potential")
TABLES: dict[str, tuple[Any, tuple[str, ...]]] = {
    "engagement": (Engagement, CHANGEABLE),
    "enrolment": (Enrolment, LEDGER_CHANGEABLE),
}


@transaction.atomic
def apply_roster(*, roster_import: RosterImport, actor: User | None) -> Counter[str]:
    """Put the rows into the registry, the ledger and the values; all or nothing.

    A worker killed between this commit and the end of its job comes here again: what
    was applied then is returned.
    """
    hold_lock(LOCK)
    locked = RosterImport.objects.select_for_update().get(pk=roster_import.pk)
    if locked.status == ImportStatus.APPLIED:
        return Counter(locked.counts["applied"])
    if locked.status != ImportStatus.APPLYING:
        raise ImportStateError(status=locked.get_status_display())
    allow_memory()
    refresh_statistics(ImportRow, ImportValue)
    rows = list_applicable(locked)
    _settle_helpers(rows)
    counts = Counter(enterprises=_settle_enterprises(locked, rows, actor))
    alone = select_alone(rows)
    counts["changed"] = _update_enrolments(locked, rows)
    counts["enrolments"] = insert_meeting(Enrolment, rows, ENROLMENT_COLUMNS, alone)
    counts["changed"] += _update_engagements(locked, rows)
    counts["engagements"] = insert_meeting(
        Engagement, rows.order_by("id"), ENGAGEMENT_COLUMNS, alone
    )
    counts["values"] = _record_values(locked, rows, alone, actor)
    counts["rows"] = rows.update(is_applied=True, enterprise=settled_enterprise())
    _finish(locked, counts, actor)
    return counts


def settled_enterprise() -> Coalesce:
    """Return the enterprise a row stands for once the new ones are created."""
    return Coalesce("enterprise_id", "new_enterprise_id")


def list_applicable(roster_import: RosterImport) -> QuerySet[ImportRow]:
    """Return the rows to apply; ``settled`` is the id of a row's enterprise."""
    rows = ImportRow.objects.filter(
        APPLICABLE, roster_import=roster_import, is_applied=False
    )
    return rows.order_by().annotate(settled=settled_enterprise())


def select_alone(rows: QuerySet[ImportRow]) -> Q:
    """Return the condition of rows that are the only one of a new enterprise.

    What they say can meet nothing on record. It holds for all new enterprises or, where
    one of them stands in several rows, for none.
    """
    newcomers = rows.filter(enterprise=None).values("new_enterprise_id")
    is_repeated = newcomers.annotate(times=Count("pk")).filter(times__gt=1).exists()
    return Q(pk__in=[]) if is_repeated else Q(enterprise=None)


def _settle_helpers(rows: QuerySet[ImportRow]) -> None:
    """Name the helping body of each row; bodies the sheet names anew are recorded."""
    named = (
        rows.exclude(helper_name="").values_list("helper_name", flat=True).distinct()
    )
    for name, body in find_or_create_bodies(names=list(named)).items():
        rows.filter(helper_name=name).update(helper=body)


def _settle_enterprises(
    roster_import: RosterImport, rows: QuerySet[ImportRow], actor: User | None
) -> int:
    """Create what is new and update what is known; return how many are new.

    Another import may have created an enterprise since the preview, so codes are
    looked up once more under the lock.
    """
    # A roster tells the state of its year, so an old one never overwrites a newer state.
    valid_from = date(roster_import.year, 1, 1)
    _find_again(rows)
    changes = update_enterprises_from(
        staging=rows.filter(enterprise__in=list_changeable(roster_import)),
        on=valid_from,
        source=roster_import.code,
        actor=actor,
    )
    _keep_changes(
        roster_import,
        "enterprise",
        [(change.enterprise_id, change.old, change.new) for change in changes],
    )
    return create_enterprises_from(
        staging=rows.filter(enterprise=None),
        on=valid_from,
        source=roster_import.code,
        actor=actor,
    )


def _find_again(rows: QuerySet[ImportRow]) -> None:
    """Find what was created since the rows were read, by this import or another."""
    made = Enterprise.unscoped.filter(pk=OuterRef("new_enterprise_id"))
    rows.filter(Exists(made), enterprise=None).update(enterprise=F("new_enterprise_id"))
    same_code = Enterprise.unscoped.filter(uscc=OuterRef("uscc"), merged_into=None)
    fresh = rows.filter(Exists(same_code), enterprise=None).exclude(uscc="")
    update_from(
        ImportRow,
        Enterprise.unscoped.filter(merged_into=None, uscc__in=fresh.values("uscc")),
        on={"uscc": "uscc"},
        columns={"enterprise": "id"},
    )


def _update_engagements(roster_import: RosterImport, rows: QuerySet[ImportRow]) -> int:
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


def _update_enrolments(roster_import: RosterImport, rows: QuerySet[ImportRow]) -> int:
    """Update ledger entries on record of which a row says something else now."""
    existing = Enrolment.objects.filter(
        enterprise=OuterRef("enterprise"), year=OuterRef("year")
    )
    telling = rows.exclude(willingness="", potential="").filter(Exists(existing))
    repeated = {(row.enterprise_id, row.year): row for row in telling.order_by("id")}
    changed = []
    for batch in split(repeated, 500):
        found = Enrolment.objects.filter(
            enterprise__in={key[0] for key in batch}, year__in={key[1] for key in batch}
        )
        for enrolment in found:
            row = repeated.get((enrolment.enterprise_id, enrolment.year))
            if row and (old := _fill_in(enrolment, row)):
                changed.append((enrolment, old))
    Enrolment.objects.bulk_update(
        [item for item, _ in changed], LEDGER_CHANGEABLE, batch_size=500
    )
    _keep_row_changes(roster_import, "enrolment", changed)
    return len(changed)


def _fill_in(enrolment: Enrolment, row: ImportRow) -> dict[str, object]:
    """Write what the row says onto the entry; return what stood there before."""
    old = {}
    for name in LEDGER_CHANGEABLE:
        value, before = getattr(row, name), getattr(enrolment, name)
        if value and value != before:
            old[name] = before
            setattr(enrolment, name, value)
    return old


def _iterate_engagements(
    repeated: dict[tuple[int | None, int, int | None], ImportRow],
) -> QuerySet[Engagement]:
    enterprises = {key[0] for key in repeated}
    years = {key[1] for key in repeated}
    helpers = {key[2] for key in repeated}
    found = Engagement.objects.filter(
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
    is_sound = start is None or end is None or start <= end
    for name in CHANGEABLE:
        if not is_sound and name.startswith(("started", "ended")):
            continue
        value, before = getattr(row, name), getattr(engagement, name)
        if value and value != before:
            old[name] = plain(before)
            setattr(engagement, name, value)
    return old


def plain(value: object) -> object:
    """Return a value as JSON keeps it."""
    is_plain = value is None or isinstance(value, str | int | dict)
    return value if is_plain else str(value)


def _keep_row_changes(
    roster_import: RosterImport,
    table: str,
    changed: Iterable[tuple[Engagement | Enrolment, dict[str, object]]],
) -> None:
    _keep_changes(
        roster_import,
        table,
        [
            (item.pk, old, {name: plain(getattr(item, name)) for name in old})
            for item, old in changed
        ],
    )


def _keep_changes(roster_import: RosterImport, table: str, changes: object) -> None:
    ImportChange.objects.bulk_create(
        [
            ImportChange(
                roster_import=roster_import, table=table, object_id=pk, old=old, new=new
            )
            for pk, old, new in changes  # type: ignore[attr-defined]
        ],
        batch_size=1000,
    )


def _record_values(
    roster_import: RosterImport,
    rows: QuerySet[ImportRow],
    alone: Q,
    actor: User | None,
) -> int:
    # From the rows to their values: one join, where values of chosen rows need two.
    staging = rows.filter(
        Q(values__value__isnull=False) | Q(values__low__isnull=False)
    ).annotate(
        indicator_code=F("values__indicator_code"),
        period=F("values__period"),
        value=F("values__value"),
        low=F("values__low"),
        high=F("values__high"),
        is_approximate=F("values__is_approximate"),
        declared_by_id=F("helper_id"),
    )
    result = record_values_from(
        staging=staging,
        source_kind=ValueSource.ROSTER,
        source=roster_import.code,
        actor=actor,
        enterprise="settled",
        priority="values__pk",
        alone=alone,
    )
    return result.inserted


def _finish(
    roster_import: RosterImport, counts: Counter[str], actor: User | None
) -> None:
    roster_import.status = ImportStatus.APPLIED
    # Who changed something between two applications is found by the first one's time.
    roster_import.applied_at = roster_import.applied_at or timezone.now()
    total = Counter(roster_import.counts.get("applied", {}))
    total.update(counts)
    roster_import.counts = roster_import.counts | {"applied": dict(total)}
    roster_import.save(update_fields=["status", "applied_at", "counts"])
    audit.record(
        action="programme.roster_applied",
        actor=actor,
        subject=roster_import,
        counts=dict(counts),
        rows_hash=roster_import.file.sha256,
    )
    events.publish(
        RosterApplied(
            import_code=roster_import.code, year=roster_import.year, rows=counts["rows"]
        )
    )
