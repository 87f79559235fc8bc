"""What an enterprise agreed to: who may see what of it, what for, since when, until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from zhisheng.apps.accounts.choices import OrganisationKind, Role
from zhisheng.apps.accounts.models import Membership, Organisation
from zhisheng.apps.accounts.selectors import (
    Actor,
    list_organisations_acted_for,
    list_organisations_called,
)
from zhisheng.apps.registry.choices import ConsentPurpose
from zhisheng.apps.registry.models import Enterprise, Grant
from zhisheng.apps.registry.permissions import ROLES_BY_ACTION, Action, require_on
from zhisheng.apps.registry.selectors.records import (
    pick_enterprise_for,
    pick_grant_for,
)

PAST_SHOWN = 20
# A body is chosen as a helper; an enterprise receives only where it leads a chain.
RECIPIENT_KINDS = frozenset(
    {
        OrganisationKind.BANK,
        OrganisationKind.ASSOCIATION,
        OrganisationKind.PARK,
        OrganisationKind.LABORATORY,
        OrganisationKind.TRAINER,
        OrganisationKind.DEPARTMENT,
        OrganisationKind.CHAIN_OFFICE,
    }
)


@dataclass(frozen=True, slots=True)
class ConsentView:
    """One right to see; ``ended_on`` is the day it was withdrawn or ended, if it was."""

    id: int
    viewer_code: str
    viewer_name: str
    purpose: str
    fields: tuple[str, ...]
    basis: str
    given_on: date
    until: date | None
    ended_on: date | None
    is_live: bool


def list_consenting_enterprises_for(actor: Actor) -> list[Enterprise]:
    """Return the enterprises the actor owns and so agrees for."""
    own = list_organisations_acted_for(actor, ROLES_BY_ACTION[Action.CONSENT])
    found = Enterprise.unscoped.filter(organisation__in=own, merged_into=None)
    return list(found.order_by("name", "pk"))


def list_consents_for(*, actor: Actor, code: str) -> list[ConsentView]:
    """Return what an own enterprise lets others see, and what it let them see lately."""
    enterprise = pick_consenting_enterprise_for(actor=actor, code=code)
    grants = enterprise.grants.select_related("viewer", "consent")
    live = set(Grant.live.filter(enterprise=enterprise).values_list("pk", flat=True))
    present = grants.filter(pk__in=live).order_by("viewer__name", "pk")
    past = grants.exclude(pk__in=live).order_by("-pk")[:PAST_SHOWN]
    return [_describe(grant, is_live=grant.pk in live) for grant in (*present, *past)]


def pick_consenting_enterprise_for(*, actor: Actor, code: str) -> Enterprise:
    enterprise = pick_enterprise_for(actor=actor, code=code)
    require_on(actor, Action.CONSENT, enterprise)
    return enterprise


def pick_consent_for(*, actor: Actor, code: str, grant_id: int) -> Grant:
    pick_consenting_enterprise_for(actor=actor, code=code)
    return pick_grant_for(actor=actor, code=code, grant_id=grant_id)


def find_recipients(
    text: str, *, giver: Enterprise, purpose: str
) -> Sequence[Organisation]:
    """Return who is called exactly so and may be let in; nobody is found by a part."""
    found = list_organisations_called(text).filter(_build_recipients(purpose))
    return [one for one in found.order_by("pk") if one.pk != giver.organisation_id]


def _build_recipients(purpose: str) -> Q:
    """Match who may be let in for a purpose: whoever has experts, for a review."""
    present = Membership.objects.present().filter(organisation=OuterRef("pk"))
    if purpose == ConsentPurpose.EVALUATION:
        return Q(Exists(present.filter(role=Role.EXPERT)))
    leading = present.filter(role=Role.CHAIN_LEADER)
    is_leader = Q(kind=OrganisationKind.ENTERPRISE) & Exists(leading)
    return is_leader | Q(kind__in=RECIPIENT_KINDS)


def _describe(grant: Grant, *, is_live: bool) -> ConsentView:
    record = grant.consent
    given = record.created_at if record else None
    ended = grant.ended_at or (record.withdrawn_at if record else None)
    return ConsentView(
        id=grant.pk,
        viewer_code=grant.viewer.code,
        viewer_name=grant.viewer.name,
        purpose=grant.purpose,
        fields=tuple(grant.fields),
        basis=grant.basis,
        given_on=timezone.localdate(given) if given else grant.valid_from,
        until=grant.until,
        ended_on=timezone.localdate(ended) if ended else None,
        is_live=is_live,
    )
