"""Entries of tasks: read, filled in, handed in, returned."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from ninja import File, Form, Router, Status, UploadedFile

from zhisheng.apps.accounts.api import BearerToken, TokenRequest
from zhisheng.apps.accounts.choices import TokenScope
from zhisheng.apps.accounts.selectors import Actor
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.schemas.entries_api import (
    AnswersIn,
    EntryDetailOut,
    EntryPageOut,
    ReturnIn,
    SeenIn,
    SettlementIn,
    read_filled,
    read_remarks,
    write_entry_detail,
    write_entry_page,
)
from zhisheng.apps.programme.schemas.lines_api import (
    LineIn,
    LineOut,
    LinePageOut,
    LinesTakenOut,
    read_line,
    write_line,
    write_line_page,
    write_taken,
)
from zhisheng.apps.programme.selectors.taking_back import has_handed_in
from zhisheng.kit.api_fields import OneOf
from zhisheng.kit.errors import ForbiddenError, NotFoundError

if TYPE_CHECKING:
    from zhisheng.apps.accounts.models import Unit
    from zhisheng.apps.programme.models import TaskEntry

router = Router(tags=["programme"])
RowView = Annotated[str, OneOf(selectors.ROW_VIEWS)]
# More digits than any key of a row has.
DIGITS = 19


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry and the own unit at which it waits."""

    entry: "TaskEntry"
    unit: "Unit"


def find_entry(*, actor: Actor, code: str, number: str) -> "TaskEntry":
    task = selectors.get_task_for(actor=actor, code=code)
    if not (number.isascii() and number.isdecimal() and len(number) < DIGITS):
        raise NotFoundError
    return selectors.get_entry_for(actor=actor, task=task, entry=int(number))


def find_entry_of_line(
    *, actor: Actor, code: str, number: str, line: str
) -> "TaskEntry":
    """Ask for the entry of a line; the line itself is looked up in the call."""
    return find_entry(actor=actor, code=code, number=number)


def find_waiting(*, actor: Actor, code: str, number: str) -> Waiting:
    entry = find_entry(actor=actor, code=code, number=number)
    unit = selectors.get_reviewing_unit_for(actor=actor, entry=entry)
    return Waiting(entry, unit)


def find_governed(*, actor: Actor, code: str, number: str) -> "TaskEntry":
    """Ask for an entry as an office; who is asked to fill it in answers no objection."""
    entry = find_entry(actor=actor, code=code, number=number)
    if selectors.find_own_unit(actor, entry.task) is None:
        raise NotFoundError
    return entry


def find_own_handing_in(*, actor: Actor, code: str, number: str) -> "TaskEntry":
    """Ask for an entry that the actor handed in: nobody else takes it back."""
    entry = find_entry(actor=actor, code=code, number=number)
    if not has_handed_in(actor, entry):
        raise ForbiddenError
    return entry


SEES_ENTRY = BearerToken(TokenScope.READ_TASKS, find_entry)
FILLS_ENTRY = BearerToken(TokenScope.FILL_TASKS, find_entry)
FILLS_LINE = BearerToken(TokenScope.FILL_TASKS, find_entry_of_line)


@router.get(
    "/entries",
    response=EntryPageOut,
    summary="要我填的，新的在前；is_due=true 只看还没有交的",
    auth=BearerToken(TokenScope.READ_TASKS),
)
def list_own_entries(
    request: TokenRequest, *, is_due: bool = False, after: int | None = None
) -> EntryPageOut:
    actor = request.auth.user
    page = selectors.list_own_page_for(actor, is_due=is_due, after=after)
    return write_entry_page(page)


@router.get(
    "/tasks/{code}/entries/{number}",
    response=EntryDetailOut,
    summary="一份填报材料：内容、批注、经过",
    auth=SEES_ENTRY,
)
def show_entry(request: TokenRequest, code: str, number: int) -> EntryDetailOut:
    return write_entry_detail(request.found, request.auth.user)


@router.get(
    "/tasks/{code}/entries/{number}/lines",
    response=LinePageOut,
    summary="一份填报材料的各行和批注",
    auth=SEES_ENTRY,
)
def list_lines(
    request: TokenRequest,
    code: str,
    number: int,
    view: RowView = "",
    after: int | None = None,
) -> LinePageOut:
    page, doubts = selectors.list_rows_with_doubts(
        request.found, view=view, after=after, viewer=request.auth.user
    )
    return write_line_page(page, selectors.list_remarks_on(page.items), doubts)


@router.post(
    "/tasks/{code}/entries/{number}/answers",
    response=EntryDetailOut,
    summary="保存填写的内容，先不提交",
    auth=FILLS_ENTRY,
)
def save_answers(
    request: TokenRequest, code: str, number: int, given: AnswersIn
) -> EntryDetailOut:
    """Keep a draft; what cannot be read yet is kept as it was written."""
    entry = request.found
    filled = read_filled(given, entry)
    services.save_entry(entry=entry, filled=filled, actor=request.auth.user)
    return _show_again(request)


@router.post(
    "/tasks/{code}/entries/{number}/submit",
    response=EntryDetailOut,
    summary="填写并提交；上级单位提交的记为代填，请本人核对",
    auth=FILLS_ENTRY,
)
def submit_entry(
    request: TokenRequest, code: str, number: int, given: AnswersIn
) -> EntryDetailOut:
    entry = request.found
    filled = read_filled(given, entry)
    services.submit_entry(entry=entry, filled=filled, actor=request.auth.user)
    return _show_again(request)


@router.post(
    "/tasks/{code}/entries/{number}/sheet",
    response=LinesTakenOut,
    summary="上传表格，读入各行；读不进的逐格说明",
    auth=FILLS_ENTRY,
)
def upload_lines(
    request: TokenRequest,
    code: str,
    number: int,
    sheet: File[UploadedFile],
    version: Form[int],
    *,
    is_whole: Form[bool] = False,
) -> LinesTakenOut:
    """Take the lines of a sheet; ``is_whole`` takes out those it does not name."""
    entry, actor = request.found, request.auth.user
    taken = services.upload_rows(
        sheet,
        original_name=sheet.name or "",
        entry=entry,
        version=version,
        actor=actor,
        is_whole=is_whole,
    )
    return write_taken(taken, _find_again(request))


@router.post(
    "/tasks/{code}/entries/{number}/lines",
    response={201: LineOut},
    summary="添加一行",
    auth=FILLS_ENTRY,
)
def add_line(
    request: TokenRequest, code: str, number: int, given: LineIn
) -> Status[LineOut]:
    row = services.add_row(
        entry=request.found,
        typed=read_line(given, request.found),
        version=given.version,
        actor=request.auth.user,
    )
    return Status(201, write_line(row))


@router.post(
    "/tasks/{code}/entries/{number}/lines/{line}",
    response=LineOut,
    summary="改写一行",
    auth=FILLS_LINE,
)
def change_line(
    request: TokenRequest, code: str, number: int, line: int, given: LineIn
) -> LineOut:
    row = services.change_row(
        entry=request.found,
        number=line,
        typed=read_line(given, request.found),
        version=given.version,
        actor=request.auth.user,
    )
    return write_line(row)


@router.post(
    "/tasks/{code}/entries/{number}/lines/{line}/remove",
    response=EntryDetailOut,
    summary="去掉一行",
    auth=FILLS_LINE,
)
def remove_line(
    request: TokenRequest, code: str, number: int, line: int, given: SeenIn
) -> EntryDetailOut:
    services.remove_row(
        entry=request.found,
        number=line,
        version=given.version,
        actor=request.auth.user,
    )
    return _show_again(request)


@router.post(
    "/tasks/{code}/entries/{number}/return",
    response=EntryDetailOut,
    summary="退回，写明哪一行、哪一项要改什么",
    auth=BearerToken(TokenScope.REVIEW_TASKS, find_waiting),
)
def return_entry(
    request: TokenRequest, code: str, number: int, given: ReturnIn
) -> EntryDetailOut:
    """Send an entry back; only what the remarks name is open in it then."""
    waiting = request.found
    services.return_entry(
        entry=waiting.entry,
        unit=waiting.unit,
        remarks=read_remarks(given, waiting.entry),
        version=given.version,
        reason=given.acting_reason,
        actor=request.auth.user,
    )
    return _show_again(request)


@router.post(
    "/tasks/{code}/entries/{number}/take-over",
    response=EntryDetailOut,
    summary="对方已开始填写而未提交的，接手代填；对方填的内容会保留",
    auth=FILLS_ENTRY,
)
def take_over_entry(
    request: TokenRequest, code: str, number: int, given: SeenIn
) -> EntryDetailOut:
    services.take_over_entry(
        entry=request.found, version=given.version, actor=request.auth.user
    )
    return _show_again(request)


@router.post(
    "/tasks/{code}/entries/{number}/take-back",
    response=EntryDetailOut,
    summary="撤回提交：还没有人审核的，重新打开，内容都在",
    auth=BearerToken(TokenScope.FILL_TASKS, find_own_handing_in),
)
def take_back_entry(
    request: TokenRequest, code: str, number: int, given: SeenIn
) -> EntryDetailOut:
    services.take_back_entry(
        entry=request.found, version=given.version, actor=request.auth.user
    )
    return _show_again(request)


@router.post(
    "/tasks/{code}/entries/{number}/settle",
    response=EntryDetailOut,
    summary="答复本人对代填内容的异议，内容不改；必须写明理由（reason）",
    auth=BearerToken(TokenScope.REVIEW_TASKS, find_governed),
)
def settle_dispute(
    request: TokenRequest, code: str, number: int, given: SettlementIn
) -> EntryDetailOut:
    """Answer the objection ``dispute``; both sides are told the reason."""
    services.settle_dispute(
        entry=request.found,
        dispute=given.dispute,
        reason=given.reason,
        actor=request.auth.user,
    )
    return _show_again(request)


def _show_again(request: TokenRequest) -> EntryDetailOut:
    return write_entry_detail(_find_again(request), request.auth.user)


def _find_again(request: TokenRequest) -> "TaskEntry":
    """Return the entry as it stands now; what was found before the call is stale."""
    match = request.resolver_match
    words = match.kwargs if match is not None else {}
    return find_entry(
        actor=request.auth.user, code=str(words["code"]), number=str(words["number"])
    )
