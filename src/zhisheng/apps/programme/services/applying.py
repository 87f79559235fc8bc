"""Applying: one transaction over all accepted, answered and confirmed rows."""

from collections import Counter
from datetime import date

from django.db import transaction
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from zhisheng.apps.accounts.models import User
from zhisheng.apps.programme.choices import ImportStatus
from zhisheng.apps.programme.errors import ImportStateError
from zhisheng.apps.programme.events import RosterApplied
from zhisheng.apps.programme.models import (
    Engagement,
    Enrolment,
    ImportRow,
    ImportValue,
    RosterImport,
)
from zhisheng.apps.programme.selectors import (
    APPLICABLE,
    Sender,
    list_changeable,
    stage_values,
)
from zhisheng.apps.programme.services.bodies import register_new_bodies
from zhisheng.apps.programme.services.entries import (
    complete_enrolments,
    keep_changes,
    update_engagements,
    update_enrolments,
)
from zhisheng.apps.programme.services.holding import hold_helpers, hold_moves
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
    _find_again(rows)
    hold_helpers(locked, rows)
    hold_moves(locked, rows)
    register_new_bodies(locked, rows, actor=actor)
    counts = _settle_enterprises(locked, rows, actor)
    alone = select_alone(rows)
    counts["changed_enrolments"] = update_enrolments(locked, rows)
    counts["enrolments"] = insert_meeting(
        Enrolment, rows.order_by("id"), ENROLMENT_COLUMNS, alone
    )
    complete_enrolments(locked, rows)
    counts["changed_engagements"] = update_engagements(locked, rows)
    counts["engagements"] = insert_meeting(
        Engagement, rows.order_by("id"), ENGAGEMENT_COLUMNS, alone
    )
    counts.update(_record_values(locked, rows, alone, actor))
    counts.update(_count_outside(locked, rows))
    counts["rows"] = rows.update(
        is_applied=True, step=_next_step(locked), enterprise=settled_enterprise()
    )
    _finish(locked, counts, actor)
    return counts


def settled_enterprise() -> Coalesce:
    """Return the enterprise a row stands for once the new ones are created."""
    return Coalesce("enterprise_id", "new_enterprise_id")


def list_applicable(roster_import: RosterImport) -> QuerySet[ImportRow]:
    """Return the rows to apply; ``settled`` is the id of a row's enterprise."""
    rows = ImportRow.objects.filter(APPLICABLE, roster_import=roster_import)
    return rows.order_by().annotate(settled=settled_enterprise())


def select_alone(rows: QuerySet[ImportRow]) -> Q:
    """Return the condition of rows that are the only one of a new enterprise.

    What they say can meet nothing on record. It holds for all new enterprises or, where
    one of them stands in several rows, for none.
    """
    newcomers = rows.filter(enterprise=None).values("new_enterprise_id")
    is_repeated = newcomers.annotate(times=Count("pk")).filter(times__gt=1).exists()
    return Q(pk__in=[]) if is_repeated else Q(enterprise=None)


def _settle_enterprises(
    roster_import: RosterImport, rows: QuerySet[ImportRow], actor: User | None
) -> Counter[str]:
    """Create what is new and update what is known; return how many of each."""
    # A roster tells the state of its year, so an old one never overwrites a newer state.
    valid_from = date(roster_import.year, 1, 1)
    changes = update_enterprises_from(
        staging=rows.filter(enterprise__in=list_changeable(Sender.of(roster_import))),
        on=valid_from,
        source=roster_import.code,
        actor=actor,
    )
    keep_changes(
        roster_import,
        "enterprise",
        [(change.enterprise_id, change.old, change.new) for change in changes],
    )
    created = create_enterprises_from(
        staging=rows.filter(enterprise=None),
        on=valid_from,
        source=roster_import.code,
        actor=actor,
    )
    return Counter(enterprises=created, changed_enterprises=len(changes))


def _find_again(rows: QuerySet[ImportRow]) -> None:
    """Find what was created since the rows were read, by this import or another.

    Codes are looked up once more under the lock.
    """
    made = Enterprise.unscoped.filter(pk=OuterRef("new_enterprise_id"))
    rows.filter(Exists(made), enterprise=None).update(enterprise=F("new_enterprise_id"))
    same_code = Enterprise.unscoped.filter(uscc=OuterRef("uscc"), merged_into=None)
    fresh = rows.filter(Exists(same_code), enterprise=None).exclude(uscc="")
    # Of this import alone: rows of others say of which enterprise they were applied.
    fresh.update(enterprise=Subquery(same_code.values("pk")[:1]))


def _record_values(
    roster_import: RosterImport,
    rows: QuerySet[ImportRow],
    alone: Q,
    actor: User | None,
) -> Counter[str]:
    result = record_values_from(
        staging=stage_values(rows, declared_by="helper_id"),
        source_kind=ValueSource.ROSTER,
        source=roster_import.code,
        actor=actor,
        enterprise="settled",
        priority="values__pk",
        alone=alone,
    )
    return Counter(values=result.inserted, changed_values=len(result.changed))


def _count_outside(
    roster_import: RosterImport, rows: QuerySet[ImportRow]
) -> dict[str, int]:
    """Return how many enterprises an office's own roster does not hold now."""
    sender = Sender.of(roster_import)
    if sender.is_platform or not sender.is_office:
        return {}
    own = list_changeable(sender).filter(pk=OuterRef("settled"))
    found = rows.filter(~Exists(own)).aggregate(number=Count("settled", distinct=True))
    return {"outside": found["number"]} if found["number"] else {}


def _next_step(roster_import: RosterImport) -> int:
    """Return the number of this application; rows answered later come in a later one."""
    done = roster_import.rows.aggregate(last=Max("step"))["last"]
    return (done or 0) + 1


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
