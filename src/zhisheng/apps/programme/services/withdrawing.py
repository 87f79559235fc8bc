"""Taking an import back: what it made goes, what it changed returns, later changes stay."""

from collections import Counter
from typing import Any

from django.db import transaction
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
    MatchDecision,
    RosterImport,
)
from zhisheng.apps.programme.permissions import require
from zhisheng.apps.programme.services.applying import LOCK, plain
from zhisheng.apps.registry.selectors import EnterpriseChange
from zhisheng.apps.registry.services import revert_source
from zhisheng.apps.returns.services import ChangedValue, revert_values
from zhisheng.kit import audit, events
from zhisheng.kit.bulk import hold_lock


@transaction.atomic
def withdraw_roster(*, roster_import: RosterImport, actor: User) -> Counter[str]:
    """Take back an applied import and return how much went, returned and stayed."""
    require(actor, "programme.import_roster")
    hold_lock(LOCK)
    locked = RosterImport.objects.select_for_update().get(pk=roster_import.pk)
    if locked.status not in {ImportStatus.APPLIED, ImportStatus.PREVIEWED}:
        raise ImportStateError(status=locked.get_status_display())
    counts: Counter[str] = Counter()
    _revert_values(locked, counts, actor)
    _revert_engagements(locked, counts)
    counts["enrolments"] = _delete_enrolments(locked)
    _revert_enterprises(locked, counts, actor)
    _finish(locked, counts, actor)
    return counts


def _revert_values(
    roster_import: RosterImport, counts: Counter[str], actor: User
) -> None:
    changes = [
        ChangedValue.from_json(change.old)
        for change in _list_changes(roster_import, "value")
    ]
    result = revert_values(source=roster_import.code, changes=changes, actor=actor)
    counts["values"] = result.deleted
    counts["restored"] += result.restored
    counts["kept"] += len(result.kept_ids)


def _revert_engagements(roster_import: RosterImport, counts: Counter[str]) -> None:
    changes = {
        change.object_id: change
        for change in _list_changes(roster_import, "engagement")
    }
    for engagement in Engagement.objects.filter(pk__in=changes):
        if _restore(engagement, changes[engagement.pk]):
            counts["restored"] += 1
        else:
            counts["kept"] += 1
    mine = Engagement.objects.filter(source=roster_import.code)
    counts["engagements"] = mine.delete()[0]


def _restore(engagement: Engagement, change: ImportChange) -> bool:
    """Put the old content back unless somebody changed it since."""
    if any(plain(getattr(engagement, name)) != new for name, new in change.new.items()):
        return False
    for name, old in change.old.items():
        setattr(engagement, name, old)
    engagement.save(update_fields=list(change.old))
    return True


def _delete_enrolments(roster_import: RosterImport) -> int:
    """Delete ledger entries the import made, unless another help rests on them."""
    mine = Enrolment.objects.filter(source=roster_import.code, recorded_by=None)
    helped = Engagement.objects.filter(
        enterprise__in=mine.values("enterprise")
    ).values_list("enterprise_id", "year")
    still_helped = set(helped)
    unused = [
        pk
        for pk, enterprise, year in mine.values_list("pk", "enterprise_id", "year")
        if (enterprise, year) not in still_helped
    ]
    return Enrolment.objects.filter(pk__in=unused).delete()[0]


def _revert_enterprises(
    roster_import: RosterImport, counts: Counter[str], actor: User
) -> None:
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
    counts["kept"] += len(result.kept)


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
