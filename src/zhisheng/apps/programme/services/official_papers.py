"""Official papers: the system drafts a notice, a person mends it and issues it."""

import re
import tempfile
import unicodedata
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import BinaryIO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.models import Unit, User
from zhisheng.apps.programme.choices import OfficialStatus
from zhisheng.apps.programme.errors import (
    OfficialChangedError,
    OfficialDraftedError,
    OfficialIssuedError,
    OfficialRefusedError,
)
from zhisheng.apps.programme.models import OfficialPaper, ReportingTask
from zhisheng.apps.programme.models.official_papers import LONGEST
from zhisheng.apps.programme.permissions import may_sign_for
from zhisheng.apps.programme.services.drafting import NoticeText, draft_text
from zhisheng.kit import audit, files
from zhisheng.kit.errors import ForbiddenError
from zhisheng.kit.files.content import DOCX
from zhisheng.kit.word import OfficialText, write_official
from zhisheng.reference.papers import find_layout, get_layout

ISSUED = files.FileKind(
    name="official_paper",
    allowed=frozenset({DOCX}),
    max_bytes=5 * 1024 * 1024,
    retention_days=30 * 365,
    is_checked_apart=True,
)
NEEDED = ("title", "recipients", "body")
# Brackets as keyboards have them; the standard wants 〔〕.
BRACKETS = str.maketrans("[]【】〖〗", "〔〕〔〕〔〕")
NUMBER = re.compile(r"[\u4e00-\u9fff]{2,20}〔([0-9]{4})〕[1-9][0-9]{0,4}号")


@transaction.atomic
def draft_official_paper(*, task: ReportingTask, actor: User) -> OfficialPaper:
    """Draft the notice that asks for a task; it counts for nothing before it is issued."""
    _require_signer(task.unit, actor)
    locked = ReportingTask.objects.select_for_update(of=("self",)).get(pk=task.pk)
    drafts = OfficialPaper.objects.filter(task=locked, status=OfficialStatus.DRAFT)
    if drafts.exists():
        raise OfficialDraftedError
    text = draft_text(task)
    paper = OfficialPaper.objects.create(
        task=locked,
        unit=task.unit,
        created_by=actor,
        **asdict(text),
    )
    audit.record(
        action="programme.official_paper_drafted",
        subject=paper,
        actor=actor,
        new={"task": task.code, "title": paper.title},
    )
    return paper


@transaction.atomic
def update_official_paper(
    *, paper: OfficialPaper, text: NoticeText, version: int, actor: User
) -> OfficialPaper:
    """Change a draft that was read as it stands; what was issued stays as it was."""
    locked = _lock(paper, version, actor)
    _check(text)
    old = {"title": locked.title}
    for name, value in asdict(text).items():
        setattr(locked, name, value)
    locked.version += 1
    locked.save()
    audit.record(
        action="programme.official_paper_updated",
        subject=locked,
        actor=actor,
        old=old,
        new={"title": locked.title},
    )
    return locked


@transaction.atomic
def issue_official_paper(
    *, paper: OfficialPaper, number: str, issued_on: date, version: int, actor: User
) -> OfficialPaper:
    """Give a paper its number and date and keep the file; nothing changes it any more."""
    locked = _lock(paper, version, actor)
    # Of two papers with one number the second is told.
    Unit.objects.select_for_update().get(pk=locked.unit.pk)
    locked.number = _read_number(locked, number, issued_on)
    locked.issued_on, locked.issued_at = issued_on, timezone.now()
    locked.issued_by, locked.status = actor, OfficialStatus.ISSUED
    locked.layout = find_layout(issued_on).code
    locked.file = _keep(locked, actor)
    locked.save()
    audit.record(
        action="programme.official_paper_issued",
        subject=locked,
        actor=actor,
        new={
            "number": locked.number,
            "issued_on": issued_on.isoformat(),
            "sha256": locked.file.sha256,
        },
    )
    return locked


def write_official_paper(target: Path | BinaryIO, paper: OfficialPaper) -> None:
    """Write a paper as it stands; while it is a draft every page says so."""
    text = OfficialText(
        issuer=paper.unit.name,
        title=paper.title,
        recipients=paper.recipients,
        body=paper.body,
        number=paper.number,
        dated=paper.issued_on,
        printed_on=timezone.localdate(paper.issued_at) if paper.issued_at else None,
        attachments=tuple(filter(None, map(str.strip, paper.attachments.splitlines()))),
        note=paper.note,
        copies_to=paper.copies_to,
        is_draft=paper.status == OfficialStatus.DRAFT,
    )
    today = timezone.localdate()
    layout = find_layout(today) if text.is_draft else get_layout(paper.layout)
    write_official(target, text, layout)


def _require_signer(unit: Unit, actor: User) -> None:
    if not may_sign_for(actor, unit):
        raise ForbiddenError


def _lock(paper: OfficialPaper, version: int, actor: User) -> OfficialPaper:
    found = OfficialPaper.objects.select_for_update(of=("self",)).select_related("unit")
    locked = found.get(pk=paper.pk)
    _require_signer(locked.unit, actor)
    if locked.status != OfficialStatus.DRAFT:
        raise OfficialIssuedError(number=locked.number)
    if locked.version != version:
        raise OfficialChangedError
    return locked


def _check(text: NoticeText) -> None:
    told = {}
    for name, value in asdict(text).items():
        if name in NEEDED and not value.strip():
            told[name] = _("请填写。")
        elif len(value) > LONGEST[name]:
            told[name] = _("最多 {most} 个字。").format(most=LONGEST[name])
    if told:
        raise OfficialRefusedError(fields=told)


def _read_number(paper: OfficialPaper, typed: str, issued_on: date) -> str:
    """Return the number as the standard writes it."""
    # Full-width figures are the same number; they would pass for another one.
    plain = unicodedata.normalize("NFKC", typed)
    number = "".join(plain.split()).translate(BRACKETS)
    match = NUMBER.fullmatch(number)
    told = {}
    if match is None:
        told["number"] = _(
            "请写成机关代字、〔年份〕、顺序号，例如 衡市监发〔2024〕12号；"
            "不加“第”，序号前不补 0。"
        )
    elif int(match[1]) not in {issued_on.year, issued_on.year - 1}:
        told["number"] = _("文号里的年份和成文日期对不上。")
    elif OfficialPaper.objects.filter(unit=paper.unit, number=number).exists():
        told["number"] = _("本单位已经用过这个文号。")
    if issued_on > timezone.localdate():
        told["issued_on"] = _("成文日期不能晚于今天。")
    if told:
        raise OfficialRefusedError(fields=told)
    return number


def _keep(paper: OfficialPaper, actor: User) -> files.StoredFile:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "paper.docx"
        write_official_paper(path, paper)
        name = f"{paper.number}_{paper.title}.docx"
        return files.store(path, kind=ISSUED, original_name=name, actor=actor)
