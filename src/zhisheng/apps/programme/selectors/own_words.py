"""What rosters of an organisation call enterprises: shown where the record is not its to see.

Else a code under a made-up name would tell the registered one.
"""

from collections.abc import Collection
from typing import Any, NamedTuple

from django.db.models import Case, QuerySet, When

from zhisheng.apps.programme.models import ImportRow


class OwnWords(NamedTuple):
    """What the latest applied row says of an enterprise."""

    name: str
    uscc: str
    region: str
    industry: str


def map_own_words(
    organisations: Collection[int],
    enterprises: Collection[int] | QuerySet[Any, Any],
    *,
    year: int | None = None,
) -> dict[int, OwnWords]:
    """Return by enterprise what the organisations' own rosters said of it last.

    Rows of a ``year`` tell before all others: a return says what held then.
    """
    rows = ImportRow.objects.filter(
        roster_import__organisation__in=organisations,
        enterprise__in=enterprises,
        is_applied=True,
    )
    is_of_year = Case(When(year=year, then=1), default=0)
    order = ["id"] if year is None else [is_of_year, "id"]
    told = rows.order_by(*order).values_list(
        "enterprise", "name", "uscc", "region_code", "industry_code"
    )
    return {enterprise: OwnWords(*words) for enterprise, *words in told}
