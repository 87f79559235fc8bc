"""By what right data is processed, and which consents hold."""

from datetime import date

from django.db.models import Q, QuerySet

from zhisheng.apps.accounts.choices import LegalBasis
from zhisheng.apps.accounts.models import Organisation, ProcessingRecord, User
from zhisheng.apps.accounts.selectors.organisations import (
    list_administered_organisations_for,
)
from zhisheng.kit.errors import NotFoundError


def list_processing_records_for(actor: User) -> QuerySet[ProcessingRecord]:
    """Return what is processed about a person and the enterprises the person leads."""
    led = list_administered_organisations_for(actor).values("pk")
    return (
        ProcessingRecord.objects.filter(
            Q(subject_person=actor) | Q(subject_organisation__in=led)
        )
        .select_related("recipient", "subject_organisation", "subject_person")
        .order_by("-created_at", "-pk")
    )


def get_processing_record_for(*, actor: User, code: str) -> ProcessingRecord:
    record = list_processing_records_for(actor).filter(code=code).first()
    if record is None:
        raise NotFoundError
    return record


def has_consent(
    *, subject: Organisation, recipient: Organisation, purpose: str, on: date
) -> bool:
    """Tell whether an organisation's separate consent to a recipient holds on a day."""
    return (
        ProcessingRecord.objects.filter(
            subject_organisation=subject,
            recipient=recipient,
            purpose=purpose,
            basis=LegalBasis.SEPARATE_CONSENT,
            withdrawn_at=None,
            valid_from__lte=on,
        )
        .filter(Q(until=None) | Q(until__gte=on))
        .exists()
    )
