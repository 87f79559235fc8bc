"""Where things of enterprises lie, from which follows the office in charge of them."""

from collections import Counter
from typing import Any

from django.db.models import Count, QuerySet

# The region of an enterprise and the path of the unit it was given to, if there are any.
Place = tuple[str | None, str | None]


def count_by_place(rows: QuerySet[Any]) -> Counter[Place]:
    """Count rows that have an ``enterprise`` by where that lies."""
    place = ("enterprise__region_id", "enterprise__unit__path")
    counted = rows.order_by().values_list(*place).annotate(Count("pk"))
    return Counter({(region, path): count for region, path, count in counted})
