"""Public notices: read without a key, written by the unit itself."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Status

from zhisheng.apps.accounts.api import BearerToken, TokenRequest
from zhisheng.apps.accounts.choices import TokenScope
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.choices import ObjectionResult
from zhisheng.apps.programme.schemas.notices_api import (
    NoticeIn,
    NoticeOut,
    NoticePageOut,
    NoticeSeenIn,
    ObjectionAnswerIn,
    ObjectionOut,
    ObjectionPageOut,
    read_draft,
    read_lines,
    write_notice,
    write_objection,
    write_result,
)
from zhisheng.apps.programme.selectors.notices import get_draft_notice_for
from zhisheng.kit.errors import ForbiddenError

router = Router(tags=["programme"])


@router.get(
    "/notices", response=NoticePageOut, summary="正在公示（不用密钥）", auth=None
)
def list_notices(request: HttpRequest, after: int | None = None) -> NoticePageOut:
    page = selectors.list_current_page(on=timezone.localdate(), after=after)
    return NoticePageOut(
        items=[write_notice(notice) for notice in page.items],
        next_after=page.next_after,
    )


@router.get(
    "/notices/{code}",
    response=NoticeOut,
    summary="一份公示；期满以后只有结果，还没写出的答 410（不用密钥）",
    auth=None,
)
def show_notice(request: HttpRequest, code: str, after: int | None = None) -> NoticeOut:
    """Return a notice with up to 50 subjects; ``next_after`` leads to the next.

    After its term there is the result alone, without the text and the subjects.
    """
    notice = selectors.get_public_notice(code=code, on=timezone.localdate())
    if notice.is_concluded:
        return write_result(notice)
    return write_notice(notice, selectors.list_subjects_of(notice, after=after))


@router.post(
    "/notices",
    response={201: NoticeOut},
    summary="起草一份公示",
    auth=BearerToken(TokenScope.WRITE_NOTICES),
)
def create_notice(request: TokenRequest, draft: NoticeIn) -> Status[NoticeOut]:
    actor = request.auth
    unit = actor.organisation.unit
    if unit is None:
        raise ForbiddenError
    notice = services.create_notice(
        draft=read_draft(draft),
        subjects=services.read_subjects(read_lines(draft)),
        unit=unit,
        actor=actor.user,
    )
    return Status(201, write_notice(notice, selectors.list_subjects_of(notice)))


@router.get(
    "/notices/{code}/draft",
    response=NoticeOut,
    summary="本单位还没发布的一份公示",
    auth=BearerToken(TokenScope.WRITE_NOTICES, get_draft_notice_for),
)
def show_draft(request: TokenRequest, code: str, after: int | None = None) -> NoticeOut:
    """Return a draft as it is now, with up to 50 subjects and its version."""
    notice = get_draft_notice_for(actor=request.auth.user, code=code)
    return write_notice(notice, selectors.list_subjects_of(notice, after=after))


@router.post(
    "/notices/{code}/publish",
    response=NoticeOut,
    summary="发布一份公示",
    auth=BearerToken(TokenScope.WRITE_NOTICES, selectors.get_notice_for),
)
def publish_notice(request: TokenRequest, code: str, seen: NoticeSeenIn) -> NoticeOut:
    """Publish a draft as it was seen; one that was changed since is answered with 409."""
    actor = request.auth
    notice = services.publish_notice(
        notice=selectors.get_notice_for(actor=actor.user, code=code),
        version=seen.version,
        actor=actor.user,
    )
    return write_notice(notice)


@router.get(
    "/notices/{code}/objections",
    response=ObjectionPageOut,
    summary="本单位公示收到的异议",
    auth=BearerToken(TokenScope.WRITE_NOTICES, selectors.get_notice_for),
)
def list_objections(
    request: TokenRequest, code: str, after: int | None = None
) -> ObjectionPageOut:
    """Return the objections, newest first; the contact is shown on the page only."""
    actor = request.auth
    page = selectors.list_objections_for(
        actor=actor.user,
        notice=selectors.get_notice_for(actor=actor.user, code=code),
        after=after,
    )
    return ObjectionPageOut(
        items=[write_objection(objection) for objection in page.items],
        next_after=page.next_after,
    )


@router.post(
    "/objections/{code}/answer",
    response=ObjectionOut,
    summary="答复一件异议",
    auth=BearerToken(TokenScope.WRITE_NOTICES, selectors.get_objection_for),
)
def answer_objection(
    request: TokenRequest, code: str, answer: ObjectionAnswerIn
) -> ObjectionOut:
    actor = request.auth
    objection = services.answer_objection(
        objection=selectors.get_objection_for(actor=actor.user, code=code),
        result=ObjectionResult(answer.result),
        answer=answer.answer,
        actor=actor.user,
    )
    return write_objection(objection)
