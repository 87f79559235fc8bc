"""Sealed scans of papers: taken with the code of the data, once, and withdrawn."""

from dataclasses import replace

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from zhisheng.apps.accounts.models import User
from zhisheng.apps.programme.choices import (
    LONGEST_REASON,
    EntryState,
    PaperContent,
    TaskStatus,
)
from zhisheng.apps.programme.errors import (
    CheckCodeMissingError,
    PaperOfDraftError,
    PaperOfOtherDataError,
    ReasonMissingError,
    ScanKnownError,
    ScanOfOtherPrintError,
    ScanOfOverError,
    ScanPassedError,
    ScanWithdrawnError,
    WithdrawalReasonTooLongError,
)
from zhisheng.apps.programme.models import ReportingTask, SealedPaper
from zhisheng.apps.programme.selectors.papers import Paper, find_check_code
from zhisheng.apps.programme.selectors.scans import (
    find_last_passing,
    find_uploading_unit,
    get_scan,
    is_withdrawable,
    may_seal,
    may_withdraw,
)
from zhisheng.apps.programme.services.papers import name_represented
from zhisheng.apps.programme.services.reporting import hold_status
from zhisheng.kit import audit, bulk, files
from zhisheng.kit.errors import ForbiddenError
from zhisheng.kit.files.content import IMAGES, PDF
from zhisheng.kit.language import write_chinese_date
from zhisheng.methods.check_code import normalize_check_code

SCAN = files.FileKind(
    name="sealed_paper",
    allowed=IMAGES | {PDF},
    max_bytes=20 * 1024 * 1024,
    retention_days=3650,
    is_sealed=True,
    # Less cannot be read: a page of A4 at 72 dots an inch has 595 by 842.
    least_sides=(400, 600),
)


@transaction.atomic
def attach_paper(
    *, paper: Paper, check_code: str, file: File[bytes], actor: User
) -> SealedPaper:
    """Keep the scan of the sealed paper; its code has to be that of the data now.

    The code also tells whether the paper held only what its office passed.
    """
    if not may_seal(paper, actor):
        raise ForbiddenError
    if paper.entry is not None and paper.entry.state == EntryState.UNFILLED:
        raise PaperOfDraftError
    of = paper.entry.pk if paper.entry is not None else paper.of
    bulk.hold_lock(f"programme.paper:{paper.task.pk}:{of}")
    code = normalize_check_code(check_code)
    if not code:
        raise CheckCodeMissingError
    content = _find_content(paper, code)
    stored = files.store(file, kind=SCAN, original_name=file.name or "", actor=actor)
    _require_unknown(paper, stored.sha256, code)
    sealed = SealedPaper.objects.create(
        task=paper.task,
        unit=paper.unit,
        entry=paper.entry,
        file=stored,
        check_code=code,
        content=content,
        uploading_unit=find_uploading_unit(paper, actor),
        uploaded_by=actor,
    )
    audit.record(
        action="programme.paper_attached",
        subject=paper.task,
        actor=actor,
        new={
            "of": paper.of,
            "content": content,
            "check_code": code,
            "sha256": stored.sha256,
        },
        proxy_for=name_represented(paper, actor),
    )
    return sealed


@transaction.atomic
def withdraw_paper(*, paper: Paper, scan: int, reason: str, actor: User) -> SealedPaper:
    """Take a wrong scan back; it stays in the history and is no sealed one any more.

    Nobody takes back what an office above has relied on, or what a closed task rests on.
    """
    # Nobody ends the task meanwhile.
    hold_status(paper.task.pk)
    SealedPaper.objects.select_for_update().filter(pk=scan).first()
    sealed = get_scan(paper, scan)
    if not may_withdraw(paper, sealed, actor):
        raise ForbiddenError
    _require_withdrawable(paper, sealed)
    told = reason.strip()
    if not told:
        raise ReasonMissingError
    if len(told) > LONGEST_REASON:
        raise WithdrawalReasonTooLongError(most=LONGEST_REASON, count=len(told))
    sealed.withdrawn_at, sealed.withdrawn_by = timezone.now(), actor
    sealed.withdrawal_reason = told
    sealed.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    audit.record(
        action="programme.paper_withdrawn",
        subject=paper.task,
        actor=actor,
        old={"of": paper.of, "sha256": sealed.file.sha256},
        new={"reason": sealed.withdrawal_reason},
        proxy_for=name_represented(paper, actor),
    )
    return sealed


def _require_withdrawable(paper: Paper, sealed: SealedPaper) -> None:
    if sealed.withdrawn_at is not None:
        raise ScanWithdrawnError
    task = ReportingTask.objects.get(pk=paper.task.pk)
    if task.status != TaskStatus.OPEN:
        raise ScanOfOverError
    passed_at = find_last_passing(paper, sealed.uploading_unit or sealed.unit)
    if not is_withdrawable(sealed, passed_at):
        raise ScanPassedError


def _find_content(paper: Paper, code: str) -> PaperContent:
    """Return what of the data a paper of this code holds."""
    known = [PaperContent.PASSED]
    if paper.entry is None:
        known.append(PaperContent.WHOLE)
    for content in known:
        if find_check_code(replace(paper, content=content)) == code:
            return content
    raise PaperOfOtherDataError


def _require_unknown(paper: Paper, sha256: str, code: str) -> None:
    """Refuse a scan that is known: as one already there, or as one of other data."""
    known = SealedPaper.objects.filter(
        task=paper.task, unit=paper.unit, entry=paper.entry, file__sha256=sha256
    )
    other = known.exclude(check_code=code).first()
    if other is not None:
        day = write_chinese_date(timezone.localdate(other.uploaded_at))
        raise ScanOfOtherPrintError(day=day)
    if known.filter(withdrawn_at=None).exists():
        raise ScanKnownError
