"""An owner gets in by claiming a record or registering one; an officer approves."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zhisheng.apps.accounts.models import Organisation, User
from zhisheng.apps.accounts.services import (
    Acting,
    open_enterprise_organisation,
    reopen_enterprise_organisation,
)
from zhisheng.apps.registry.choices import (
    SELF_REGISTERED,
    EnterpriseStatus,
    ReviewStatus,
)
from zhisheng.apps.registry.errors import (
    AlreadyClaimedError,
    ClaimPendingError,
    ProofMissingError,
    ReasonMissingError,
    ReviewDecidedError,
    TooManyClaimsError,
)
from zhisheng.apps.registry.events import EnterpriseClaimed
from zhisheng.apps.registry.models import Claim, Enterprise
from zhisheng.apps.registry.permissions import Action, require_on
from zhisheng.apps.registry.selectors.records import is_taken
from zhisheng.apps.registry.services.acting import require_acting, tell_acted_for
from zhisheng.apps.registry.services.attributes import lock_enterprise, write_attributes
from zhisheng.apps.registry.services.enterprises import build_enterprise
from zhisheng.kit import audit, events, files
from zhisheng.kit.bulk import hold_lock
from zhisheng.kit.codes import new_code
from zhisheng.kit.errors import ForbiddenError
from zhisheng.kit.pacing import count_within

Proof = File[bytes] | bytes
ACTED = gettext_noop("“{enterprise}”的认领由{unit}代您单位审核了。原因：{reason}")
# A licence names the person who stands for the enterprise.
CLAIM_PROOF = files.FileKind(
    name="registry.claim_proof",
    allowed=("application/pdf", "image/jpeg", "image/png", "image/webp"),
    max_bytes=10 * 1024 * 1024,
    retention_days=3 * 365,
    is_sealed=True,
)


# Nobody owns more enterprises than that without an office having looked at some.
CLAIMS_PER_PERSON = 5
CLAIMS_PER_ENTERPRISE = 5
CLAIM_PERIOD = timedelta(days=30)
# Several times what one owner needs, far less than trying codes out would take.
LOOK_UPS_PER_PERSON = 30
LOOK_UP_PERIOD = timedelta(hours=1)


def count_look_up(*, actor: User) -> None:
    """Let nobody find out by trying codes which enterprises are recorded."""
    count_within(
        kind="registry.look_up",
        who=actor.code,
        most=LOOK_UPS_PER_PERSON,
        period=LOOK_UP_PERIOD,
    )


@transaction.atomic
def claim_enterprise(
    *,
    enterprise: Enterprise,
    proof: Proof | None,
    proof_name: str = "",
    statement: str = "",
    actor: User,
) -> Claim:
    """Say that a record is one's own and show the licence."""
    if is_taken(lock_enterprise(enterprise)):
        raise AlreadyClaimedError
    slow_down(enterprise, actor)
    return _open_claim(enterprise, proof, proof_name, statement, actor)


@transaction.atomic
def register_own_enterprise(
    *,
    official: Mapping[str, Any],
    proof: Proof | None,
    proof_name: str = "",
    statement: str = "",
    actor: User,
) -> Claim:
    """Register an enterprise nobody has recorded; it stays unverified until approved."""
    slow_down(None, actor)
    enterprise = build_enterprise(
        official,
        source=SELF_REGISTERED,
        status=EnterpriseStatus.UNVERIFIED,
        actor=actor,
    )
    return _open_claim(enterprise, proof, proof_name, statement, actor)


@transaction.atomic
def decide_claim(
    *,
    claim: Claim,
    is_approved: bool,
    reason: str = "",
    acting_reason: str = "",
    actor: User,
) -> Claim:
    """Approve, which opens the organisation with the claimant as owner, or refuse.

    Of an office above the one in charge ``acting_reason`` is asked.
    """
    # Always the enterprise first, then the claim: two officers never wait crosswise.
    enterprise = lock_enterprise(claim.enterprise)
    locked = Claim.objects.select_for_update().get(pk=claim.pk)
    require_on(actor, Action.DECIDE, enterprise)
    # Else an officer could become the owner of what the officer governs.
    if locked.claimant_id == actor.pk:
        raise ForbiddenError
    if locked.status != ReviewStatus.PENDING:
        raise ReviewDecidedError
    if not is_approved and not reason.strip():
        raise ReasonMissingError
    acting = require_acting(enterprise, actor, acting_reason)
    if is_approved:
        admit_owner(enterprise, locked.claimant, actor)
        refuse_others(locked, actor)
    status = ReviewStatus.APPROVED if is_approved else ReviewStatus.REFUSED
    _close(locked, status, reason, acting, actor)
    audit.record(
        action=f"registry.claim_{locked.status}",
        subject=enterprise,
        actor=actor,
        new={"claim": locked.code, "claimant": locked.claimant.code, "reason": reason}
        | (acting.as_audit() if acting else {}),
    )
    tell_acted_for(enterprise, acting, title=ACTED, key=locked.code, actor=actor)
    return locked


@transaction.atomic
def withdraw_claim(*, claim: Claim, actor: User) -> Claim:
    """Take back an own claim that nobody has decided."""
    locked = Claim.objects.select_for_update().get(pk=claim.pk)
    if locked.claimant_id != actor.pk:
        raise ForbiddenError
    if locked.status != ReviewStatus.PENDING:
        raise ReviewDecidedError
    locked.status = ReviewStatus.WITHDRAWN
    locked.save(update_fields=["status"])
    audit.record(
        action="registry.claim_withdrawn",
        subject=locked.enterprise,
        actor=actor,
        old={"claim": locked.code},
    )
    return locked


def slow_down(enterprise: Enterprise | None, actor: User) -> None:
    """Refuse a flood of claims, of one person or on one enterprise.

    Of an enterprise only those count that still wait for an officer, and they bar only
    who has another claim waiting: neither refused claims nor a flood of throw-away
    accounts keep the owner out.
    """
    hold_lock(f"registry.claims_of_{actor.pk}")
    recent = Claim.objects.filter(created_at__gt=timezone.now() - CLAIM_PERIOD)
    own = recent.filter(claimant=actor)
    if own.count() >= CLAIMS_PER_PERSON:
        raise TooManyClaimsError
    has_waiting = own.filter(status=ReviewStatus.PENDING).exists()
    if enterprise is None or not has_waiting:
        return
    waiting = recent.filter(enterprise=enterprise, status=ReviewStatus.PENDING)
    if waiting.count() >= CLAIMS_PER_ENTERPRISE:
        raise TooManyClaimsError


def _open_claim(
    enterprise: Enterprise,
    proof: Proof | None,
    proof_name: str,
    statement: str,
    actor: User,
) -> Claim:
    if not proof:
        raise ProofMissingError
    claim = Claim(
        code=new_code("M"),
        enterprise=enterprise,
        claimant=actor,
        statement=statement.strip(),
        proof=files.store(
            proof,
            kind=CLAIM_PROOF,
            original_name=proof_name or getattr(proof, "name", "") or "proof",
            actor=actor,
        ),
    )
    _save_once(claim)
    audit.record(
        action="registry.enterprise_claim_opened",
        subject=enterprise,
        actor=actor,
        new={"claim": claim.code, "name": enterprise.name},
    )
    return claim


def _save_once(claim: Claim) -> None:
    try:
        with transaction.atomic():
            claim.save()
    except IntegrityError as error:
        raise ClaimPendingError from error


def admit_owner(enterprise: Enterprise, owner: User, actor: User) -> Organisation:
    if is_taken(enterprise):
        raise AlreadyClaimedError
    # What its last owner left goes on as it was, with all that hangs on it.
    organisation = enterprise.organisation
    if organisation is not None:
        reopen_enterprise_organisation(
            organisation=organisation, owner=owner, actor=actor
        )
    else:
        organisation = open_enterprise_organisation(
            name=enterprise.name,
            uscc=enterprise.uscc,
            region=enterprise.region,
            unit=enterprise.unit,
            owner=owner,
            actor=actor,
        )
    enterprise.organisation = organisation
    enterprise.save(update_fields=["organisation", "updated_at"])
    if enterprise.status == EnterpriseStatus.UNVERIFIED:
        active = {"status": EnterpriseStatus.ACTIVE}
        write_attributes(enterprise, active, on=timezone.localdate(), actor=actor)
    events.publish(EnterpriseClaimed(enterprise.code, organisation.code))
    return organisation


def refuse_others(claim: Claim, actor: User) -> None:
    others = Claim.objects.filter(
        enterprise=claim.enterprise_id, status=ReviewStatus.PENDING
    ).exclude(pk=claim.pk)
    others.update(
        status=ReviewStatus.REFUSED,
        decided_by=actor,
        decided_at=timezone.now(),
        reason=_("这家企业已由另一位申请人认领。"),
    )


def _close(
    claim: Claim,
    status: ReviewStatus,
    reason: str,
    acting: Acting | None,
    actor: User,
) -> None:
    claim.status = status
    claim.reason = reason.strip()
    claim.decided_by = actor
    claim.decided_at = timezone.now()
    for name, value in (acting.as_names() if acting else {}).items():
        setattr(claim, name, value)
    claim.save()
