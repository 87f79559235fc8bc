"""Taking an import back: what it made goes, what it changed returns, later changes stay."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils import timezone

from zhisheng.apps.accounts.models import User
from zhisheng.apps.programme.choices import ImportStatus
from zhisheng.apps.programme.errors import ImportStateError
from zhisheng.apps.programme.events import RosterWithdrawn
from zhisheng.apps.programme.models import (
    Engagement,
    Enrolment,
    ImportChange,
    ImportRow,
    KeptChange,
    MatchDecision,
    RosterImport,
)
from zhisheng.apps.programme.permissions import require
from zhisheng.apps.programme.services.applying import LOCK, plain
from zhisheng.apps.programme.services.keeping import (
    compare_with_rows,
    list_kept_engagements,
    list_kept_enrolments,
    list_kept_records,
    list_kept_values,
)
from zhisheng.apps.registry.selectors import EnterpriseChange
from zhisheng.apps.registry.services import revert_source
from zhisheng.apps.returns.services import ChangedValue, revert_values
from zhisheng.kit import audit, events
from zhisheng.kit.bulk import hold_lock, split

BATCH = 2_000


@transaction.atomic
def withdraw_roster(*, roster_import: RosterImport, actor: User) -> Counter[str]:
    """Take back an applied import and return how much went, returned and stayed."""
    require(actor, "programme.import_roster")
    hold_lock(LOCK)
    locked = RosterImport.objects.select_for_update().get(pk=roster_import.pk)
    if locked.status not in {ImportStatus.APPLIED, ImportStatus.PREVIEWED}:
        raise ImportStateError(status=locked.get_status_display())
    counts: Counter[str] = Counter()
    kept = [
        *_revert_values(locked, counts, actor),
        *_revert_engagements(locked, counts),
        *_delete_engagements(locked, counts),
        *_delete_enrolments(locked, counts),
        *_revert_enterprises(locked, counts, actor),
    ]
    KeptChange.objects.bulk_create(kept, batch_size=1000)
    counts["kept"] = len(kept)
    _finish(locked, counts, actor)
    return counts


def _revert_values(
    roster_import: RosterImport, counts: Counter[str], actor: User
) -> list[KeptChange]:
    changes = [
        ChangedValue.from_json(change.old)
        for change in _list_changes(roster_import, "value")
    ]
    result = revert_values(source=roster_import.code, changes=changes, actor=actor)
    counts["values"] = result.deleted
    counts["restored"] += result.restored
    return list(list_kept_values(roster_import, result.kept_ids))


def _revert_engagements(
    roster_import: RosterImport, counts: Counter[str]
) -> list[KeptChange]:
    changes = {
        change.object_id: change
        for change in _list_changes(roster_import, "engagement")
    }
    later: dict[int, list[str]] = {}
    known = Engagement.objects.exclude(source=roster_import.code)
    for engagement in known.filter(pk__in=changes):
        change = changes[engagement.pk]
        if changed := _list_changed_since(engagement, change):
            later[engagement.pk] = changed
        else:
            _restore(engagement, change)
            counts["restored"] += 1
    return list(list_kept_engagements(roster_import, later))


def _delete_engagements(
    roster_import: RosterImport, counts: Counter[str]
) -> list[KeptChange]:
    """Delete helps the import made, unless a person or a later roster wrote on them."""
    mine = Engagement.objects.filter(source=roster_import.code)
    rewritten = (
        ImportChange.objects.filter(table="engagement", object_id=OuterRef("pk"))
        .exclude(roster_import=roster_import)
        .exclude(roster_import__status=ImportStatus.WITHDRAWN)
    )
    written_on = mine.filter(Q(recorded_at__isnull=False) | Exists(rewritten))
    changed = compare_with_rows(roster_import, written_on.order_by("pk"))
    kept = list(list_kept_engagements(roster_import, changed))
    _disown(mine, changed)
    counts["engagements"] = mine.delete()[0]
    return kept


def _disown(mine: QuerySet[Any], kept: Iterable[int]) -> None:
    """Mark what stays as no longer the import's, so that its enterprise stays too."""
    for batch in split(kept, BATCH):
        mine.filter(pk__in=batch).update(source=Concat(Value("kept:"), F("source")))


def _list_changed_since(engagement: Engagement, change: ImportChange) -> list[str]:
    return [
        name
        for name, new in change.new.items()
        if plain(getattr(engagement, name)) != new
    ]


def _restore(engagement: Engagement, change: ImportChange) -> None:
    for name, old in change.old.items():
        setattr(engagement, name, old)
    engagement.save(update_fields=list(change.old))


def _delete_enrolments(
    roster_import: RosterImport, counts: Counter[str]
) -> list[KeptChange]:
    """Delete ledger entries the import made, unless changed or another help rests on them."""
    mine = Enrolment.objects.filter(source=roster_import.code).order_by("pk")
    helped = Engagement.objects.filter(
        enterprise__in=mine.order_by().values("enterprise")
    )
    still_helped = set(helped.values_list("enterprise_id", "year"))
    kept = [
        one
        for one in mine.select_related("enterprise").iterator(chunk_size=2000)
        if one.recorded_by_id is not None
        or (one.enterprise_id, one.year) in still_helped
    ]
    listed = list(list_kept_enrolments(roster_import, kept))
    _disown(mine, [one.pk for one in kept])
    counts["enrolments"] = mine.delete()[0]
    return listed


def _revert_enterprises(
    roster_import: RosterImport, counts: Counter[str], actor: User
) -> list[KeptChange]:
    ImportRow.objects.filter(roster_import=roster_import).update(enterprise=None)
    changes = [
        EnterpriseChange(change.object_id, change.old, change.new)
        for change in _list_changes(roster_import, "enterprise")
    ]
    result: Any = revert_source(
        source=roster_import.code,
        changes=changes,
        actor=actor,
        ignoring=(MatchDecision,),
    )
    counts["enterprises"] = result.deleted
    counts["restored"] += result.restored
    new = {change.enterprise_id: change.new for change in changes}
    return list(list_kept_records(roster_import, result.kept, new))


def _list_changes(roster_import: RosterImport, table: str) -> list[ImportChange]:
    return list(ImportChange.objects.filter(roster_import=roster_import, table=table))


def _finish(roster_import: RosterImport, counts: Counter[str], actor: User) -> None:
    ImportRow.objects.filter(roster_import=roster_import).update(is_applied=False)
    roster_import.status = ImportStatus.WITHDRAWN
    roster_import.withdrawn_at = timezone.now()
    roster_import.counts = roster_import.counts | {"withdrawn": dict(counts)}
    roster_import.save(update_fields=["status", "withdrawn_at", "counts"])
    audit.record(
        action="programme.roster_withdrawn",
        actor=actor,
        subject=roster_import,
        counts=dict(counts),
    )
    events.publish(
        RosterWithdrawn(import_code=roster_import.code, year=roster_import.year)
    )
