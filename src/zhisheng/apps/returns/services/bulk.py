"""Record many values by a few statements, the same on both databases."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Self

from django.db import transaction
from django.db.models import (
    BigIntegerField,
    CharField,
    DateTimeField,
    F,
    Q,
    QuerySet,
)
from django.db.models import Value as Constant
from django.db.models.functions import Cast
from django.utils import timezone

from zhisheng.apps.accounts.models import User
from zhisheng.apps.returns.models import Value, ValueChange
from zhisheng.apps.returns.selectors import (
    CONTENT,
    SAME,
    find_existing,
    select_differing,
)
from zhisheng.apps.returns.services.repeats import note_repeats_from
from zhisheng.kit import audit, bulk

PROVENANCE = ("source_kind", "source", "checked_by", "checked_at", "recorded_at")
ROWS_PER_STATEMENT = 500
NOBODY = Q(pk__in=[])


@dataclass(frozen=True, slots=True)
class StoredContent:
    """What a value said and where it came from; texts, so that JSON can keep it."""

    value: str | None
    low: str | None
    high: str | None
    is_approximate: bool
    source_kind: str
    source: str
    checked_by_id: int | None
    checked_at: str | None
    recorded_at: str

    @classmethod
    def from_value(cls, value: Value) -> Self:
        return cls(
            value=_write_number(value.value),
            low=_write_number(value.low),
            high=_write_number(value.high),
            is_approximate=value.is_approximate,
            source_kind=value.source_kind,
            source=value.source,
            checked_by_id=value.checked_by_id,
            checked_at=value.checked_at.isoformat() if value.checked_at else None,
            recorded_at=value.recorded_at.isoformat(),
        )

    def write_to(self, value: Value) -> Value:
        value.value = _read_number(self.value)
        value.low = _read_number(self.low)
        value.high = _read_number(self.high)
        value.is_approximate = self.is_approximate
        value.source_kind = self.source_kind
        value.source = self.source
        value.checked_by_id = self.checked_by_id
        value.checked_at = _read_time(self.checked_at)
        value.recorded_at = datetime.fromisoformat(self.recorded_at)
        return value


@dataclass(frozen=True, slots=True)
class ChangedValue:
    """One value that was there and said something else."""

    value_id: int
    old: StoredContent
    new: StoredContent

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class BulkResult:
    """How many values are new, and which ones were changed from what."""

    inserted: int
    changed: tuple[ChangedValue, ...]


@transaction.atomic
def record_values_from(
    *,
    staging: QuerySet[Any, Any],
    source_kind: str,
    source: str,
    actor: User | None,
    enterprise: str = "enterprise_id",
    priority: str = "pk",
    alone: Q = NOBODY,
) -> BulkResult:
    """Insert the values a queryset selects and update those that said something else.

    ``staging`` yields ids of enterprises in the column named, ``indicator_code``,
    ``period``, ``value``, ``low``, ``high``, ``is_approximate`` and ``declared_by_id``.
    Where it names one value twice, the row with the highest ``priority`` counts. A value
    that this very source wrote before stays: a repeated call changes nothing. What
    another source wrote and this one says again is noted as a repeat. ``alone``
    selects rows that can meet neither another row nor a value on record.
    """
    named = staging.annotate(
        recorded_enterprise=F(enterprise),
        recorded_source_kind=Constant(source_kind, output_field=CharField()),
        recorded_source=Constant(source, output_field=CharField()),
        recorded_moment=Constant(timezone.now(), output_field=DateTimeField()),
    )
    # Ascending by enterprise, as the index grows; within one the preferred row first.
    ordered = named.order_by("recorded_enterprise", F(priority).desc())
    inserted = _insert(ordered, alone)
    changed: tuple[ChangedValue, ...] = ()
    if inserted < staging.count():
        others = find_existing().filter(SAME).exclude(source=source)
        note_repeats_from(named, others, source_kind=source_kind)
        changed = _update_differing(ordered, source, priority)
        keep_changes(source, changed)
    audit.record(
        action="returns.values_recorded",
        actor=actor,
        new={"source_kind": source_kind, "source": source},
        counts={"inserted": inserted, "changed": len(changed)},
        rows_hash=_hash_changes(changed),
    )
    return BulkResult(inserted, changed)


def _insert(ordered: QuerySet[Any, Any], alone: Q) -> int:
    columns = {
        "enterprise_id": "recorded_enterprise",
        "indicator_id": "indicator_code",
        "period": "period",
        "declared_by_id": "declared_by_id",
        **{name: name for name in CONTENT},
        "source_kind": "recorded_source_kind",
        "source": "recorded_source",
        "origin": "recorded_source",
        "recorded_at": "recorded_moment",
    }
    return bulk.insert_meeting(Value, ordered, columns, alone)


def _update_differing(
    ordered: QuerySet[Any, Any], source: str, priority: str
) -> tuple[ChangedValue, ...]:
    differing = select_differing(ordered, source=source, priority=priority)
    rows = {
        row.pop("existing_id"): row for row in differing.values("existing_id", *CONTENT)
    }
    if not rows:
        return ()
    old = {pk: StoredContent.from_value(value) for pk, value in iterate_values(rows)}
    _overwrite(differing)
    new = {pk: StoredContent.from_value(value) for pk, value in iterate_values(rows)}
    return tuple(ChangedValue(pk, old[pk], new[pk]) for pk in sorted(old))


def _overwrite(differing: QuerySet[Any, Any]) -> None:
    bulk.update_from(
        Value,
        differing.annotate(
            # PostgreSQL takes a bare NULL for text.
            nobody=Cast(Constant(None), BigIntegerField()),
            never=Cast(Constant(None), DateTimeField()),
        ),
        on={"id": "existing_id"},
        columns={
            **{name: name for name in CONTENT},
            "source_kind": "recorded_source_kind",
            "source": "recorded_source",
            "checked_by_id": "nobody",
            "checked_at": "never",
            "recorded_at": "recorded_moment",
        },
    )


def keep_changes(source: str, changed: Iterable[ChangedValue]) -> None:
    """Remember what a source wrote over, so that it can be taken back."""
    ValueChange.objects.bulk_create(
        [
            ValueChange(
                source=source,
                value_id=change.value_id,
                old=asdict(change.old),
                new=asdict(change.new),
            )
            for change in changed
        ],
        batch_size=ROWS_PER_STATEMENT,
    )


def overwrite_values(values: Sequence[Value]) -> None:
    """Write the content of known rows; an upsert is far faster than CASE per field."""
    Value.objects.bulk_create(
        values,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[*CONTENT, *PROVENANCE],
        batch_size=ROWS_PER_STATEMENT,
    )


def iterate_values(ids: Iterable[int]) -> Iterable[tuple[int, Value]]:
    """Yield values to be written over; nobody else writes them in between."""
    wanted = list(ids)
    for start in range(0, len(wanted), ROWS_PER_STATEMENT):
        chunk = wanted[start : start + ROWS_PER_STATEMENT]
        yield from Value.objects.select_for_update().in_bulk(chunk).items()


def _hash_changes(changes: Sequence[ChangedValue]) -> str:
    if not changes:
        return ""
    text = json.dumps([change.as_json() for change in changes], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _write_number(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


def _read_number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _read_time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
