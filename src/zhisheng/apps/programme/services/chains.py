"""What an import changed on rows that existed, and which imports changed them since.

The changes of one field form a chain: what one import found, another one had written.
Withdrawing an import takes its links out, and the next link then says what stood before
it. So imports can be withdrawn in any order, and nothing of a withdrawn one comes back.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from zhisheng.apps.programme.choices import ImportStatus
from zhisheng.apps.programme.models import ImportChange, RosterImport
from zhisheng.kit.bulk import split

BATCH = 500


@dataclass(frozen=True, slots=True)
class TakenOut:
    """All changes of one row by one import, and the fields later imports changed."""

    object_id: int
    old: dict[str, Any]
    new: dict[str, Any]
    overtaken: dict[str, ImportChange]


def take_out_changes(
    roster_import: RosterImport, table: str
) -> Iterator[list[TakenOut]]:
    """Yield what an import changed, its links taken out of the chains, in batches."""
    own = ImportChange.objects.filter(roster_import=roster_import, table=table)
    ids = sorted(set(own.values_list("object_id", flat=True)))
    for batch in split(ids, BATCH):
        relinked: dict[int, ImportChange] = {}
        yield [
            _take_out(pk, chain, roster_import, relinked)
            for pk, chain in list_chains(table, batch).items()
        ]
        ImportChange.objects.bulk_update(relinked.values(), ["old"], batch_size=BATCH)


def list_last_changes(
    roster_import: RosterImport, table: str, ids: Collection[int]
) -> dict[int, ImportChange]:
    """Return the last change of each row by another import after this one's own."""
    last = {}
    for pk, chain in list_chains(table, ids).items():
        if chain[-1].roster_import_id != roster_import.pk:
            last[pk] = chain[-1]
    return last


def is_changed_by_others(roster_import: RosterImport, table: str) -> Exists:
    """Return the condition of rows that an import which still counts changed."""
    changes = ImportChange.objects.filter(table=table, object_id=OuterRef("pk"))
    others = changes.exclude(roster_import=roster_import)
    return Exists(others.exclude(roster_import__status=ImportStatus.WITHDRAWN))


def list_chains(
    table: str, ids: Collection[int]
) -> defaultdict[int, list[ImportChange]]:
    """Return the changes of rows by imports that count, each in the order made."""
    chains: defaultdict[int, list[ImportChange]] = defaultdict(list)
    changes = ImportChange.objects.filter(table=table, object_id__in=ids)
    counting = changes.exclude(roster_import__status=ImportStatus.WITHDRAWN)
    for change in counting.select_related("roster_import__organisation").order_by("pk"):
        chains[change.object_id].append(change)
    return chains


def _take_out(
    object_id: int,
    chain: Iterable[ImportChange],
    roster_import: RosterImport,
    relinked: dict[int, ImportChange],
) -> TakenOut:
    """Fold the changes of an import that was applied in steps, and relink later ones."""
    before: dict[str, Any] = {}
    written: dict[str, Any] = {}
    overtaken: dict[str, ImportChange] = {}
    for change in chain:
        is_own = change.roster_import_id == roster_import.pk
        for name, new in change.new.items():
            is_next = (
                name in written
                and name not in overtaken
                and change.old[name] == written[name]
            )
            if is_own:
                before[name] = before[name] if is_next else change.old[name]
                written[name] = new
                overtaken.pop(name, None)
            elif name in written:
                if is_next:
                    change.old[name] = before[name]
                    relinked[change.pk] = change
                overtaken[name] = change
    own = [name for name in written if name not in overtaken]
    return TakenOut(
        object_id,
        {name: before[name] for name in own},
        {name: written[name] for name in own},
        overtaken,
    )
