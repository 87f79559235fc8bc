"""Changed official fields wait until an officer has compared them with the licence."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from zhisheng.apps.accounts.models import User
from zhisheng.apps.registry.choices import FIELD_NAMES, ReviewStatus
from zhisheng.apps.registry.errors import (
    AdministrativeRecordStandsError,
    NothingChangedError,
    ReasonMissingError,
    ReviewDecidedError,
)
from zhisheng.apps.registry.models import ChangeProposal, Enterprise
from zhisheng.apps.registry.permissions import Action, require_on
from zhisheng.apps.registry.selectors.official import list_contradicted
from zhisheng.apps.registry.services.acting import require_acting, tell_acted_for
from zhisheng.apps.registry.services.attributes import (
    clean_official,
    lock_enterprise,
    refuse_before,
    write_attributes,
)
from zhisheng.apps.registry.services.endings import refuse_after_end
from zhisheng.apps.registry.services.leaving import (
    refuse_leaving,
    tell_taking_office,
)
from zhisheng.apps.registry.services.life_events import note_changes
from zhisheng.kit import audit
from zhisheng.kit.codes import new_code
from zhisheng.kit.errors import ForbiddenError
from zhisheng.kit.language import join_words

ACTED = gettext_noop("“{enterprise}”申请的变更由{unit}代您单位审核了。原因：{reason}")


@transaction.atomic
def propose_change(
    *,
    enterprise: Enterprise,
    changes: Mapping[str, Any],
    effective_on: date,
    reason: str = "",
    actor: User,
) -> ChangeProposal:
    """Ask for a change of official fields; nothing changes yet."""
    require_on(actor, Action.PROPOSE_CHANGE, enterprise)
    refuse_before(lock_enterprise(enterprise).versions.first(), on=effective_on)
    refuse_after_end(enterprise, on=effective_on)
    cleaned = clean_official(changes)
    changed = {
        name: value
        for name, value in cleaned.items()
        if getattr(enterprise, name) != value
    }
    if not changed:
        raise NothingChangedError
    proposal = ChangeProposal.objects.create(
        code=new_code("C"),
        enterprise=enterprise,
        changes=changed,
        reason=reason.strip(),
        effective_on=effective_on,
        proposed_by=actor,
    )
    audit.record(
        action="registry.change_proposed",
        subject=enterprise,
        actor=actor,
        old={name: getattr(enterprise, name) for name in changed},
        new=changed,
    )
    return proposal


@transaction.atomic
def decide_proposal(
    *,
    proposal: ChangeProposal,
    is_approved: bool,
    has_compared: bool = False,
    leaving_to: Collection[str] = (),
    reason: str = "",
    acting_reason: str = "",
    actor: User,
) -> ChangeProposal:
    """Approve, which changes the record, or refuse with a reason.

    What an administrative record told is changed only where the officer ``has_compared``
    the proposal with the licence. ``leaving_to`` names the region outside the officer's
    area for which the enterprise leaves. Of an office above the one in charge
    ``acting_reason`` is asked.
    """
    locked = _lock_pending(proposal)
    require_on(actor, Action.DECIDE, locked.enterprise)
    if not is_approved and not reason.strip():
        raise ReasonMissingError
    acting = require_acting(locked.enterprise, actor, acting_reason)
    told = _refuse_overruling(locked, has_compared=has_compared) if is_approved else ()
    locked.status = ReviewStatus.APPROVED if is_approved else ReviewStatus.REFUSED
    locked.decision_reason = reason.strip()
    locked.decided_by = actor
    locked.decided_at = timezone.now()
    for name, value in (acting.as_names() if acting else {}).items():
        setattr(locked, name, value)
    locked.save()
    old = _apply(locked, leaving_to, actor) if is_approved else {}
    audit.record(
        action=f"registry.change_{locked.status}",
        subject=locked.enterprise,
        actor=actor,
        old=old,
        new={"proposal": locked.code, "changes": locked.changes, "reason": reason}
        | ({"overruled": list(told)} if told else {})
        | (acting.as_audit() if acting else {}),
    )
    tell_acted_for(locked.enterprise, acting, title=ACTED, key=locked.code, actor=actor)
    return locked


@transaction.atomic
def withdraw_proposal(*, proposal: ChangeProposal, actor: User) -> ChangeProposal:
    """Take back an own proposal that nobody has decided."""
    locked = _lock_pending(proposal)
    if locked.proposed_by_id != actor.pk:
        raise ForbiddenError
    locked.status = ReviewStatus.WITHDRAWN
    locked.save(update_fields=["status"])
    audit.record(
        action="registry.change_withdrawn",
        subject=locked.enterprise,
        actor=actor,
        old={"proposal": locked.code},
    )
    return locked


def _refuse_overruling(
    proposal: ChangeProposal, *, has_compared: bool
) -> Collection[str]:
    """Return the fields whose administrative record is overruled; uncompared none is."""
    told = list_contradicted(proposal)
    if told and not has_compared:
        labels = join_words(str(FIELD_NAMES[name]) for name in told)
        raise AdministrativeRecordStandsError(fields=labels)
    return told


def _apply(
    proposal: ChangeProposal, leaving_to: Collection[str], actor: User
) -> dict[str, Any]:
    enterprise, day = proposal.enterprise, proposal.effective_on
    lock_enterprise(enterprise)
    refuse_after_end(enterprise, on=day)
    changes = clean_official(proposal.changes)
    left = refuse_leaving(
        enterprise, changes, on=day, leaving_to=leaving_to, actor=actor
    )
    came_from, source = str(enterprise.region or ""), f"proposal:{proposal.code}"
    old = write_attributes(enterprise, changes, on=day, source=source, actor=actor)
    note_changes(enterprise, old, on=day, source=source, actor=actor)
    if left:
        tell_taking_office(enterprise, came_from=came_from, actor=actor)
    return old


def _lock_pending(proposal: ChangeProposal) -> ChangeProposal:
    locked = ChangeProposal.objects.select_for_update().get(pk=proposal.pk)
    if locked.status != ReviewStatus.PENDING:
        raise ReviewDecidedError
    return locked
