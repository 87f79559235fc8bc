"""Files that show what an answer says: kept sealed, given back to both sides only."""

from typing import Final

from django.core.files import File
from django.db import transaction

from zhisheng.apps.accounts.models import User
from zhisheng.apps.maturity import errors, selectors
from zhisheng.apps.maturity.models import Evaluation, EvaluationEvidence
from zhisheng.apps.maturity.permissions import Action
from zhisheng.apps.maturity.services.evaluating import lock_own, record
from zhisheng.kit import files
from zhisheng.kit.errors import NotFoundError
from zhisheng.kit.files.content import DOCX, IMAGES, PDF, XLSX

EVIDENCE: Final = files.FileKind(
    name="maturity.evidence",
    allowed=IMAGES | {PDF, DOCX, XLSX},
    max_bytes=20 * 1024 * 1024,
    retention_days=5 * 365,
    is_sealed=True,
)
MOST_FILES = 10


@transaction.atomic
def add_evidence(
    *, evaluation: Evaluation, question: str, file: File[bytes], actor: User
) -> EvaluationEvidence:
    """Keep a file beside a question of an evaluation that is still open."""
    locked = _lock_open(evaluation, actor)
    if all(one.code != question for one in selectors.get_model_of(locked).questions):
        raise NotFoundError
    if locked.evidence.filter(question=question).count() >= MOST_FILES:
        raise errors.TooMuchEvidenceError(most=MOST_FILES)
    organisation = locked.enterprise.surviving.organisation
    stored = files.store(
        file,
        kind=EVIDENCE,
        original_name=file.name or "",
        organisation_code=organisation.code if organisation else "",
        actor=actor,
    )
    evidence = EvaluationEvidence.objects.create(
        evaluation=locked, question=question, file=stored, uploaded_by=actor
    )
    new = {"question": question, "sha256": stored.sha256}
    record("maturity.evidence_added", locked, actor, new=new)
    return evidence


@transaction.atomic
def delete_evidence(*, evidence: EvaluationEvidence, actor: User) -> None:
    locked = _lock_open(evidence.evaluation, actor)
    old = {"question": evidence.question, "sha256": evidence.file.sha256}
    files.delete_file(evidence.file)
    record("maturity.evidence_deleted", locked, actor, old=old)


def _lock_open(evaluation: Evaluation, actor: User) -> Evaluation:
    locked = lock_own(evaluation, actor, Action.EVALUATE)
    if not locked.is_open:
        raise errors.EvaluationLockedError
    return locked
