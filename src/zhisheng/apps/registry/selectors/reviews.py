"""Claims and proposed changes: what waits for an officer, what became of one's own."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, TypeVar

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.models import Unit
from zhisheng.apps.accounts.selectors import Actor, StaffedOffices, get_scope
from zhisheng.apps.places.models import Industry, Region
from zhisheng.apps.registry.choices import (
    SELF_REGISTERED,
    EnterpriseStatus,
    LegalForm,
    ReviewStatus,
)
from zhisheng.apps.registry.models import (
    ChangeProposal,
    Claim,
    Enterprise,
    EnterpriseVersion,
)
from zhisheng.apps.registry.models.enterprises import build_governed_condition
from zhisheng.apps.registry.permissions import Action, may
from zhisheng.apps.registry.selectors.charge import (
    Place,
    count_by_place,
    list_offices_of,
    place_of,
)
from zhisheng.apps.registry.selectors.leaving import find_region_left
from zhisheng.apps.registry.selectors.official import list_contradicted
from zhisheng.kit.errors import NotFoundError
from zhisheng.kit.files import StoredFile

M = TypeVar("M", Claim, ChangeProposal)
PAGE_SIZE = 50
# Fields that hold a code → the table that names it.
TABLES: Mapping[str, Any] = MappingProxyType(
    {
        "region_id": Region,
        "business_region_id": Region,
        "industry_id": Industry,
        "unit_id": Unit,
    }
)


@dataclass(frozen=True, slots=True)
class ClaimView:
    code: str
    enterprise_code: str
    # Of a claim of one's own the credit code, until one may see the record.
    enterprise_name: str
    uscc: str
    claimant: str
    statement: str
    status: str
    status_label: str
    reason: str
    has_proof: bool
    # How many claims on the enterprise wait, this one among them.
    waiting: int
    created_at: datetime
    # Which office decided, in place of which and why, in a sentence.
    decided_in: str = ""
    # The office in charge in whose place the officer who reads it would decide.
    turn: str = ""


@dataclass(frozen=True, slots=True)
class ProposalView:
    code: str
    enterprise_code: str
    enterprise_name: str
    changes: tuple[tuple[str, str, str], ...]
    reason: str
    effective_on: date
    proposed_by: str
    status: str
    status_label: str
    decision_reason: str
    created_at: datetime
    # Fields of which an administrative record says otherwise, while it waits.
    contradicted: tuple[str, ...] = ()
    # The region outside the area of the officer who reads it, while it waits.
    leaves_to: str = ""
    leaves_to_name: str = ""
    decided_in: str = ""
    turn: str = ""


def list_pending_claims_for(actor: Actor, *, code: str = "") -> list[ClaimView]:
    """Return the oldest pending claims on enterprises the officer governs, or the one."""
    pending = Claim.objects.filter(status=ReviewStatus.PENDING)
    if code:
        pending = pending.filter(code=code)
    claims = _list_governed(pending, actor)
    rows = list(_relate_claims(claims)[:PAGE_SIZE])
    waiting = _count_waiting({claim.enterprise_id for claim in rows})
    offices = list_offices_of(actor)
    return [
        replace(
            _show_claim(claim, waiting[claim.enterprise_id]),
            turn=_name_turn(offices, claim.enterprise),
        )
        for claim in rows
    ]


def list_own_claims_for(actor: Actor) -> list[ClaimView]:
    """Return the latest own claims; a claim alone does not tell a registered name."""
    return _show_own_claims(_select_own_claims(actor)[:PAGE_SIZE], actor)


def list_all_own_claims_for(actor: Actor) -> list[ClaimView]:
    """Return every own claim, the newest first, by the same rule."""
    return _show_own_claims(_select_own_claims(actor), actor)


def list_pending_proposals_for(actor: Actor, *, code: str = "") -> list[ProposalView]:
    """Return the oldest pending proposals where the officer governs, or the one."""
    pending = ChangeProposal.objects.filter(status=ReviewStatus.PENDING)
    if code:
        pending = pending.filter(code=code)
    return _show_proposals(_list_governed(pending, actor), decider=actor)


def list_proposals_of_for(*, actor: Actor, code: str) -> list[ProposalView]:
    """Return the proposals of one own or governed enterprise, newest first."""
    scope = get_scope(actor)
    mine = Q(organisation_id__in=scope.organisation_ids)
    open_ones = Enterprise.unscoped.filter(
        mine | build_governed_condition(scope, actor)
    )
    proposals = ChangeProposal.objects.filter(
        enterprise__in=open_ones, enterprise__code=code
    )
    return _show_proposals(proposals.order_by("-pk"))


def pick_claim_for(*, actor: Actor, code: str) -> Claim:
    """Return a claim of one's own, or on an enterprise the officer governs."""
    governed = _list_governed(Claim.objects.all(), actor).values("pk")
    claim = Claim.objects.filter(
        Q(pk__in=governed) | Q(claimant=actor.pk), code=code
    ).first()
    if claim is None:
        raise NotFoundError
    return claim


def get_proof_for(*, actor: Actor, code: str) -> StoredFile:
    claim = pick_claim_for(actor=actor, code=code)
    if claim.proof is None:
        raise NotFoundError
    return claim.proof


def pick_proposal_for(*, actor: Actor, code: str) -> ChangeProposal:
    governed = _list_governed(ChangeProposal.objects.all(), actor).values("pk")
    proposal = ChangeProposal.objects.filter(
        Q(pk__in=governed) | Q(proposed_by=actor.pk), code=code
    ).first()
    if proposal is None:
        raise NotFoundError
    return proposal


def count_pending_for(actor: Actor) -> Counter[Place]:
    """Count the claims and proposals that wait in an officer's area, by their place."""
    if not may(actor, Action.DECIDE):
        return Counter()
    pending = {
        "status": ReviewStatus.PENDING,
        "enterprise__in": _select_governed(actor),
    }
    claims = count_by_place(Claim.objects.filter(**pending))
    return claims + count_by_place(ChangeProposal.objects.filter(**pending))


def _list_changes(proposal: ChangeProposal) -> Iterator[tuple[str, str, str]]:
    for field, value in proposal.changes.items():
        yield field, str(getattr(proposal.enterprise, field) or ""), str(value or "")


def _list_governed(rows: QuerySet[M], actor: Actor) -> QuerySet[M]:
    if not may(actor, Action.DECIDE):
        return rows.none()
    return rows.filter(enterprise__in=_select_governed(actor)).order_by("pk")


def _select_governed(actor: Actor) -> QuerySet[Enterprise]:
    condition = build_governed_condition(get_scope(actor), actor)
    return Enterprise.unscoped.filter(condition)


def _relate_claims(claims: QuerySet[Claim]) -> QuerySet[Claim]:
    return claims.select_related("enterprise__unit", "claimant")


def _count_waiting(enterprise_ids: set[int]) -> dict[int, int]:
    pending = Claim.objects.filter(
        enterprise__in=enterprise_ids, status=ReviewStatus.PENDING
    )
    counted = pending.order_by().values("enterprise").annotate(number=Count("pk"))
    return dict(counted.values_list("enterprise", "number"))


def _list_known_to(actor: Actor, enterprise_ids: set[int]) -> set[int]:
    """Return those the actor may see, or registered under the name it typed."""
    visible = Enterprise.objects.visible_to(actor).filter(pk__in=enterprise_ids)
    typed = EnterpriseVersion.objects.filter(
        enterprise__in=enterprise_ids, source=SELF_REGISTERED, recorded_by=actor.pk
    )
    return {
        *visible.values_list("pk", flat=True),
        *typed.values_list("enterprise_id", flat=True),
    }


def _select_own_claims(actor: Actor) -> QuerySet[Claim]:
    claims = Claim.objects.filter(claimant=actor.pk)
    return _relate_claims(claims).order_by("-pk")


def _show_own_claims(claims: Iterable[Claim], actor: Actor) -> list[ClaimView]:
    rows = list(claims)
    known = _list_known_to(actor, {claim.enterprise_id for claim in rows})
    return [_show_own_claim(claim, known) for claim in rows]


def _show_own_claim(claim: Claim, known: set[int]) -> ClaimView:
    view = _show_claim(claim)
    if claim.enterprise_id in known:
        return view
    return replace(view, enterprise_code="", enterprise_name=view.uscc)


def _show_claim(claim: Claim, waiting: int = 0) -> ClaimView:
    return ClaimView(
        code=claim.code,
        enterprise_code=claim.enterprise.code,
        enterprise_name=claim.enterprise.name,
        uscc=claim.enterprise.uscc,
        claimant=str(claim.claimant),
        statement=claim.statement,
        status=claim.status,
        status_label=claim.get_status_display(),
        reason=claim.reason,
        has_proof=claim.proof_id is not None,
        waiting=waiting,
        created_at=claim.created_at,
        decided_in=_tell_acted_for(claim),
    )


def _show_proposals(
    proposals: QuerySet[ChangeProposal], decider: Actor | None = None
) -> list[ProposalView]:
    rows = list(proposals.select_related("enterprise__unit", "proposed_by")[:PAGE_SIZE])
    names = name_codes(one for row in rows for one in _list_changes(row))
    shown = [_show_proposal(proposal, names) for proposal in rows]
    if decider is None:
        return shown
    scope = get_scope(decider)
    left = [find_region_left(scope, row.enterprise, row.changes) for row in rows]
    offices = list_offices_of(decider)
    turns = [_name_turn(offices, row.enterprise) for row in rows]
    return [
        replace(
            one,
            leaves_to=region,
            leaves_to_name=names.get(("region_id", region), ""),
            turn=turn,
        )
        for one, region, turn in zip(shown, left, turns, strict=True)
    ]


def _name_turn(offices: StaffedOffices, enterprise: Enterprise) -> str:
    office = offices.find_below(*place_of(enterprise))
    return office.name if office else ""


def _tell_acted_for(decided: Claim | ChangeProposal) -> str:
    if not decided.acted_for_name:
        return ""
    told = _("由{office}代{unit}审核。代办原因：{reason}")
    return told.format(
        office=decided.office_name,
        unit=decided.acted_for_name,
        reason=decided.acting_reason,
    )


def name_codes(changed: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str], str]:
    """Return the names of all codes that changes speak of, one query per table.

    A change is a field, what stood and what is to stand there.
    """
    wanted: dict[str, set[str]] = {}
    for field, *both in changed:
        wanted.setdefault(field, set()).update(filter(None, both))
    named = {
        (field, one.value): str(one.label)
        for field, labels in (("legal_form", LegalForm), ("status", EnterpriseStatus))
        for one in labels
    }
    for field, model in TABLES.items():
        for row in model.objects.filter(code__in=wanted.get(field, ())):
            named[field, row.code] = str(row)
    return named


def _show_proposal(
    proposal: ChangeProposal, names: dict[tuple[str, str], str]
) -> ProposalView:
    enterprise = proposal.enterprise
    return ProposalView(
        code=proposal.code,
        enterprise_code=enterprise.code,
        enterprise_name=enterprise.name,
        changes=tuple(
            (
                field,
                names.get((field, before), before),
                names.get((field, after), after),
            )
            for field, before, after in _list_changes(proposal)
        ),
        reason=proposal.reason,
        effective_on=proposal.effective_on,
        proposed_by=str(proposal.proposed_by or ""),
        status=proposal.status,
        status_label=proposal.get_status_display(),
        decision_reason=proposal.decision_reason,
        created_at=proposal.created_at,
        contradicted=_find_contradicted(proposal),
        decided_in=_tell_acted_for(proposal),
    )


def _find_contradicted(proposal: ChangeProposal) -> tuple[str, ...]:
    is_open = proposal.status == ReviewStatus.PENDING
    return list_contradicted(proposal) if is_open else ()
