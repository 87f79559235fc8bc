"""Who else may see which fields of an enterprise, for what, until when."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils import timezone

from zhisheng.apps.accounts.models import Organisation, User
from zhisheng.apps.accounts.services import withdraw_processing
from zhisheng.apps.registry.models import Enterprise, Grant
from zhisheng.apps.registry.permissions import Action, may_act_for, require_on
from zhisheng.kit import audit
from zhisheng.kit.errors import ConflictError


@transaction.atomic
def grant_access(
    *,
    enterprise: Enterprise,
    viewer: Organisation,
    purpose: str,
    fields: Collection[str],
    basis: str,
    until: date | None = None,
    source: str = "",
    actor: User | None,
) -> Grant:
    """Let an organisation see named fields; a live grant of the purpose is renewed."""
    require_on(actor, Action.GRANT, enterprise)
    grant, is_new = Grant.objects.select_for_update().update_or_create(
        enterprise=enterprise,
        viewer=viewer,
        purpose=purpose,
        ended_at=None,
        defaults={"fields": sorted(fields), "basis": basis, "until": until},
        create_defaults={
            "fields": sorted(fields),
            "basis": basis,
            "until": until,
            "source": source,
            "valid_from": timezone.localdate(),
        },
    )
    audit.record(
        action="registry.access_granted" if is_new else "registry.access_renewed",
        subject=enterprise,
        actor=actor,
        new={"viewer": viewer.code, "purpose": purpose, "fields": sorted(fields)},
    )
    return grant


@transaction.atomic
def end_grant(*, grant: Grant, actor: User | None) -> Grant:
    """End a grant; what it allowed is hidden from this moment.

    Where its owner ends it, the consent it rests on is withdrawn in the ledger too.
    """
    require_on(actor, Action.GRANT, grant.enterprise)
    now = timezone.now()
    if not Grant.objects.filter(pk=grant.pk, ended_at=None).update(ended_at=now):
        raise ConflictError
    grant.ended_at = now
    record = grant.consent
    is_owner = actor is not None and may_act_for(
        actor, Action.CONSENT, grant.enterprise
    )
    if record is not None and record.withdrawn_at is None and actor and is_owner:
        withdraw_processing(record=record, actor=actor)
    audit.record(
        action="registry.access_ended",
        subject=grant.enterprise,
        actor=actor,
        old={"viewer": grant.viewer.code, "purpose": grant.purpose},
    )
    return grant
