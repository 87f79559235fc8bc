"""Public notices: drafted, published by a person, taken down, their result on record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.models import Unit, User
from zhisheng.apps.accounts.selectors import get_scope
from zhisheng.apps.programme.choices import NoticeKind, NoticeStatus
from zhisheng.apps.programme.errors import (
    NoticeChangedError,
    NoticeProvisionalError,
    NoticeRefusedError,
    NoticeRunningError,
    NoticeStateError,
    NoticeVersionError,
    ObjectionsOpenError,
    ReasonMissingError,
    ResultHeldError,
    ResultShownError,
)
from zhisheng.apps.programme.models import NoticeSubject, Objection, PublicNotice
from zhisheng.apps.programme.permissions import require
from zhisheng.apps.programme.services.notice_checks import (
    MOST_SUBJECTS,
    OFFICIAL,
    explain_personal_data,
)
from zhisheng.apps.programme.services.notice_sources import (
    carry_sources,
    list_sourced,
    tell_dropped,
)
from zhisheng.kit import audit
from zhisheng.kit.errors import ForbiddenError, NotFoundError
from zhisheng.methods.personal_data import find_personal_data
from zhisheng.methods.working_days import compute_term
from zhisheng.ui.formats import format_date, format_moment

# In working days; an office may ask for more of either.
SHORTEST_TERM, LONGEST_TERM = 3, 60
SHORTEST_CONTACT = 5
LONGEST_TEXTS = {"title": 120, "basis": 300, "text": 5_000, "contact": 120}


@dataclass(frozen=True, slots=True)
class NoticeDraft:
    """What a notice says; the days are working days."""

    kind: NoticeKind
    title: str
    basis: str
    text: str
    contact: str
    working_days: int = 5
    answer_days: int = 15


@transaction.atomic
def create_notice(
    *,
    draft: NoticeDraft,
    subjects: Sequence[NoticeSubject],
    unit: Unit,
    actor: User,
) -> PublicNotice:
    """Write a notice down; nobody outside sees it before it is published."""
    require_issuer(unit, actor)
    notice = PublicNotice(unit=unit, created_by=actor)
    _write(notice, draft, subjects)
    audit.record(
        action="programme.notice_created",
        subject=notice,
        actor=actor,
        new={"title": notice.title, "kind": notice.kind},
        counts={"subjects": len(subjects)},
    )
    return notice


@transaction.atomic
def update_notice(
    *,
    notice: PublicNotice,
    draft: NoticeDraft,
    subjects: Sequence[NoticeSubject],
    version: int | None = None,
    actor: User,
) -> PublicNotice:
    """Change a draft as it was seen; what was published stays as it was."""
    locked = _lock_draft(notice, version, actor)
    old = {"title": locked.title, "kind": locked.kind}
    former = list_sourced(locked)
    carry_sources(former, subjects)
    locked.subjects.all().delete()
    _raise_version(locked, actor)
    _write(locked, draft, subjects)
    tell_dropped(locked, former, subjects)
    audit.record(
        action="programme.notice_updated",
        subject=locked,
        actor=actor,
        old=old,
        new={"title": locked.title, "kind": locked.kind},
        counts={"subjects": len(subjects)},
    )
    return locked


@transaction.atomic
def delete_notice(
    *, notice: PublicNotice, version: int | None = None, actor: User
) -> None:
    """Throw a draft away that nobody outside has seen."""
    locked = _lock_draft(notice, version, actor)
    audit.record(
        action="programme.notice_deleted",
        subject=locked,
        actor=actor,
        old={"title": locked.title, "kind": locked.kind},
    )
    tell_dropped(locked, list_sourced(locked), ())
    locked.delete()


@transaction.atomic
def add_subject(
    *,
    notice: PublicNotice,
    name: str,
    region: str,
    remark: str,
    source: str = "",
    actor: User,
) -> NoticeSubject:
    """Put one more whom it is about at the end of a draft."""
    locked = _lock(notice, actor, NoticeStatus.DRAFT)
    last = locked.subjects.order_by("number").last()
    number = last.number + 1 if last else 1
    told = [explain_personal_data(text) for text in (name, remark)]
    if number > MOST_SUBJECTS:
        told = [_("最多 {most} 行。").format(most=MOST_SUBJECTS)]
    if any(told):
        raise NoticeRefusedError(fields={"subjects": " ".join(filter(None, told))})
    subject = NoticeSubject.objects.create(
        notice=locked,
        number=number,
        name=name,
        region=region,
        remark=remark,
        source=source,
    )
    _raise_version(locked, actor)
    locked.save(update_fields=["version", "changed_by", "changed_at"])
    # Who adds goes on from what it added.
    notice.version = locked.version
    audit.record(
        action="programme.notice_subject_added",
        subject=locked,
        actor=actor,
        new={"number": number, "name": name},
    )
    return subject


@transaction.atomic
def publish_notice(
    *, notice: PublicNotice, version: int | None = None, actor: User
) -> PublicNotice:
    """Lay a notice open as it was seen, from today on; the day itself is not counted."""
    locked = _lock_draft(notice, version, actor)
    if not locked.subjects.exists():
        raise NoticeRefusedError(fields={"subjects": _("还没有公示对象，请先填写。")})
    term = compute_term(timezone.localdate(), locked.working_days)
    locked.starts_on, locked.ends_on = term.starts_on, term.ends_on
    locked.is_provisional = term.is_provisional
    locked.status = NoticeStatus.PUBLISHED
    locked.published_by, locked.published_at = actor, timezone.now()
    locked.save()
    audit.record(
        action="programme.notice_published",
        subject=locked,
        actor=actor,
        new={
            "starts_on": term.starts_on.isoformat(),
            "ends_on": term.ends_on.isoformat(),
            "is_provisional": term.is_provisional,
        },
    )
    return locked


@transaction.atomic
def withdraw_notice(*, notice: PublicNotice, reason: str, actor: User) -> PublicNotice:
    """Take a notice down before its result; objections to it are still answered."""
    locked = _lock(notice, actor, NoticeStatus.PUBLISHED)
    _close(locked, NoticeStatus.WITHDRAWN, reason, actor)
    audit.record(
        action="programme.notice_withdrawn",
        subject=locked,
        actor=actor,
        new={"reason": locked.result},
    )
    return locked


@transaction.atomic
def conclude_notice(*, notice: PublicNotice, result: str, actor: User) -> PublicNotice:
    """Put the result on record once the term is over and every objection is answered.

    Everybody may read it from then on, without the subjects and the text of the notice.
    """
    locked = _lock(notice, actor, NoticeStatus.PUBLISHED)
    _require_over(locked, timezone.localdate())
    waiting = locked.objections.filter(result="").count()
    if waiting:
        raise ObjectionsOpenError(count=waiting)
    _close(locked, NoticeStatus.ARCHIVED, result, actor)
    audit.record(
        action="programme.notice_concluded",
        subject=locked,
        actor=actor,
        new={"result": locked.result},
    )
    return locked


@transaction.atomic
def show_result(*, notice: PublicNotice, actor: User) -> PublicNotice:
    """Let everybody read a result that was archived before results became public."""
    locked = _lock(notice, actor, NoticeStatus.ARCHIVED)
    if locked.is_result_public:
        raise ResultShownError
    if find_personal_data(locked.result):
        raise ResultHeldError
    locked.is_result_public = True
    locked.save(update_fields=["is_result_public"])
    audit.record(
        action="programme.notice_result_shown",
        subject=locked,
        actor=actor,
        new={"title": locked.title, "result": locked.result},
    )
    return locked


@transaction.atomic
def settle_terms() -> int:
    """Count provisional terms again where the days off are announced; return how many.

    A notice is never taken down earlier than it said.
    """
    notices = PublicNotice.objects.select_for_update().filter(
        is_provisional=True, status=NoticeStatus.PUBLISHED
    )
    objections = Objection.objects.select_for_update(of=("self",)).filter(
        is_due_provisional=True, result=""
    )
    settled = sum(map(_settle_notice, notices))
    settled += sum(map(_settle_objection, objections.select_related("notice")))
    if settled:
        audit.record(action="programme.terms_settled", counts={"terms": settled})
    return settled


def require_issuer(unit: Unit, actor: User) -> None:
    """Let the people of the unit itself through, and nobody above or below."""
    require(actor, "programme.manage_notices")
    if unit.path not in get_scope(actor).officer_unit_paths:
        raise ForbiddenError


def _settle_notice(notice: PublicNotice) -> bool:
    if notice.starts_on is None or notice.ends_on is None:
        return False
    term = compute_term(notice.starts_on, notice.working_days)
    if term.is_provisional:
        return False
    notice.ends_on = max(notice.ends_on, term.ends_on)
    notice.is_provisional = False
    notice.save(update_fields=["ends_on", "is_provisional"])
    return True


def _settle_objection(objection: Objection) -> bool:
    filed_on = timezone.localdate(objection.filed_at)
    term = compute_term(filed_on, objection.notice.answer_days)
    if term.is_provisional:
        return False
    objection.answer_due_on, objection.is_due_provisional = term.ends_on, False
    objection.save(update_fields=["answer_due_on", "is_due_provisional"])
    return True


def _write(
    notice: PublicNotice, draft: NoticeDraft, subjects: Sequence[NoticeSubject]
) -> None:
    texts = {name: getattr(draft, name).strip() for name in LONGEST_TEXTS}
    _check(texts, draft)
    for name, text in texts.items():
        setattr(notice, name, text)
    notice.kind = draft.kind
    notice.working_days, notice.answer_days = draft.working_days, draft.answer_days
    notice.save()
    for subject in subjects:
        subject.notice = notice
    NoticeSubject.objects.bulk_create(subjects, batch_size=500)


def _check(texts: dict[str, str], draft: NoticeDraft) -> None:
    refusals = {
        name: reason for name, text in texts.items() if (reason := _explain(name, text))
    }
    for name in ("working_days", "answer_days"):
        if not SHORTEST_TERM <= getattr(draft, name) <= LONGEST_TERM:
            told = _("应在 {low} 到 {high} 个工作日之间。")
            refusals[name] = told.format(low=SHORTEST_TERM, high=LONGEST_TERM)
    if refusals:
        raise NoticeRefusedError(fields=refusals)


def _explain(name: str, text: str) -> str:
    most = LONGEST_TEXTS[name]
    if not text:
        return _("必须填写。")
    if len(text) > most:
        told = _("最多 {most} 字，现在 {count} 字。")
        return told.format(most=most, count=len(text))
    if name == "contact" and len(text) < SHORTEST_CONTACT:
        return _("请写能找到人的电话或地址，至少 {least} 个字。").format(
            least=SHORTEST_CONTACT
        )
    allowed = OFFICIAL if name == "contact" else frozenset[str]()
    return explain_personal_data(text, allowed=allowed)


def _require_over(notice: PublicNotice, today: date) -> None:
    if notice.ends_on is None or notice.is_over(today):
        return
    if notice.is_provisional:
        raise NoticeProvisionalError(year=notice.ends_on.year)
    raise NoticeRunningError(day=format_date(notice.ends_on))


def _close(notice: PublicNotice, status: NoticeStatus, text: str, actor: User) -> None:
    if not text.strip():
        raise ReasonMissingError
    reason = explain_personal_data(text)
    if reason:
        raise NoticeRefusedError(fields={"text": reason})
    notice.status, notice.result = status, text.strip()
    notice.closed_by, notice.closed_at = actor, timezone.now()
    notice.save(update_fields=["status", "result", "closed_by", "closed_at"])


def _lock_draft(notice: PublicNotice, version: int | None, actor: User) -> PublicNotice:
    """Hold a draft, unless others changed it since the version that was seen.

    Without a version, what was seen is what ``notice`` was read with.
    """
    locked = _lock(notice, actor, NoticeStatus.DRAFT)
    seen = notice.version if version is None else version
    if not 0 < seen <= locked.version:
        raise NoticeVersionError(version=seen, now=locked.version)
    if seen < locked.version:
        raise NoticeChangedError(
            name=str(locked.changed_by or locked.created_by or _("同事")),
            moment=format_moment(locked.changed_at or locked.created_at),
        )
    return locked


def _raise_version(notice: PublicNotice, actor: User) -> None:
    notice.version += 1
    notice.changed_by, notice.changed_at = actor, timezone.now()


def _lock(notice: PublicNotice, actor: User, *expected: NoticeStatus) -> PublicNotice:
    found = PublicNotice.objects.select_for_update(of=("self",)).filter(pk=notice.pk)
    locked = found.first()
    # Somebody threw the draft away since the page was made.
    if locked is None:
        raise NotFoundError
    require_issuer(locked.unit, actor)
    if locked.status not in expected:
        raise NoticeStateError(status=locked.get_status_display())
    return locked
