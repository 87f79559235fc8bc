"""Chain committed entries, and check that nobody broke the chain."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection, models, transaction
from django.utils import timezone

from zhisheng.kit.audit.models import AuditChain, AuditEntry

SEAL_SQL = """
    UPDATE kit_auditentry
    SET sequence = %s, previous_hash = %s, own_hash = %s, sealed_at = %s
    WHERE id = %s
"""


@dataclass(frozen=True, slots=True)
class Verification:
    """``broken_at`` is the sequence of the first entry that does not fit, or None."""

    sealed: int
    unsealed: int
    broken_at: int | None


def seal(batch_size: int = 1000) -> int:
    """Chain every committed entry, a batch per transaction; return how many."""
    AuditChain.objects.get_or_create(pk=1)
    total = 0
    while sealed := _seal_batch(batch_size):
        total += sealed
        if sealed < batch_size:
            break
    return total


@transaction.atomic
def _seal_batch(batch_size: int) -> int:
    # SQLite begins IMMEDIATE and so is exclusive already; PostgreSQL locks the row.
    chain = AuditChain.objects.select_for_update().get(pk=1)
    entries = list(
        AuditEntry.objects.filter(sequence__isnull=True).order_by("pk")[:batch_size]
    )
    sealed_at = timezone.now()
    for entry in entries:
        _append(chain, entry, sealed_at)
    _save_seals(entries, sealed_at)
    chain.save()
    return len(entries)


def _save_seals(entries: list[AuditEntry], sealed_at: datetime) -> None:
    """Write what was appended; ``bulk_update`` takes ten times as long."""
    at = connection.ops.adapt_datetimefield_value(sealed_at)
    rows = [
        (entry.sequence, entry.previous_hash, entry.own_hash, at, entry.pk)
        for entry in entries
    ]
    with connection.cursor() as cursor:
        cursor.executemany(SEAL_SQL, rows)


def _append(chain: AuditChain, entry: AuditEntry, sealed_at: datetime) -> None:
    chain.last_sequence += 1
    entry.sequence = chain.last_sequence
    entry.previous_hash = chain.last_hash
    entry.sealed_at = sealed_at
    entry.own_hash = chain.last_hash = hash_entry(entry)


def hash_entry(entry: AuditEntry) -> str:
    """Return the SHA-256 of the entry's canonical JSON, previous hash included."""
    values = {
        "sequence": entry.sequence,
        "previous_hash": entry.previous_hash,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "action": entry.action,
        "actor": entry.actor_id,
        "actor_label": entry.actor_label,
        "organisation_code": entry.organisation_code,
        "subject_type": entry.subject_type,
        "subject_code": entry.subject_code,
        "old": entry.old,
        "new": entry.new,
        "counts": entry.counts,
        "rows_hash": entry.rows_hash,
    }
    text = json.dumps(
        values, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str
    )
    return hashlib.sha256(text.encode()).hexdigest()


def verify() -> Verification:
    """Walk the whole chain once."""
    sealed = AuditEntry.objects.filter(sequence__isnull=False)
    return Verification(
        sealed=sealed.count(),
        unsealed=AuditEntry.objects.filter(sequence__isnull=True).count(),
        broken_at=_find_break(sealed),
    )


def _find_break(sealed: models.QuerySet[AuditEntry]) -> int | None:
    chain = AuditChain.objects.filter(pk=1).first() or AuditChain()
    sequence, previous_hash = 0, ""
    for entry in sealed.order_by("sequence").iterator(chunk_size=2000):
        sequence += 1
        fits = (
            entry.sequence == sequence
            and entry.previous_hash == previous_hash
            and entry.own_hash == hash_entry(entry)
        )
        if not fits:
            return sequence
        previous_hash = entry.own_hash
    # An end cut off leaves a chain that fits; only the kept end tells.
    if (sequence, previous_hash) != (chain.last_sequence, chain.last_hash):
        return sequence + 1
    return None
