"""What is kept only for a time: every app says here what it erases, and after how long.

One job asks all of them each day. An eraser is told the moment, deletes what is overdue
and returns how many there were; run again, it finds nothing more.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from zhisheng.kit import audit

Eraser = Callable[[datetime], int]
BATCH = 1_000


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """What is erased and when; ``label`` and ``kept`` are Chinese texts."""

    name: str
    label: str
    kept: str


_erasers: dict[str, tuple[RetentionRule, Eraser]] = {}


def erases(rule: RetentionRule) -> Callable[[Eraser], Eraser]:
    """Register the function that erases what the rule speaks of."""

    def register(eraser: Eraser) -> Eraser:
        known = _erasers.get(rule.name)
        if known and known[1].__module__ != eraser.__module__:
            raise ValueError(f"rule {rule.name} comes from {known[1].__module__}")
        _erasers[rule.name] = (rule, eraser)
        return eraser

    return register


def list_rules() -> list[RetentionRule]:
    """Return every rule, by name."""
    return [_erasers[name][0] for name in sorted(_erasers)]


def erase_overdue(now: datetime | None = None) -> Mapping[str, int]:
    """Have every app erase what is overdue; return how much by rule, if any."""
    moment = now or timezone.now()
    erased = {rule.name: eraser(moment) for rule, eraser in _erasers.values()}
    counts = {name: count for name, count in erased.items() if count}
    if counts:
        audit.record(action="kit.overdue_erased", counts=counts)
    return counts


def delete_in_batches(rows: QuerySet[Any]) -> int:
    """Delete rows a batch at a time, so that nobody waits long; return how many."""
    deleted = 0
    while ids := list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            rows.model._default_manager.filter(pk__in=ids).delete()
        deleted += len(ids)
    return deleted
