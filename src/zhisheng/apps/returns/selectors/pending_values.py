"""What a staged roster would write over in values that are on record already.

A staging queryset yields ``indicator_code``, ``period``, ``value``, ``low``, ``high``,
``is_approximate``, ``declared_by_id`` and, in a column that is named, the enterprise's id.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import (
    BigIntegerField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Window,
)
from django.db.models.functions import RowNumber

from zhisheng.apps.returns.models import Value

CONTENT = ("value", "low", "high", "is_approximate")
# Of a value on record, where the staged row says the same.
SAME = Q(is_approximate=OuterRef("is_approximate")) & (
    Q(value=OuterRef("value")) | Q(low=OuterRef("low"), high=OuterRef("high"))
)


@dataclass(frozen=True, slots=True)
class Measured:
    """What a value says: one number, or the two ends of a range."""

    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    is_approximate: bool


@dataclass(frozen=True, slots=True)
class PendingValue:
    """A value on record, and what the staged row of this id would make of it."""

    staged_id: int
    indicator: str
    period: str
    old: Measured
    new: Measured


def list_pending_values(
    staging: QuerySet[Any, Any], *, source: str, enterprise: str, priority: str
) -> Iterator[PendingValue]:
    """Tell value by value what recording the staged rows would change; two queries."""
    named = staging.annotate(recorded_enterprise=F(enterprise))
    known = named.filter(Exists(find_existing()))
    differing = select_differing(known, source=source, priority=priority)
    names = ("pk", "existing_id", "indicator_code", "period", *CONTENT)
    rows = list(differing.order_by(priority).values_list(*names))
    values = Value.objects.in_bulk([existing_id for _pk, existing_id, *_rest in rows])
    for pk, existing_id, indicator, period, *content in rows:
        on_record = values[existing_id]
        old = Measured(*(getattr(on_record, name) for name in CONTENT))
        yield PendingValue(pk, indicator, period, old, Measured(*content))


def select_differing(
    named: QuerySet[Any, Any], *, source: str, priority: str
) -> QuerySet[Any, Any]:
    """Keep, of each value that exists and says something else, the preferred row."""
    existing = find_existing()
    picked: QuerySet[Any, Any] = (
        named.order_by()
        .filter(~Exists(existing.filter(SAME | Q(source=source))))
        .annotate(
            existing_id=Subquery(
                existing.values("pk")[:1], output_field=BigIntegerField()
            ),
            place=Window(
                RowNumber(),
                partition_by=[
                    "recorded_enterprise",
                    "indicator_code",
                    "period",
                    "declared_by_id",
                ],
                order_by=F(priority).desc(),
            ),
        )
        .filter(place=1)
    )
    return picked


def find_existing() -> QuerySet[Value]:
    """Return the condition of the value on record that a staged row tells of."""
    return Value.objects.filter(
        enterprise_id=OuterRef("recorded_enterprise"),
        indicator_id=OuterRef("indicator_code"),
        period=OuterRef("period"),
        declared_by_id=OuterRef("declared_by_id"),
    )
