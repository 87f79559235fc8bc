"""File a complaint and answer it."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from zhisheng.apps.accounts.models import User
from zhisheng.apps.desk.choices import ComplaintKind, ComplaintStatus
from zhisheng.apps.desk.errors import ComplaintAnsweredError
from zhisheng.apps.desk.models import Complaint
from zhisheng.apps.desk.permissions import require
from zhisheng.apps.places.models import Region
from zhisheng.kit import audit
from zhisheng.kit.pacing import count_within

# A whole office may share one address.
COMPLAINTS_PER_ADDRESS = 20
ADDRESS_PERIOD = timedelta(hours=1)
COMPLAINTS_PER_PERSON = 20
PERSON_PERIOD = timedelta(days=1)


@transaction.atomic
def file_complaint(
    *,
    kind: str,
    text: str,
    region: Region | None,
    contact: str,
    address: str = "",
    actor: User | None,
) -> Complaint:
    """Keep what somebody has to say; nobody has to sign in or give a name.

    The address is counted for a while and never kept with what was said.
    """
    _slow_down(address, actor)
    complaint = Complaint.objects.create(
        kind=ComplaintKind(kind),
        text=text.strip(),
        region=region,
        contact=contact.strip(),
        filed_by=actor,
    )
    audit.record(
        action="desk.complaint_filed",
        subject=complaint,
        actor=actor,
        new={"kind": complaint.kind, "region": region.code if region else None},
    )
    return complaint


def _slow_down(address: str, actor: User | None) -> None:
    """Stop one address or person from filing by machine."""
    if address:
        count_within(
            kind="desk.complaint_from_address",
            who=address,
            most=COMPLAINTS_PER_ADDRESS,
            period=ADDRESS_PERIOD,
        )
    if actor is not None:
        count_within(
            kind="desk.complaint_of_person",
            who=actor.code,
            most=COMPLAINTS_PER_PERSON,
            period=PERSON_PERIOD,
        )


@transaction.atomic
def answer_complaint(*, complaint: Complaint, answer: str, actor: User) -> Complaint:
    require(actor, "desk.answer_complaint")
    locked = Complaint.objects.select_for_update().get(pk=complaint.pk)
    if locked.status == ComplaintStatus.ANSWERED:
        raise ComplaintAnsweredError
    locked.status = ComplaintStatus.ANSWERED
    locked.answer = answer.strip()
    locked.answered_by, locked.answered_at = actor, timezone.now()
    locked.save()
    audit.record(
        action="desk.complaint_answered",
        subject=locked,
        actor=actor,
        new={"answer": locked.answer},
    )
    return locked
