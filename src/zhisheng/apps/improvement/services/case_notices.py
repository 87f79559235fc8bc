"""A selected case is laid open in a public notice 公示 before everybody reads it.

No official text we know prescribes it, so it is the office's choice; once begun, it is
gone through to its result.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.models import User
from zhisheng.apps.accounts.services import Acting
from zhisheng.apps.improvement import errors, selectors
from zhisheng.apps.improvement.choices import CaseAct, CaseState
from zhisheng.apps.improvement.models import GoodCase
from zhisheng.apps.improvement.permissions import Action, require
from zhisheng.apps.improvement.services.case_rules import (
    check_whole,
    hide_name,
    keep_case,
    lock_case,
    note_step,
    record_case,
)
from zhisheng.apps.programme import services as programme
from zhisheng.apps.programme.choices import NoticeKind, NoticeStatus
from zhisheng.apps.programme.models import PublicNotice
from zhisheng.apps.programme.selectors import has_subject_of
from zhisheng.kit.errors import NotFoundError
from zhisheng.ui.formats import format_date

TITLE = "优良案例公示"
TEXT = (
    "下列案例经逐级推荐和遴选，拟作为优良案例公开，现予公示。"
    "对案例的真实性有异议的，请在公示期内提出，并写明依据。"
)


@dataclass(frozen=True, slots=True)
class NoticeTerms:
    """What the office says of a new notice, or the code of its draft to add to."""

    basis: str = ""
    contact: str = ""
    working_days: int = 5
    draft: str = ""


@transaction.atomic
def announce_case(
    *, case: GoodCase, terms: NoticeTerms, version: int, actor: User
) -> PublicNotice:
    """Put a selected case into a draft of a notice, a new one or one of the own office.

    Raises
    ------
    CaseAnnouncedError
        If it stands in a notice that was not taken down.
    """
    require(actor, Action.REVIEW_CASES)
    if not selectors.may_announce_case(actor, case):
        raise NotFoundError
    chosen = _find_draft(terms.draft, actor)
    locked = lock_case(case, version)
    _check_announceable(locked)
    notice = chosen or _draft(locked, terms, actor)
    programme.add_subject(
        notice=notice,
        name=locked.title,
        region=selectors.name_place(locked),
        remark=selectors.name_case(locked)[:100],
        source=locked.code,
        actor=actor,
    )
    old = {"notice": locked.notice.code if locked.notice else ""}
    locked.notice = notice
    keep_case(locked)
    note_step(locked, CaseAct.ANNOUNCE, actor, acting=_name_office(locked))
    record_case(
        "improvement.case_announced",
        locked,
        actor,
        old=old,
        new={"notice": notice.code},
    )
    return notice


def check_notice(case: GoodCase, *, is_acting: bool) -> None:
    """Refuse to make a case public while the notice it stands in is not gone through.

    To do without a notice is the choice of the office that selected, of nobody for it.
    """
    if case.notice is None:
        if is_acting and case.office is not None:
            told = _("还没有公示，代“{unit}”公开前要由它先公示")
            raise errors.CaseNoticeError(why=told.format(unit=case.office.name))
        return
    if not has_subject_of(case.notice, case.code):
        raise errors.CaseNoticeError(why=_("案例不在公示对象里了，请重新公示"))
    if not case.notice.is_concluded:
        raise errors.CaseNoticeError(why=_tell_pending(case.notice))


def is_announced(case: GoodCase) -> bool:
    """Tell whether a case stands in a notice that was begun and has no result yet."""
    notice = case.notice
    is_running = notice is not None and not notice.is_concluded
    return is_running and selectors.stands_in_notice(case)


def hold_notice_of(case: GoodCase) -> None:
    """Keep the notice of a case, before the case itself is locked."""
    if case.notice_id is not None:
        programme.hold_notice(case.notice_id)


def unname_in_notice(case: GoodCase, actor: User) -> None:
    """Take the name out of the notice a case stands in; consent counts at every moment."""
    if case.notice is None:
        return
    programme.rewrite_subject(
        notice=case.notice,
        source=case.code,
        name=hide_name(case.enterprise, case.title),
        region=selectors.name_place(case),
        remark=selectors.name_case(case)[:100],
        actor=actor,
    )


def release_cases(*, codes: Sequence[str], notice_code: str) -> int:
    """Note that cases do not stand in a draft any more; repeatable. Return how many."""
    return sum(_release(code, notice_code) for code in codes)


@transaction.atomic
def _release(code: str, notice_code: str) -> bool:
    case = GoodCase.objects.select_for_update().filter(code=code).first()
    if case is None or not _has_left(case, notice_code):
        return False
    case.notice = None
    keep_case(case)
    note_step(case, CaseAct.RELEASE, None, acting=_name_office(case))
    record_case("improvement.case_released", case, None, old={"notice": notice_code})
    return True


def _name_office(case: GoodCase) -> Acting | None:
    return Acting(case.office) if case.office else None


def _has_left(case: GoodCase, notice_code: str) -> bool:
    """Tell whether a step is still missing: a notice that is gone leaves no trace."""
    notice = case.notice
    if notice is not None and (
        notice.code != notice_code or has_subject_of(notice, case.code)
    ):
        return False
    tied = case.steps.filter(act__in=[CaseAct.ANNOUNCE, CaseAct.RELEASE]).last()
    return tied is not None and tied.act == CaseAct.ANNOUNCE


def _check_announceable(case: GoodCase) -> None:
    if case.state != CaseState.SELECTED:
        raise errors.CaseStepNotNowError(state=str(CaseState(case.state).label))
    if case.notice is not None and selectors.stands_in_notice(case):
        raise errors.CaseAnnouncedError(title=case.notice.title)
    check_whole(case)


def _find_draft(code: str, actor: User) -> PublicNotice | None:
    if not code:
        return None
    draft = selectors.list_case_drafts_for(actor).filter(code=code).first()
    if draft is None:
        raise NotFoundError
    programme.hold_notice(draft.pk)
    return draft


def _draft(case: GoodCase, terms: NoticeTerms, actor: User) -> PublicNotice:
    if case.office is None:
        raise NotFoundError
    day = format_date(timezone.localdate())
    draft = programme.NoticeDraft(
        kind=NoticeKind.CASE,
        title=f"{TITLE}（{day}）",
        basis=terms.basis,
        text=TEXT,
        contact=terms.contact,
        working_days=terms.working_days,
    )
    return programme.create_notice(
        draft=draft, subjects=(), unit=case.office, actor=actor
    )


def _tell_pending(notice: PublicNotice) -> str:
    today = timezone.localdate()
    waiting = notice.objections.filter(result="").count()
    if notice.status == NoticeStatus.DRAFT:
        return _("公示还没有发布")
    if notice.status == NoticeStatus.WITHDRAWN:
        return _("公示撤下了，请重新公示")
    if waiting:
        return _("还有 {count} 件异议没有答复").format(count=waiting)
    if notice.is_open(today):
        return _("公示要到{day}才满").format(day=format_date(notice.ends_on))
    return _("公示期满了，还没有写结果")
