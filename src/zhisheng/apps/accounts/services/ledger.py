"""The ledger of processing: basis, purpose, recipient, fields, until, withdrawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from zhisheng.apps.accounts.choices import LegalBasis
from zhisheng.apps.accounts.errors import AlreadyWithdrawnError, NotWithdrawableError
from zhisheng.apps.accounts.models import Organisation, ProcessingRecord, User
from zhisheng.apps.accounts.permissions import Action, may
from zhisheng.apps.accounts.selectors import get_scope, may_administer
from zhisheng.kit import audit
from zhisheng.kit.codes import new_code
from zhisheng.kit.errors import ForbiddenError


@dataclass(frozen=True, slots=True)
class ProcessingTerms:
    """By what right, what for, which fields, from when until when."""

    basis: str
    purpose: str
    fields: Sequence[str]
    valid_from: date
    until: date | None
    basis_text: str = ""


@transaction.atomic
def record_processing(
    *,
    subject: Organisation | User,
    recipient: Organisation | None,
    terms: ProcessingTerms,
    actor: User | None,
) -> ProcessingRecord:
    """Write down by what right data is processed; a consent only its giver can give."""
    if actor is not None:
        _check_right_to_record(subject, terms.basis, actor)
    record = ProcessingRecord.objects.create(
        code=new_code("L"),
        subject_organisation=subject if isinstance(subject, Organisation) else None,
        subject_person=subject if isinstance(subject, User) else None,
        basis=LegalBasis(terms.basis),
        basis_text=terms.basis_text,
        purpose=terms.purpose,
        recipient=recipient,
        fields=list(terms.fields),
        valid_from=terms.valid_from,
        until=terms.until,
        given_by=actor,
    )
    audit.record(
        action="accounts.processing_recorded",
        subject=record,
        actor=actor,
        new={
            "basis": terms.basis,
            "purpose": terms.purpose,
            "fields": list(terms.fields),
        },
    )
    return record


@transaction.atomic
def withdraw_processing(*, record: ProcessingRecord, actor: User) -> ProcessingRecord:
    """Take a separate consent back; whoever relies on it reads it at the moment of use."""
    if not _speaks_for(record.subject_person or record.subject_organisation, actor):
        raise ForbiddenError
    if record.basis != LegalBasis.SEPARATE_CONSENT:
        raise NotWithdrawableError(basis=LegalBasis(record.basis).label)
    now = timezone.now()
    standing = ProcessingRecord.objects.filter(pk=record.pk, withdrawn_at=None)
    if not standing.update(withdrawn_at=now):
        raise AlreadyWithdrawnError
    record.withdrawn_at = now
    audit.record(action="accounts.processing_withdrawn", subject=record, actor=actor)
    return record


def _check_right_to_record(
    subject: Organisation | User, basis: str, actor: User
) -> None:
    is_governing = may(Action.RECORD_STATUTORY_DUTY, get_scope(actor).roles)
    if basis == LegalBasis.STATUTORY_DUTY and is_governing:
        return
    if not _speaks_for(subject, actor):
        raise ForbiddenError


def _speaks_for(subject: Organisation | User | None, actor: User) -> bool:
    """Tell whether the actor is the person, or leads the organisation; an officer never."""
    if isinstance(subject, Organisation):
        scope = get_scope(actor)
        is_member = subject.pk in scope.organisation_ids
        return is_member and may_administer(actor, subject)
    return subject is not None and subject.pk == actor.pk
