"""Records that an enterprise about to be registered may be already."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from zhisheng.apps.accounts.selectors import Actor, get_scope
from zhisheng.apps.registry.models import Enterprise, FormerName
from zhisheng.apps.registry.models.enterprises import covers_enterprise, match_region
from zhisheng.apps.registry.selectors.roster import RELATED
from zhisheng.apps.registry.selectors.search import (
    SHORTEST_TERM,
    list_former_names,
    match_term,
)
from zhisheng.apps.registry.selectors.views import EnterpriseRow, show_rows
from zhisheng.methods.linkage import Candidate, compare, name_key, normalise_name

# So many records are compared, and so many of the most alike are asked about.
MOST_COMPARED = 200
MOST_ASKED = 10


@dataclass(frozen=True, slots=True)
class AlikeRow:
    """One record to compare with; ``may_open`` by the actor."""

    row: EnterpriseRow
    former_names: tuple[str, ...]
    may_open: bool


def list_alike(official: Mapping[str, Any]) -> list[Enterprise]:
    """Return the records of the same county that may be the same enterprise.

    Those that bear the name or bore it, and where one of the two has no credit code,
    those with a name much alike; the most alike first.
    """
    own = _describe_new(official)
    key = name_key(own.name)
    if not key or not own.region_code:
        return []
    near = Enterprise.unscoped.filter(match_region(own.region_code.rstrip("0")))
    near = near.select_related("merged_into", *RELATED).order_by("pk")
    named = Q(name_key=key) | Q(pk__in=_select_former(key))
    found = list(near.filter(named)[:MOST_ASKED])
    found += [one for one in _list_similar(near, own) if one not in found]
    return list(dict.fromkeys(one.surviving for one in found))[:MOST_ASKED]


def find_same_code(official: Mapping[str, Any]) -> Enterprise | None:
    """Return the record that holds the credit code, wherever it is."""
    code = _describe_new(official).uscc.upper()
    records = Enterprise.unscoped.select_related("merged_into", *RELATED)
    found = records.filter(uscc=code).first() if code else None
    return found.surviving if found else None


def show_same_code_for(*, actor: Actor, official: Mapping[str, Any]) -> list[AlikeRow]:
    found = find_same_code(official)
    return _show([found] if found else [], actor)


def show_alike_for(*, actor: Actor, official: Mapping[str, Any]) -> list[AlikeRow]:
    """Show to an officer what is asked about; names stand in the public register."""
    return _show(list_alike(official), actor)


def _show(found: list[Enterprise], actor: Actor) -> list[AlikeRow]:
    scope = get_scope(actor)
    former = list_former_names([one.pk for one in found])
    return [
        AlikeRow(
            row=row,
            former_names=tuple(former.get(one.pk, ())) if may_open else (),
            may_open=may_open,
        )
        for one, row in zip(found, show_rows(found, scope), strict=True)
        for may_open in [covers_enterprise(scope, one)]
    ]


def _list_similar(near: Any, own: Candidate) -> list[Enterprise]:
    core = normalise_name(own.name).core
    if len(name_key(core)) < SHORTEST_TERM:
        return []
    rows = near.filter(match_term(core), merged_into=None)
    rows = rows.filter(uscc="") if own.uscc else rows
    compared = [
        (compare(own, describe_candidate(one)), one)
        for one in rows[:MOST_COMPARED]
        if not (own.uscc and one.uscc)
    ]
    alike = [pair for pair in compared if pair[0].verdict != "different"]
    alike.sort(key=lambda pair: (-pair[0].score, pair[1].pk))
    return [one for _comparison, one in alike]


def _select_former(key: str) -> Any:
    return FormerName.objects.filter(name_key=key).values("enterprise_id")


def _describe_new(official: Mapping[str, Any]) -> Candidate:
    texts = {name: str(value or "").strip() for name, value in official.items()}
    return Candidate(
        name=texts.get("name", ""),
        uscc=texts.get("uscc", ""),
        region_code=texts.get("region_id", ""),
        address=texts.get("address", ""),
        industry_code=texts.get("industry_id", ""),
    )


def describe_candidate(one: Enterprise) -> Candidate:
    return Candidate(
        name=one.name,
        uscc=one.uscc,
        region_code=one.region_id or "",
        address=one.address,
        industry_code=one.industry_id or "",
    )
