"""Official fields: who told each of them, and since when it stands."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from zhisheng.apps.registry.models import (
    ChangeProposal,
    Enterprise,
    EnterpriseVersion,
)
from zhisheng.apps.registry.selectors.exchange import OutsideView
from zhisheng.kit.language import is_english
from zhisheng.reference.connectors import Layout, Rank, find_precedence
from zhisheng.reference.forms import Kind

# What a column tells → the column of the enterprise.
COLUMNS: Mapping[str, str] = {
    "name": "name",
    "legal_form": "legal_form",
    "status": "status",
    "region": "region_id",
    "address": "address",
    "industry": "industry_id",
    "established_on": "established_on",
}


# Fields whose source a page shows.
SHOWN = ("name", "uscc", "legal_form", "status", "region_id", "address", "industry_id")


@dataclass(frozen=True, slots=True)
class OfficialStanding:
    """What stands of an enterprise by an administrative record; others may differ."""

    fields: frozenset[str]
    region_code: str
    industry_code: str
    legal_form: str
    address: str


@dataclass(frozen=True, slots=True)
class FieldSource:
    """Who told what an official field says, and the day as of which it was told."""

    name: str
    on: date


def list_sources(
    enterprise: Enterprise, told: Sequence[OutsideView]
) -> dict[str, FieldSource]:
    """Return the source of each official field that says something, by its name.

    A field is as old as its last change; an administrative record that says the same on
    a later day has confirmed it.
    """
    rule = find_precedence(timezone.localdate())
    ranks = {rank.code: rank for rank in rule.ranks}
    sources = {
        name: FieldSource(
            _name_rank(rule.find_rank(version.source)), version.valid_from
        )
        for name, version in _list_last_changes(enterprise).items()
    }
    # The highest rank comes last and stands, of one rank the newest.
    told = sorted(told, key=lambda one: one.as_of)
    for code in reversed([rank.code for rank in rule.ranks if rank.is_administrative]):
        for view in (one for one in told if one.connector.code == code):
            for name, value in read_official(view.layout, view.values).items():
                known = sources.get(name)
                is_same = known is not None and getattr(enterprise, name) == value
                if is_same and known and known.on <= view.as_of:
                    sources[name] = FieldSource(_name_rank(ranks[code]), view.as_of)
    return sources


def _list_last_changes(enterprise: Enterprise) -> dict[str, EnterpriseVersion]:
    """Return the version that gave each field what it says now."""
    last: dict[str, EnterpriseVersion] = {}
    before: EnterpriseVersion | None = None
    for version in enterprise.versions.order_by("valid_from", "pk"):
        for name in SHOWN:
            value = getattr(version, name)
            if before is None or getattr(before, name) != value:
                last[name] = version
        before = version
    return {name: one for name, one in last.items() if getattr(enterprise, name)}


def _name_rank(rank: Rank | None) -> str:
    if rank is None:
        return _("其他来源")
    return rank.english_name if is_english() else rank.name


def read_official(layout: Layout, answers: Mapping[str, str]) -> dict[str, Any]:
    """Return the official fields that a row tells, as they are stored."""
    told: dict[str, Any] = {}
    for column in layout.telling:
        answer = answers.get(column.code, "")
        if not answer:
            continue
        if column.kind is Kind.DATE:
            told[COLUMNS[column.attribute]] = date.fromisoformat(answer)
        else:
            told[COLUMNS[column.attribute]] = column.find_meaning(answer)
    return told


def list_told(enterprise: Enterprise) -> set[str]:
    """Return the fields an administrative record has told of an enterprise."""
    return set(filter(None, enterprise.administrative_fields.split(",")))


def list_contradicted(proposal: ChangeProposal) -> tuple[str, ...]:
    """Return the proposed fields of which an administrative record says otherwise."""
    enterprise = proposal.enterprise
    told = list_told(enterprise)
    return tuple(
        name
        for name, value in proposal.changes.items()
        if name in told and getattr(enterprise, name) != value
    )


def write_told(fields: Iterable[str]) -> str:
    """Write names of fields so that each is found between its commas."""
    names = ",".join(sorted(fields))
    return f",{names}," if names else ""


def find_official_standings(ids: Collection[int]) -> dict[int, OfficialStanding]:
    """Return what stands by administrative records, of those that have one; one query."""
    found = Enterprise.unscoped.filter(pk__in=ids).exclude(administrative_fields="")
    return {
        one.pk: OfficialStanding(
            fields=frozenset(list_told(one)),
            region_code=one.region_id or "",
            industry_code=one.industry_id or "",
            legal_form=one.legal_form,
            address=one.address,
        )
        for one in found.only(
            "administrative_fields", "region", "industry", "legal_form", "address"
        )
    }
