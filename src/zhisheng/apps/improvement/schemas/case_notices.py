"""Tell how the public notice of a case stands, and what starts one."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.selectors import Actor
from zhisheng.apps.improvement import selectors
from zhisheng.apps.improvement.choices import CaseState
from zhisheng.apps.improvement.models import GoodCase
from zhisheng.apps.programme import selectors as programme
from zhisheng.apps.programme.choices import NoticeStatus
from zhisheng.apps.programme.schemas.notices import (
    show_result,
    show_state,
    show_term,
)
from zhisheng.ui.tables import Badge


@dataclass(frozen=True, slots=True)
class CaseNotice:
    """The notice a case stands in; ``url`` is empty where the reader may not open it."""

    title: str
    state: Badge
    term: str
    result: str
    # Why it was taken down.
    reason: str
    waiting: str
    url: str


def build_notice(case: GoodCase, actor: Actor) -> CaseNotice | None:
    """Return the notice of a case; the enterprise sees nothing of a draft."""
    notice = case.notice
    if notice is None or not programme.has_subject_of(notice, case.code):
        return None
    is_office = selectors.may_review_case(actor, case)
    if notice.status == NoticeStatus.DRAFT and not is_office:
        return None
    today = timezone.localdate()
    count = programme.count_open_objections(notice)
    is_public = notice.is_public(today)
    is_withdrawn = notice.status == NoticeStatus.WITHDRAWN
    url = reverse("notices:notice", args=[notice.code]) if is_public else ""
    if is_office and programme.is_issuer(actor, notice):
        url = reverse("programme:notice", args=[notice.code])
    return CaseNotice(
        title=notice.title,
        state=show_state(notice, today),
        term=show_term(notice),
        result=show_result(notice)
        if notice.is_concluded and (is_public or is_office)
        else "",
        reason=show_result(notice) if is_withdrawn else "",
        waiting=_("还有 {count} 件异议没有答复").format(count=count)
        if count and is_office
        else "",
        url=url,
    )


def may_announce(case: GoodCase, actor: Actor) -> bool:
    """Tell whether a notice can be begun: by the office that selected, and not twice."""
    return (
        case.state == CaseState.SELECTED
        and not selectors.stands_in_notice(case)
        and selectors.may_announce_case(actor, case)
    )


def list_draft_choices(actor: Actor) -> list[tuple[str, str]]:
    drafts = selectors.list_case_drafts_for(actor)
    return [("", _("新写一个公示")), *((one.code, one.title) for one in drafts)]
