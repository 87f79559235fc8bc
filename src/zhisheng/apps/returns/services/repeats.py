"""Sources that say what is on record: their word counts once the first one is gone.

A value said twice is written once. Withdrawing whoever wrote it must not take what
somebody else reported as well, so the repeat takes the place of what it repeated.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import CharField, Q, QuerySet, Subquery
from django.db.models import Value as Constant

from zhisheng.apps.returns.models import Value, ValueChange, ValueRepeat
from zhisheng.kit import bulk

BATCH = 500


def note_repeats_from(
    staging: QuerySet[Any, Any], existing: QuerySet[Value], *, source_kind: str
) -> int:
    """Note each staged row that says what one of the ``existing`` values says."""
    rows = (
        staging.order_by()
        .annotate(
            repeated_value=Subquery(existing.values("pk")[:1]),
            repeated_source=Subquery(existing.values("source")[:1]),
            repeat_kind=Constant(source_kind, output_field=CharField()),
        )
        .exclude(repeated_value=None)
    )
    columns = {
        "source": "recorded_source",
        "source_kind": "repeat_kind",
        "value_id": "repeated_value",
        "repeated": "repeated_source",
    }
    return bulk.insert_from(ValueRepeat, rows, columns, ignore_conflicts=True)


def note_repeats(values: Iterable[Value], *, source: str, source_kind: str) -> None:
    """Note that a source said again what these values of other sources say."""
    ValueRepeat.objects.bulk_create(
        [
            ValueRepeat(
                source=source,
                source_kind=source_kind,
                value_id=value.pk,
                repeated=value.source,
            )
            for value in values
            if value.source != source
        ],
        ignore_conflicts=True,
        batch_size=BATCH,
    )


def hand_over(source: str) -> tuple[int, list[int]]:
    """Put the first repeat of each value in the place of a source.

    Return how many, and the ids of those that another source has written over since.
    """
    count, changed = 0, list[int]()
    for batch in bulk.split(_list_repeated(source), BATCH):
        heirs = _find_heirs(source, batch)
        changed += _rename_values(source, heirs)
        _rename_changes(source, heirs)
        _rename_repeats(source, heirs)
        count += len(heirs)
    ValueRepeat.objects.filter(Q(source=source) | Q(repeated=source)).delete()
    return count, changed


def _list_repeated(source: str) -> list[int]:
    repeats = ValueRepeat.objects.filter(repeated=source)
    return sorted(set(repeats.values_list("value_id", flat=True)))


def _find_heirs(source: str, ids: Sequence[int]) -> dict[int, ValueRepeat]:
    repeats = ValueRepeat.objects.filter(repeated=source, value_id__in=ids)
    return {one.value_id: one for one in repeats.order_by("-pk")}


def _rename_values(source: str, heirs: Mapping[int, ValueRepeat]) -> list[int]:
    values = list(Value.objects.select_for_update().filter(pk__in=heirs))
    changed = [value.pk for value in values if value.source != source]
    for value in values:
        heir = heirs[value.pk]
        if value.origin == source:
            value.origin = heir.source
        if value.source == source:
            value.source, value.source_kind = heir.source, heir.source_kind
    fields = ["origin", "source", "source_kind"]
    Value.objects.bulk_update(values, fields, batch_size=BATCH)
    return sorted(changed)


def _rename_changes(source: str, heirs: Mapping[int, ValueRepeat]) -> None:
    """Give the heir's name to every link of the chain that bears the source's."""
    changes = list(ValueChange.objects.filter(value_id__in=heirs))
    for change in changes:
        heir = heirs[change.value_id]
        if change.source == source:
            change.source = heir.source
        for content in (change.old, change.new):
            if content is not None and content["source"] == source:
                content |= {"source": heir.source, "source_kind": heir.source_kind}
    ValueChange.objects.bulk_update(changes, ["source", "old", "new"], batch_size=BATCH)


def _rename_repeats(source: str, heirs: Mapping[int, ValueRepeat]) -> None:
    """Let the other repeats of a value name its heir."""
    others: defaultdict[int, list[ValueRepeat]] = defaultdict(list)
    for one in ValueRepeat.objects.filter(repeated=source, value_id__in=heirs):
        if one.source != heirs[one.value_id].source:
            others[one.value_id].append(one)
    ValueRepeat.objects.bulk_create(
        [
            ValueRepeat(
                source=one.source,
                source_kind=one.source_kind,
                value_id=pk,
                repeated=heirs[pk].source,
            )
            for pk, repeats in others.items()
            for one in sorted(repeats, key=lambda repeat: repeat.pk)
        ],
        ignore_conflicts=True,
        batch_size=BATCH,
    )
