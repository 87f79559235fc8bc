"""Taking an import back: what it made goes, what it changed returns, later changes stay."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils import timezone

from zhisheng.apps.accounts.models import User
from zhisheng.apps.accounts.selectors import list_bodies
from zhisheng.apps.accounts.services import drop_unused_bodies
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
from zhisheng.apps.programme.selectors import DATE_PAIRS, DATES
from zhisheng.apps.programme.services.applying import LOCK
from zhisheng.apps.programme.services.chains import (
    TakenOut,
    is_changed_by_others,
    take_out_changes,
)
from zhisheng.apps.programme.services.entries import TABLES, plain
from zhisheng.apps.programme.services.handing_over import (
    hand_over_made,
    hand_over_rows,
    keep_changers,
    pass_on,
)
from zhisheng.apps.programme.services.heirs import Heirs, key_of
from zhisheng.apps.programme.services.keeping import (
    compare_with_rows,
    list_kept_records,
    list_kept_rows,
    list_kept_values,
    list_overtaken_records,
)
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.selectors import EnterpriseChange
from zhisheng.apps.registry.services import KEPT, revert_source
from zhisheng.apps.returns.services import revert_values
from zhisheng.kit import audit, events
from zhisheng.kit.bulk import hold_lock, split

BATCH = 2_000
WITHDRAWABLE = frozenset(
    {ImportStatus.APPLIED, ImportStatus.PREVIEWED, ImportStatus.REVERTING}
)


@transaction.atomic
def withdraw_roster(*, roster_import: RosterImport, actor: User) -> Counter[str]:
    """Take back an applied import and return how much went, returned and stayed."""
    require(actor, "programme.import_roster")
    hold_lock(LOCK)
    locked = RosterImport.objects.select_for_update().get(pk=roster_import.pk)
    if locked.status not in WITHDRAWABLE:
        raise ImportStateError(status=locked.get_status_display())
    heirs = Heirs.find(locked)
    counts = Counter(handed_over=len(heirs.others))
    kept = [
        *_revert_values(locked, counts, actor),
        *hand_over_rows(locked, heirs, "engagement"),
        *_revert_rows(locked, counts, heirs, "engagement"),
        *_delete_engagements(locked, counts),
        *hand_over_rows(locked, heirs, "enrolment"),
        *_revert_rows(locked, counts, heirs, "enrolment"),
        *_delete_enrolments(locked, counts),
        *hand_over_made(locked, heirs, actor),
        *_revert_enterprises(locked, counts, heirs, actor),
    ]
    _drop_bodies(locked, counts, actor)
    KeptChange.objects.bulk_create(kept, batch_size=1000)
    counts["kept"] = len(kept)
    _finish(locked, counts, actor)
    return counts


def _revert_values(
    roster_import: RosterImport, counts: Counter[str], actor: User
) -> list[KeptChange]:
    result = revert_values(source=roster_import.code, actor=actor)
    counts["values"] = result.deleted
    counts["restored_values"] = result.restored
    counts["restored"] += result.restored
    return list(list_kept_values(roster_import, result.kept_ids))


def _revert_rows(
    roster_import: RosterImport, counts: Counter[str], heirs: Heirs, table: str
) -> Iterator[KeptChange]:
    """Put back what the import changed on helps or ledger entries that existed."""
    model, changeable = TABLES[table]
    known = model.objects.exclude(source=roster_import.code)
    for batch in take_out_changes(roster_import, table):
        changes = {change.object_id: change for change in batch}
        later: dict[int, list[str]] = {}
        restored, passed = [], list[ImportChange]()
        rows = list(known.select_for_update().filter(pk__in=changes))
        words = heirs.read([row.enterprise_id for row in rows], table)
        for row in rows:
            told = words.get(key_of(row, table))
            change, links = pass_on(changes[row.pk], told, table)
            passed += links
            changed = _list_changed_since(row, change)
            if changed:
                later[row.pk] = changed
            if _put_back(row, change, changed):
                restored.append(row)
        model.objects.bulk_update(restored, changeable, batch_size=500)
        ImportChange.objects.bulk_create(passed, batch_size=500)
        counts["restored"] += len(restored)
        yield from list_kept_rows(roster_import, table, later)


def _list_changed_since(row: Any, change: TakenOut) -> list[str]:
    """Return the fields that say something newer, both halves of a date together."""
    changed = {*change.overtaken} | {
        name for name, new in change.new.items() if plain(getattr(row, name)) != new
    }
    for date, precision in DATE_PAIRS:
        if date in changed or precision in changed:
            changed |= {date, precision} & {*change.new, *change.overtaken}
    if not _is_sound(row, change, changed):
        changed |= DATES & set(change.new)
    return sorted(changed)


def _is_sound(row: Any, change: TakenOut, changed: Collection[str]) -> bool:
    """Tell whether a help would still end after its start."""
    start, end = (
        change.old[date]
        if date in change.old and date not in changed
        else plain(getattr(row, date, None))
        for date, _precision in DATE_PAIRS
    )
    return not start or not end or str(start) <= str(end)


def _put_back(row: Any, change: TakenOut, changed: Collection[str]) -> bool:
    names = [name for name in change.old if name not in changed]
    for name in names:
        setattr(row, name, change.old[name])
    return bool(names)


def _delete_engagements(
    roster_import: RosterImport, counts: Counter[str]
) -> list[KeptChange]:
    """Delete helps the import made, unless a person or a later roster wrote on them."""
    written_on = (
        Q(recorded_at__isnull=False)
        | Q(is_chosen_by_enterprise=True)
        | is_changed_by_others(roster_import, "engagement")
    )
    mine = Engagement.objects.filter(source=roster_import.code)
    _hold(mine)
    kept_rows = mine.filter(written_on).order_by("pk")
    changed = compare_with_rows(roster_import, kept_rows)
    kept = list(list_kept_rows(roster_import, "engagement", changed))
    _disown(mine, changed)
    counts["engagements"] = mine.delete()[0]
    again = _list_kept_before(Engagement, roster_import).exclude(written_on)
    counts["engagements"] += again.delete()[0]
    return kept


def _hold(rows: QuerySet[Any]) -> None:
    """Let nobody write on rows between telling which ones stay and deleting the rest."""
    for _ in rows.select_for_update().order_by("pk").values_list("pk").iterator():
        pass


def _list_kept_before(model: type[Model], roster_import: RosterImport) -> QuerySet[Any]:
    """Return rows of withdrawn imports that only this import may still have kept."""
    rows = ImportRow.objects.filter(roster_import=roster_import, is_applied=True)
    return model._default_manager.filter(
        source__startswith=KEPT, enterprise__in=rows.values("enterprise")
    )


def _disown(mine: QuerySet[Any], kept: Iterable[int]) -> None:
    """Mark what stays as no longer the import's, so that its enterprise stays too."""
    for batch in split(kept, BATCH):
        mine.filter(pk__in=batch).update(source=Concat(Value(KEPT), F("source")))


def _delete_enrolments(
    roster_import: RosterImport, counts: Counter[str]
) -> list[KeptChange]:
    """Delete ledger entries the import made, unless changed or a help rests on them."""
    helps = Engagement.objects.filter(
        enterprise=OuterRef("enterprise"), year=OuterRef("year")
    )
    changed = Q(recorded_by__isnull=False) | is_changed_by_others(
        roster_import, "enrolment"
    )
    mine = Enrolment.objects.filter(source=roster_import.code)
    _hold(mine)
    staying = mine.filter(changed | Exists(helps)).order_by("pk")
    kept = list(staying.values_list("pk", flat=True))
    listed = list(list_kept_rows(roster_import, "enrolment", dict.fromkeys(kept, ())))
    _disown(mine, kept)
    counts["enrolments"] = mine.delete()[0]
    again = _list_kept_before(Enrolment, roster_import)
    counts["enrolments"] += again.exclude(changed | Exists(helps)).delete()[0]
    return listed


def _revert_enterprises(
    roster_import: RosterImport, counts: Counter[str], heirs: Heirs, actor: User
) -> list[KeptChange]:
    rows = ImportRow.objects.filter(roster_import=roster_import)
    applied = rows.filter(is_applied=True).values("enterprise")
    kept_before = Enterprise.unscoped.filter(
        source__startswith=KEPT, pk__in=applied
    ).values_list("pk", flat=True)
    again = list(kept_before)
    taken_out, successors = _take_out_enterprises(roster_import, heirs)
    rows.update(enterprise=None)
    result: Any = revert_source(
        source=roster_import.code,
        changes=[EnterpriseChange(c.object_id, c.old, c.new) for c in taken_out],
        actor=actor,
        ignoring=(MatchDecision,),
        again=again,
        heirs=successors,
    )
    counts["enterprises"] = result.deleted
    counts["restored"] += result.restored
    new = {change.object_id: change.new for change in taken_out}
    return [
        *list_overtaken_records(roster_import, taken_out),
        *list_kept_records(roster_import, result.kept, new),
    ]


def _drop_bodies(
    roster_import: RosterImport, counts: Counter[str], actor: User
) -> None:
    """Drop the bodies that only rosters named and that nothing else uses by now."""
    rows = ImportRow.objects.filter(roster_import=roster_import)
    named = rows.exclude(helper=roster_import.helper).order_by()
    bodies = set(named.values_list("helper", flat=True).distinct()) - {None}
    made = {body.pk for body in list_bodies().exclude(source="") if body.pk in bodies}
    rows.filter(helper__in=made).update(helper=None)
    if dropped := drop_unused_bodies(bodies=made, actor=actor):
        counts["bodies"] = dropped


def _take_out_enterprises(
    roster_import: RosterImport, heirs: Heirs
) -> tuple[list[TakenOut], dict[int, str]]:
    """Return the changes to put back, and which heir goes on saying a part of them."""
    taken_out, successors = [], {}
    for batch in take_out_changes(roster_import, "enterprise"):
        read = heirs.read([change.object_id for change in batch], "enterprise")
        words = keep_changers(read)
        passed = []
        for change in batch:
            told = words.get((change.object_id,))
            rest, links = pass_on(change, told, "enterprise")
            taken_out.append(rest)
            passed += links
        ImportChange.objects.bulk_create(passed, batch_size=500)
        for link in reversed(passed):
            successors[link.object_id] = link.roster_import.code
    return taken_out, successors


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
