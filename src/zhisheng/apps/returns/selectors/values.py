"""Which of several declared values counts, and which values an actor may see."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet

from zhisheng.apps.registry.selectors import map_merged_ids
from zhisheng.apps.returns.models import Value


def list_effective_values(
    *,
    enterprise_ids: Collection[int] | QuerySet[Any, Any] | None = None,
    indicators: Collection[str] | None = None,
    periods: Collection[str] | None = None,
) -> QuerySet[Value]:
    """Return one value per enterprise, indicator and period, by one statement.

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
