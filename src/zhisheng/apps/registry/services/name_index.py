"""Keep the search index in step with the names."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet

from zhisheng.apps.registry.models import Enterprise, FormerName, NamePair
from zhisheng.apps.registry.selectors.name_pairs import list_pairs, tabulate_pairs
from zhisheng.kit import bulk
from zhisheng.methods.linkage import name_key

NAMES_PER_BATCH = 200_000
# Up to this many, each pair is looked up; beyond it the whole index is read once.
FEW_ENTERPRISES = 20


def index_names(names: QuerySet[Any, tuple[int, str]]) -> int:
    """Write the pairs of enterprises that have none yet: their ids and name keys."""
    count = 0
    rows = names.order_by().iterator(chunk_size=10_000)
    for batch in bulk.split(rows, NAMES_PER_BATCH):
        ids, keys = zip(*batch, strict=True)
        count += _write(keys, ids)
    return count


def reindex_name(enterprise: Enterprise, *, old_key: str) -> None:
    """Replace the pairs of a name that changed."""
    old, current = set(list_pairs(old_key)), set(list_pairs(enterprise.name_key))
    NamePair.objects.filter(pair__in=old - current, enterprise=enterprise).delete()
    NamePair.objects.bulk_create(
        NamePair(pair=pair, enterprise=enterprise) for pair in sorted(current - old)
    )


def keep_former_names(names: Iterable[tuple[Enterprise, str]]) -> None:
    """Let enterprises be found by what they were called before, each name once."""
    FormerName.objects.bulk_create(
        [
            FormerName(enterprise=enterprise, name=name, name_key=key)
            for enterprise, name in names
            if (key := name_key(name)) != enterprise.name_key
        ],
        batch_size=500,
        ignore_conflicts=True,
    )


def forget_names(enterprises: QuerySet[Enterprise]) -> None:
    """Delete the pairs of enterprises about to be deleted."""
    few = list(
        enterprises.order_by().values_list("pk", "name_key")[: FEW_ENTERPRISES + 1]
    )
    if len(few) > FEW_ENTERPRISES:
        ids = enterprises.order_by().values("pk")
        NamePair.objects.filter(enterprise_id__in=ids).delete()
        return
    for pk, key in few:
        NamePair.objects.filter(pair__in=list_pairs(key), enterprise_id=pk).delete()


def _write(keys: Sequence[str], ids: Sequence[int]) -> int:
    return bulk.copy_integers(
        NamePair, ("pair", "enterprise_id"), tabulate_pairs(keys, ids)
    )
