"""Which of several declared values counts, and which values an actor may see."""

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from zhisheng.apps.returns.models import Value


def list_effective_values(
    *,
    enterprise_ids: Collection[int] | QuerySet[Any, Any] | None = None,
    indicators: Collection[str] | None = None,
    periods: Collection[str] | None = None,
) -> QuerySet[Value]:
    """Return one value per enterprise, indicator and period, by one statement.

    Checked before unchecked, then the enterprise's own return, then the latest. Filter
    here and not on the result, so that the database ranks only what is asked for.
    """
    values = Value.objects.all()
    if enterprise_ids is not None:
        values = values.filter(enterprise_id__in=enterprise_ids)
    if indicators is not None:
        values = values.filter(indicator_id__in=indicators)
    if periods is not None:
        values = values.filter(period__in=periods)
    return values.effective()
