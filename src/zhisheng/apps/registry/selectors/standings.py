"""Where enterprises on record stand, to compare with what a roster says of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import Exists, OuterRef, QuerySet

from zhisheng.apps.accounts.selectors import Actor, get_scope
from zhisheng.apps.places.selectors import get_region_prefix
from zhisheng.apps.registry.models import Enterprise, EnterpriseVersion
from zhisheng.apps.registry.selectors.views import show_rows
from zhisheng.reference.regions import bridge


@dataclass(frozen=True, slots=True)
class Standing:
    """What the record says; empty text where it says nothing or hides it."""

    code: str
    region_code: str
    industry_code: str


def select_standing(
    enterprises: QuerySet[Enterprise], *, on: date
) -> QuerySet[Enterprise]:
    """Keep the enterprises of which no later state is recorded.

    A roster of an earlier state says nothing about the others.
    """
    newer = EnterpriseVersion.objects.filter(
        enterprise=OuterRef("pk"), valid_from__gt=on
    )
    return enterprises.filter(~Exists(newer))


def find_standings(
    enterprises: QuerySet[Enterprise], *, on: date
) -> dict[int, Standing]:
    """Return the standing of the enterprises of which no later state is recorded."""
    found = select_standing(enterprises, on=on)
    columns = ("pk", "code", "region_id", "industry_id")
    return {
        pk: Standing(*(text or "" for text in texts))
        for pk, *texts in found.values_list(*columns)
    }


def find_standings_for(*, actor: Actor, ids: Collection[int]) -> dict[int, Standing]:
    """Return the standing of enterprises as the actor may see it."""
    visible = Enterprise.objects.visible_to(actor).filter(pk__in=ids)
    rows = visible.select_related("region", "business_region", "industry", "unit")
    return {
        row.id: Standing(row.code, row.region_code, row.industry_code)
        for row in show_rows(list(rows), get_scope(actor))
    }


@lru_cache(maxsize=50_000)
def lies_elsewhere(region: str, known: str) -> bool:
    """Tell whether one region is neither within the other nor its other name.

    An empty code is no region, so it lies nowhere else.
    """
    if not region or not known:
        return False
    if known.startswith(get_region_prefix(region)):
        return False
    if region.startswith(get_region_prefix(known)):
        return False
    return region not in _list_later(known) and known not in _list_later(region)


def _list_later(code: str) -> set[str]:
    """Return the codes the area of a division has had since."""
    return {share.code for share in bridge(code, date.min, date.max)}
