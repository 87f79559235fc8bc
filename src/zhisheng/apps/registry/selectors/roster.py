"""The roster: search, filters, one keyset page at a time, bounded counts, export."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from zhisheng.apps.accounts.selectors import Actor, Scope, get_scope, match_below
from zhisheng.apps.places.selectors import get_region_prefix, match_industry_subtree
from zhisheng.apps.registry.choices import EnterpriseStatus
from zhisheng.apps.registry.errors import TooManyRowsError
from zhisheng.apps.registry.models import Enterprise, Grant
from zhisheng.apps.registry.models.enterprises import match_region
from zhisheng.apps.registry.selectors.search import (
    is_code,
    list_former_names,
    match_term,
)
from zhisheng.apps.registry.selectors.views import EnterpriseRow, show_rows
from zhisheng.kit import bulk
from zhisheng.methods.linkage import name_key

PAGE_SIZE = 50
COUNT_LIMIT = 10_000
EXPORT_LIMIT = 100_000
NATION = "000000"
PLACEMENTS = frozenset({"given", "open"})
RELATED = ("region", "business_region", "industry", "unit")


@dataclass(frozen=True, slots=True)
class RosterFilters:
    """What the address of a roster page says; empty text is no filter."""

    term: str = ""
    region_code: str = ""
    industry_code: str = ""
    size_class: str = ""
    status: str = ""
    unit_path: str = ""
    # "given" to a unit below, or "open": with the office of the region.
    placement: str = ""


@dataclass(frozen=True, slots=True)
class RosterPage:
    """``next_code`` continues behind this page; ``count`` is exact up to 10,000."""

    rows: tuple[EnterpriseRow, ...]
    next_code: str
    count: int
    is_count_exact: bool


def list_enterprises_for(
    *,
    actor: Actor,
    filters: RosterFilters,
    after: str = "",
    size: int = PAGE_SIZE,
    with_contact: bool = False,
) -> RosterPage:
    """Return one page, newest first; ``after`` is the code of the last row before it."""
    scope = get_scope(actor)
    found = _find(actor, scope, filters)
    below = _find_last_id(after)
    if filters.term.strip():
        chosen, count = _compare_names_once(found, below, size + 1)
    else:
        chosen = found.filter(pk__lt=below) if below else found
        count = found.order_by().values("pk")[: COUNT_LIMIT + 1].count()
    page = list(_sort(chosen, with_contact=with_contact)[: size + 1])
    rows = show_rows(page[:size], scope, with_contact=with_contact)
    if scope.is_officer:
        rows = _tell_former_names(rows, filters.term)
    return RosterPage(
        rows=tuple(rows),
        next_code=rows[-1].code if len(page) > size else "",
        count=min(count, COUNT_LIMIT),
        is_count_exact=count <= COUNT_LIMIT,
    )


def export_enterprises_for(
    *, actor: Actor, filters: RosterFilters, with_contact: bool = False
) -> Iterator[EnterpriseRow]:
    """Return every row of the list, read in batches; more than the limit is refused."""
    scope = get_scope(actor)
    found = _find(actor, scope, filters)
    if found.order_by().values("pk")[: EXPORT_LIMIT + 1].count() > EXPORT_LIMIT:
        raise TooManyRowsError(limit=EXPORT_LIMIT)
    rows = _sort(found, with_contact=with_contact)
    return _export(rows, scope, with_contact=with_contact)


def _compare_names_once(
    found: QuerySet[Enterprise], below: int | None, size: int
) -> tuple[QuerySet[Enterprise], int]:
    """Find the rows of a page and their number in one pass over the names."""
    ids = list(found.order_by("-pk").values_list("pk", flat=True)[: COUNT_LIMIT + 1])
    rest = [pk for pk in ids if below is None or pk < below]
    if len(ids) > COUNT_LIMIT and len(rest) < size:
        return found.filter(pk__lt=below), len(ids)
    return Enterprise.unscoped.filter(pk__in=rest[:size]), len(ids)


def _tell_former_names(rows: list[EnterpriseRow], term: str) -> list[EnterpriseRow]:
    """Say by which earlier name a row was found whose name does not hold the word."""
    key = name_key(term)
    others = [row.id for row in rows if key not in name_key(row.name)]
    if not others or is_code(term):
        return rows
    former = list_former_names(others, term)
    return [replace(row, former_names=tuple(former.get(row.id, ()))) for row in rows]


def _export(
    found: QuerySet[Enterprise], scope: Scope, *, with_contact: bool
) -> Iterator[EnterpriseRow]:
    for batch in bulk.split(found.iterator(chunk_size=2_000), 2_000):
        yield from show_rows(batch, scope, with_contact=with_contact)


def select_listed(actor: Actor, filters: RosterFilters) -> QuerySet[Enterprise]:
    """Return all that a list with these filters shows, in no order."""
    return _find(actor, get_scope(actor), filters).order_by()


def _find(actor: Actor, scope: Scope, filters: RosterFilters) -> QuerySet[Enterprise]:
    found = Enterprise.objects.visible_to(actor).filter(merged_into=None)
    for field, condition in _list_conditions(filters, scope):
        found = found.filter(condition & _require_open(scope, field))
    return found


def _list_conditions(filters: RosterFilters, scope: Scope) -> Iterator[tuple[str, Q]]:
    if filters.term.strip():
        # Earlier names are history, which is hidden from who was granted some fields.
        found = match_term(filters.term, with_former=scope.is_officer)
        yield "uscc" if is_code(filters.term) else "", found
    if filters.region_code and filters.region_code != NATION:
        yield "region", match_region(get_region_prefix(filters.region_code))
    if filters.industry_code:
        yield "industry", match_industry_subtree(filters.industry_code)
    if filters.size_class:
        yield "size_class", Q(size_class=filters.size_class)
    if filters.status in EnterpriseStatus.values:
        yield "", Q(status=filters.status)
    if filters.unit_path:
        yield "unit", match_below(filters.unit_path, "unit__path")
    if filters.placement in PLACEMENTS:
        yield "unit", Q(unit__isnull=filters.placement == "open")


def _require_open(scope: Scope, field: str) -> Q:
    """Let a filter tell nothing about rows of which this field was not granted."""
    if not field or scope.is_officer:
        return Q()
    holding = (
        Grant.live.filter(viewer_id__in=scope.organisation_ids)
        .annotate(names=Cast("fields", TextField()))
        .filter(names__contains=f'"{field}"')
    )
    own = Q(organisation_id__in=scope.organisation_ids)
    return own | Q(pk__in=holding.values("enterprise_id"))


def _find_last_id(after: str) -> int | None:
    if not after:
        return None
    return Enterprise.unscoped.filter(code=after).values_list("pk", flat=True).first()


def _sort(found: QuerySet[Enterprise], *, with_contact: bool) -> QuerySet[Enterprise]:
    hidden = [] if with_contact else ["contact_phone"]
    page = found.select_related(*RELATED).defer("size_basis", *hidden)
    return page.order_by("-pk")
