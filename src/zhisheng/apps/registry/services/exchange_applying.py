"""Applying: one transaction over all rows taken, whoever sent them before."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.db.models import DateTimeField, Exists, OuterRef, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.models import User
from zhisheng.apps.registry.choices import TAKEN, ExchangeRowStatus, ExchangeStatus
from zhisheng.apps.registry.errors import ExchangeStateError
from zhisheng.apps.registry.models import ExchangeBatch, ExchangeRow, OutsideRecord
from zhisheng.apps.registry.selectors.exchange import (
    count_exchange_rows,
    find_layout,
    select_governed_ids,
)
from zhisheng.apps.registry.services.exchange import lock_batch
from zhisheng.apps.registry.services.exchange_contradictions import (
    HOLDER,
    list_held,
    names_one_enterprise,
    tell_held,
    tell_same_day,
)
from zhisheng.kit import audit, bulk
from zhisheng.kit.connectors import Delivery, TakenRow, deliver

LOCK = "registry.apply_exchange"
ROWS_KEPT_DAYS = 60
ALIKE = {
    "enterprise": "enterprise_id",
    "connector": "batch__connector",
    "layout": "batch__layout",
    "key": "key",
}
TOLD = {"values": "answers", "as_of": "batch__as_of", "batch": "batch_id"}


@transaction.atomic
def apply_exchange(*, batch: ExchangeBatch, actor: User | None) -> Counter[str]:
    """Keep what the rows tell, and let every app take what it registered for.

    A worker killed between this commit and the end of its job comes here again: what
    was applied then is returned.
    """
    bulk.hold_lock(LOCK)
    locked = lock_batch(batch)
    if locked.status == ExchangeStatus.APPLIED:
        return Counter(locked.counts["applied"])
    if locked.status != ExchangeStatus.APPLYING:
        raise ExchangeStateError(status=locked.get_status_display())
    _refuse_meanwhile(locked, actor)
    rows = locked.rows.filter(status__in=TAKEN)
    delivery = _make_delivery(locked, rows, actor)
    counts = deliver(delivery)
    counts.update(_keep_records(rows))
    _finish(locked, counts, actor)
    return counts


@transaction.atomic
def forget_exchange_rows() -> int:
    """Drop the staging rows of batches whose file has gone; the records stay."""
    before = timezone.now() - timedelta(days=ROWS_KEPT_DAYS)
    old = ExchangeRow.objects.filter(batch__created_at__lt=before)
    batches = old.order_by().values("batch").distinct()
    count = ExchangeRow.objects.filter(batch__in=batches)._raw_delete(old.db)
    if count:
        audit.record(action="registry.exchange_rows_forgotten", counts={"rows": count})
    return count


def _refuse_meanwhile(batch: ExchangeBatch, actor: User | None) -> None:
    """Send back what has moved out of the area, or was told anew, since the preview."""
    rows = batch.rows.filter(status__in=TAKEN)
    column = 1
    gone = [column, _("名录里没有这个代码的企业，或不在您的辖区。"), ""]
    rows.exclude(enterprise__in=select_governed_ids(actor)).update(
        status=ExchangeRowStatus.UNKNOWN, reasons=[gone]
    )
    standing = OutsideRecord.objects.filter(
        enterprise=OuterRef("enterprise_id"),
        connector=batch.connector,
        layout=batch.layout,
        key=OuterRef("key"),
    )
    otherwise = standing.filter(as_of=batch.as_of).exclude(values=OuterRef("answers"))
    told = [column, *tell_same_day(batch.as_of)]
    rows.filter(Exists(otherwise)).update(
        status=ExchangeRowStatus.REFUSED, reasons=[told]
    )
    if names_one_enterprise(find_layout(batch)[1]):
        held = list_held(batch).alias(holder=HOLDER)
        of_others = held.exclude(holder=OuterRef("enterprise_id"))
        rows.filter(Exists(of_others.filter(key=OuterRef("key")))).update(
            status=ExchangeRowStatus.REFUSED, reasons=[[column, *tell_held()]]
        )
    newer = standing.filter(as_of__gt=batch.as_of)
    old = [column, _("核对之后收到了更新的记录，这一行比它旧。"), ""]
    rows.filter(Exists(newer)).update(status=ExchangeRowStatus.OLDER, reasons=[old])


def _keep_records(rows: QuerySet[ExchangeRow]) -> Counter[str]:
    """Write over what stands, and add what does not."""
    taken = rows.order_by("pk").annotate(
        now=Value(timezone.now(), output_field=DateTimeField())
    )
    renewed = bulk.update_from(
        OutsideRecord, taken, on=ALIKE, columns=TOLD | {"received_at": "now"}
    )
    added = bulk.insert_from(OutsideRecord, taken, ALIKE | TOLD, ignore_conflicts=True)
    return Counter(records_renewed=renewed, records_added=added)


def _make_delivery(
    batch: ExchangeBatch, rows: QuerySet[ExchangeRow], actor: User | None
) -> Delivery:
    connector, layout = find_layout(batch)
    return Delivery(
        batch=batch.code,
        connector=connector,
        layout=layout,
        as_of=batch.as_of,
        rows=partial(_iterate_taken, rows),
        actor=actor,
    )


def _iterate_taken(rows: QuerySet[ExchangeRow]) -> Iterator[TakenRow]:
    values = rows.order_by("pk").values_list("enterprise_id", "key", "answers")
    for enterprise_id, key, answers in values.iterator(chunk_size=2_000):
        if enterprise_id is not None:
            yield TakenRow(enterprise_id, key, answers)


def _finish(batch: ExchangeBatch, counts: Counter[str], actor: User | None) -> None:
    batch.status = ExchangeStatus.APPLIED
    batch.applied_at = timezone.now()
    batch.counts = count_exchange_rows(batch) | {"applied": dict(counts)}
    batch.save(update_fields=["status", "applied_at", "counts"])
    audit.record(
        action="registry.exchange_applied",
        subject=batch,
        actor=actor,
        counts=dict(counts),
        rows_hash=batch.sha256,
    )
