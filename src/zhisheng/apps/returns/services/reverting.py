"""Take back what a source recorded, whatever other sources wrote over it since.

The changes of one value form a chain: what one import found, another one had written.
Withdrawing an import takes its links out, and the next link then says what stood before
it. So imports can be withdrawn in any order, and nothing of a withdrawn one comes back.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from zhisheng.apps.accounts.models import User
from zhisheng.apps.returns.models import Value, ValueChange
from zhisheng.apps.returns.services.bulk import (
    ROWS_PER_STATEMENT,
    StoredContent,
    iterate_values,
    overwrite_values,
)
from zhisheng.apps.returns.services.repeats import hand_over
from zhisheng.kit import audit
from zhisheng.kit.bulk import split

Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RevertResult:
    """What a withdrawal took away, gave back, and left because it was changed later.

    What another source had said as well is ``handed_over`` to that one.
    """

    deleted: int
    restored: int
    kept_ids: tuple[int, ...]
    handed_over: int = 0


@dataclass(slots=True)
class _Reversal:
    """What is to be done with a batch of values that more than one source wrote."""

    deleted: list[int] = field(default_factory=list)
    restored: list[Value] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)
    relinked: list[ValueChange] = field(default_factory=list)


@transaction.atomic
def revert_values(*, source: str, actor: User | None) -> RevertResult:
    """Take back what a source recorded; what others changed since stays and is listed."""
    handed_over, kept = hand_over(source)
    deleted, restored = 0, 0
    for batch in split(_list_shared(source), ROWS_PER_STATEMENT):
        reversal = _take_out(source, batch)
        _write(reversal)
        deleted += len(reversal.deleted)
        restored += len(reversal.restored)
        kept += reversal.kept
    mine = Value.objects.filter(source=source, origin=source)
    deleted += mine._raw_delete(mine.db)
    ValueChange.objects.filter(source=source).delete()
    result = RevertResult(deleted, restored, tuple(kept), handed_over)
    audit.record(
        action="returns.values_reverted",
        actor=actor,
        old={"source": source},
        counts={
            "deleted": deleted,
            "restored": restored,
            "kept": len(kept),
            "handed_over": handed_over,
        },
    )
    return result


def _list_shared(source: str) -> list[int]:
    """Return the values a source wrote over or made, and which others wrote as well."""
    changed = ValueChange.objects.filter(source=source).values_list("value_id")
    made = Value.objects.filter(origin=source).exclude(source=source).values_list("pk")
    return sorted({pk for (pk,) in changed.union(made)})


def _take_out(source: str, ids: Sequence[int]) -> _Reversal:
    reversal = _Reversal()
    chains: defaultdict[int, list[ValueChange]] = defaultdict(list)
    for change in ValueChange.objects.filter(value_id__in=ids).order_by("pk"):
        chains[change.value_id].append(change)
    for pk, value in iterate_values(ids):
        before = _unlink(chains[pk], source, reversal)
        if value.source != source:
            reversal.kept.append(pk)
        elif before is None:
            reversal.deleted.append(pk)
        else:
            reversal.restored.append(StoredContent(**before).write_to(value))
    return reversal


def _unlink(
    chain: Iterable[ValueChange], source: str, reversal: _Reversal
) -> Content | None:
    """Tell each later change what stood before the source; return what stood last.

    Nothing stands before a source that made the value. Several changes in a row, as of
    an import applied in two steps, count as one.
    """
    before: Content | None = None
    for change in chain:
        is_continued = change.old is not None and change.old["source"] == source
        if change.source == source and not is_continued:
            before = change.old
        elif change.source != source and is_continued:
            change.old = before
            reversal.relinked.append(change)
    return before


def _write(reversal: _Reversal) -> None:
    ValueChange.objects.bulk_update(
        reversal.relinked, ["old"], batch_size=ROWS_PER_STATEMENT
    )
    overwrite_values(reversal.restored)
    gone = Value.objects.filter(pk__in=reversal.deleted)
    gone._raw_delete(gone.db)
