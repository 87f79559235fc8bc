"""Which of several declared values counts, and which values an actor may see."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from zhisheng.apps.accounts.models import Organisation
from zhisheng.apps.registry.selectors import map_merged_ids
from zhisheng.apps.returns.models import Value
from zhisheng.kit.bulk import split

BATCH = 500


def list_effective_values(
    *,
    enterprise_ids: Collection[int] | QuerySet[Any, Any] | None = None,
    indicators: Collection[str] | None = None,
    periods: Collection[str] | None = None,
) -> QuerySet[Value]:
    """Return one value per enterprise, indicator and period, ranked by one statement.

    Checked before unchecked, then the enterprise's own return, then the latest. Filter
    here and not on the result, so that the database ranks only what is asked for. Of an
    enterprise asked for, the values of records merged into it count; ``owner_id`` of a
    value is the enterprise asked for.
    """
    values = Value.objects.all()
    merged: Collection[int] = ()
    if enterprise_ids is not None:
        merged = map_merged_ids(enterprise_ids)
        asked = Q(enterprise_id__in=enterprise_ids)
        values = values.filter(asked | Q(enterprise_id__in=merged) if merged else asked)
    if indicators is not None:
        values = values.filter(indicator_id__in=indicators)
    if periods is not None:
        values = values.filter(period__in=periods)
    return values.effective(merged)


def list_declared_values(
    *,
    declared_by: Organisation,
    enterprises: QuerySet[Any, Any],
    indicators: Collection[str],
    periods: Collection[str],
) -> QuerySet[Value]:
    """Return what one organisation itself declared of enterprises, whatever counts."""
    return Value.objects.filter(
        declared_by=declared_by,
        enterprise_id__in=enterprises,
        indicator_id__in=indicators,
        period__in=periods,
    )


@dataclass(frozen=True, slots=True)
class KeptValue:
    """A value a withdrawal left, and who wrote it last."""

    enterprise_code: str
    enterprise_name: str
    indicator: str
    period: str
    source: str
    changed_by: str
    changed_at: str

    @classmethod
    def from_value(cls, value: Value) -> "KeptValue":
        return cls(
            enterprise_code=value.enterprise.code,
            enterprise_name=value.enterprise.name,
            indicator=value.indicator_id,
            period=value.period,
            source=value.source,
            changed_by=value.declared_by.name,
            changed_at=value.recorded_at.isoformat(),
        )


def list_kept_values(ids: Iterable[int]) -> Iterator[KeptValue]:
    """Tell of each value which enterprise and indicator it is of, who wrote it, when."""
    for batch in split(ids, BATCH):
        values = Value.objects.filter(pk__in=batch).order_by("pk")
        for value in values.select_related("enterprise", "declared_by"):
            yield KeptValue.from_value(value)


def name_source(value: Value) -> str:
    """Return e.g. 帮扶名单（某认证公司）."""
    return f"{value.get_source_kind_display()}（{value.declared_by.name}）"
