"""An owner comes in by scanning the electronic licence, without an officer."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.models import User
from zhisheng.apps.registry.choices import ReviewStatus
from zhisheng.apps.registry.errors import AlreadyClaimedError
from zhisheng.apps.registry.models import Claim, Enterprise
from zhisheng.apps.registry.selectors.records import is_taken
from zhisheng.apps.registry.services.attributes import lock_enterprise
from zhisheng.apps.registry.services.claims import (
    admit_owner,
    refuse_others,
    slow_down,
)
from zhisheng.kit import audit
from zhisheng.kit.codes import new_code
from zhisheng.kit.licences import LicenceProof, LicenceRefusedError, LicenceRole


@transaction.atomic
def claim_by_licence(
    *, enterprise: Enterprise, proof: LicenceProof, actor: User
) -> Claim:
    """Let the legal representative in at once; the proof stands in an officer's stead."""
    locked = lock_enterprise(enterprise)
    is_own = bool(locked.uscc) and proof.uscc == locked.uscc
    if not is_own or proof.role != LicenceRole.LEGAL_REPRESENTATIVE:
        raise LicenceRefusedError
    if is_taken(locked):
        raise AlreadyClaimedError
    slow_down(locked, actor)
    waiting = Claim.objects.filter(
        enterprise=locked, claimant=actor, status=ReviewStatus.PENDING
    ).first()
    claim = waiting or Claim(code=new_code("M"), enterprise=locked, claimant=actor)
    claim.status, claim.decided_at = ReviewStatus.APPROVED, timezone.now()
    claim.reason = _("法定代表人扫电子营业执照核验")
    claim.save()
    admit_owner(locked, actor, actor)
    refuse_others(claim, actor)
    audit.record(
        action="registry.claim_proved_by_licence",
        subject=locked,
        actor=actor,
        new={"claim": claim.code, "role": proof.role},
    )
    return claim
