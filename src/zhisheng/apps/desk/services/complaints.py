"""File a complaint and answer it."""

from django.db import transaction
from django.utils import timezone

from zhisheng.apps.accounts.models import User
from zhisheng.apps.desk.choices import ComplaintKind, ComplaintStatus
from zhisheng.apps.desk.errors import ComplaintAnsweredError
from zhisheng.apps.desk.models import Complaint
from zhisheng.apps.desk.permissions import require
from zhisheng.apps.places.models import Region
from zhisheng.kit import audit


@transaction.atomic
def file_complaint(
    *, kind: str, text: str, region: Region | None, contact: str, actor: User | None
) -> Complaint:
    """Keep what somebody has to say; nobody has to sign in or give a name."""
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
