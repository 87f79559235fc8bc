"""One enterprise: for pages as they may see it, for services as it is."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from zhisheng.apps.accounts.selectors import (
    Actor,
    get_scope,
    is_left_by_all,
    list_organisations_acted_for,
)
from zhisheng.apps.registry.choices import name_missing_facts
from zhisheng.apps.registry.models import Enterprise, Grant
from zhisheng.apps.registry.permissions import Action, list_actions_on, require_on
from zhisheng.apps.registry.selectors.exchange import (
    OutsideView,
    list_outside_records,
)
from zhisheng.apps.registry.selectors.official import FieldSource, list_sources
from zhisheng.apps.registry.selectors.roster import RELATED
from zhisheng.apps.registry.selectors.views import EnterpriseRow, show_rows
from zhisheng.kit.errors import NotFoundError
from zhisheng.kit.language import is_english
from zhisheng.reference.size_classes import load_rows


@dataclass(frozen=True, slots=True)
class Reference:
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class EnterpriseRecord:
    """Everything one page shows; ``actions`` are what this viewer may do here."""

    row: EnterpriseRow
    unit_name: str
    size_basis: dict[str, Any]
    size_rule: str
    # What an unknown size class lacks; empty also where that was not written down.
    size_missing: tuple[str, ...]
    organisation_name: str
    predecessor: Reference | None
    successors: tuple[Reference, ...]
    merged_into: Reference | None
    merged_records: tuple[Reference, ...]
    is_contact_known: bool
    actions: frozenset[str]
    # What other systems told, and who told each official field; empty where something
    # is hidden.
    told: tuple[OutsideView, ...]
    sources: Mapping[str, FieldSource]


@dataclass(frozen=True, slots=True)
class GrantView:
    id: int
    viewer_name: str
    purpose: str
    fields: tuple[str, ...]
    basis: str
    valid_from: date
    until: date | None


def get_enterprise_for(*, actor: Actor, code: str) -> EnterpriseRecord:
    """Return one enterprise as the actor may see it."""
    enterprise = pick_enterprise_for(actor=actor, code=code)
    (row,) = show_rows([enterprise], get_scope(actor), with_contact=True)
    organisation = enterprise.organisation
    is_open = not row.hidden
    basis = enterprise.size_basis if "size_class" not in row.hidden else {}
    told = list_outside_records(enterprise) if is_open else []
    return EnterpriseRecord(
        row=row,
        unit_name=enterprise.unit.name if enterprise.unit else "",
        size_basis=basis,
        size_rule=_name_size_rule(basis),
        size_missing=name_missing_facts(basis),
        organisation_name=organisation.name if organisation and is_open else "",
        predecessor=_refer(enterprise.predecessor) if is_open else None,
        successors=_refer_all(enterprise.successors.all()) if is_open else (),
        merged_into=_refer(enterprise.merged_into),
        merged_records=_refer_all(enterprise.merged_records.all()) if is_open else (),
        is_contact_known=bool(row.contact_phone_masked),
        actions=list_actions_on(actor, enterprise),
        told=tuple(told),
        sources=list_sources(enterprise, told) if is_open else {},
    )


def pick_enterprise_for(*, actor: Actor, code: str) -> Enterprise:
    """Return the row itself, to hand to a service."""
    visible = Enterprise.objects.visible_to(actor).filter(code=code)
    enterprise = visible.select_related(
        *RELATED, "organisation", "predecessor", "merged_into"
    ).first()
    if enterprise is None:
        raise NotFoundError
    return enterprise


def pick_enterprise_to_change_for(*, actor: Actor, code: str) -> Enterprise:
    """Return an enterprise whose official fields the actor may ask to change."""
    enterprise = pick_enterprise_for(actor=actor, code=code)
    require_on(actor, Action.PROPOSE_CHANGE, enterprise)
    return enterprise


def list_own_enterprises_for(actor: Actor) -> list[EnterpriseRow]:
    """Return the enterprises whose organisation the actor belongs to."""
    scope = get_scope(actor)
    own = Enterprise.unscoped.filter(organisation_id__in=scope.organisation_ids)
    own = own.select_related(*RELATED).order_by("name")
    return show_rows(list(own), scope, with_contact=True)


def select_acted_for(actor: Actor, roles: Collection[str]) -> QuerySet[Enterprise]:
    """Select the own enterprises for which the actor acts in one of the roles."""
    own = list_organisations_acted_for(actor, roles)
    return Enterprise.unscoped.filter(
        organisation_id__in=own.values("pk"), merged_into=None
    ).order_by("name")


def list_enterprises_of(actor: Actor) -> list[Enterprise]:
    """Return the records themselves of a person's own enterprises."""
    own = get_scope(actor).organisation_ids
    return list(Enterprise.unscoped.filter(organisation_id__in=own).order_by("name"))


def list_grants_for(*, actor: Actor, code: str) -> list[GrantView]:
    """Return who else may see the enterprise now; viewers see only their own grants."""
    enterprise = pick_enterprise_for(actor=actor, code=code)
    (row,) = show_rows([enterprise], get_scope(actor))
    grants = Grant.live.filter(enterprise=enterprise).select_related("viewer")
    if row.hidden:
        grants = grants.filter(viewer_id__in=get_scope(actor).organisation_ids)
    return [
        GrantView(
            id=grant.pk,
            viewer_name=grant.viewer.name,
            purpose=grant.purpose,
            fields=tuple(grant.fields),
            basis=grant.basis,
            valid_from=grant.valid_from,
            until=grant.until,
        )
        for grant in grants.order_by("viewer__name", "pk")
    ]


def pick_grant_for(*, actor: Actor, code: str, grant_id: int) -> Grant:
    enterprise = pick_enterprise_for(actor=actor, code=code)
    grant = enterprise.grants.filter(pk=grant_id, ended_at=None).first()
    if grant is None:
        raise NotFoundError
    return grant


def find_by_uscc(uscc: str) -> Enterprise | None:
    """Return the record an owner may claim, whoever asks; no page may tell its name."""
    if not uscc:
        return None
    return Enterprise.unscoped.filter(uscc=uscc, merged_into=None).first()


def is_taken(enterprise: Enterprise) -> bool:
    """Tell whether somebody looks after it; one that its owner left can be claimed."""
    organisation = enterprise.organisation
    return organisation is not None and not is_left_by_all(organisation)


def name_claimable_for(*, actor: Actor, enterprise: Enterprise) -> str:
    """Return the registered name to whoever may see the record, empty to others."""
    visible = Enterprise.objects.visible_to(actor).filter(pk=enterprise.pk)
    return enterprise.name if visible.exists() else ""


def get_enterprise_id(code: str) -> int:
    """Return the id behind a code; of a merged record that of the surviving one."""
    found = Enterprise.unscoped.filter(code=code).values_list("pk", "merged_into_id")
    first = found.first()
    if first is None:
        raise NotFoundError
    return first[1] or first[0]


def list_record_ids(enterprise_id: int) -> list[int]:
    """Return the ids whose rows belong to one enterprise: its own and merged ones."""
    own = Q(pk=enterprise_id) | Q(merged_into=enterprise_id)
    ids = Enterprise.unscoped.filter(own).order_by("pk").values_list("pk", flat=True)
    return list(ids)


def map_merged_ids(
    enterprise_ids: Collection[int] | QuerySet[Any, Any],
) -> dict[int, int]:
    """Return each record that was merged into one of these, and that surviving one."""
    merged = Enterprise.unscoped.filter(merged_into__in=enterprise_ids)
    return dict(merged.values_list("pk", "merged_into_id"))


def select_record_ids(enterprises: QuerySet[Enterprise]) -> QuerySet[Any, Any]:
    """Select the ids whose rows belong to these enterprises: their own and merged ones.

    Two halves side by side, so that each finds its index.
    """
    own = enterprises.order_by().values("pk")
    merged = Enterprise.unscoped.filter(merged_into__in=own).order_by()
    return own.union(merged.values("pk"), all=True)


def map_owners(enterprise_ids: Collection[int]) -> dict[int, int]:
    """Return every id whose rows count, and the enterprise asked for that owns them."""
    return {pk: pk for pk in enterprise_ids} | map_merged_ids(enterprise_ids)


def _name_size_rule(basis: dict[str, Any]) -> str:
    """Return the name of the regulation's row that was applied; empty if none was."""
    code = basis.get("row", "")
    row = next((row for row in load_rows() if row.code == code), None)
    if row is None:
        return ""
    return row.english_name if is_english() else row.name


def _refer(enterprise: Enterprise | None) -> Reference | None:
    return Reference(enterprise.code, enterprise.name) if enterprise else None


def _refer_all(enterprises: QuerySet[Enterprise]) -> tuple[Reference, ...]:
    pairs = enterprises.order_by("pk").values_list("code", "name")
    return tuple(Reference(code, name) for code, name in pairs)
