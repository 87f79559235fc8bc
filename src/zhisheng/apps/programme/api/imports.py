"""Rosters from file to ledger."""

from typing import TYPE_CHECKING, Annotated

from django.http import HttpResponse
from ninja import File, Form, Router, Status, UploadedFile

from zhisheng.apps.accounts.api import BearerToken, TokenRequest
from zhisheng.apps.accounts.choices import TokenScope
from zhisheng.apps.accounts.selectors import Actor
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.choices import RowState
from zhisheng.apps.programme.permissions import require
from zhisheng.apps.programme.schemas.api import (
    ImportOut,
    KeptPageOut,
    LedgerPageOut,
    MappingIn,
    write_import,
    write_kept,
    write_ledger_entry,
)
from zhisheng.apps.programme.schemas.rows import (
    DecidedOut,
    DecisionIn,
    RowPageOut,
    write_decided,
    write_row,
)
from zhisheng.kit.api_fields import OneOf
from zhisheng.kit.files.content import XLSX
from zhisheng.kit.http import respond_with_workbook

if TYPE_CHECKING:
    from zhisheng.apps.programme.models import RosterImport

router = Router(tags=["programme"], auth=BearerToken(TokenScope.IMPORT_ROSTER))
State = Annotated[str, OneOf(tuple(RowState.values))]
BLANK = {
    "responses": {
        200: {
            "description": "xlsx",
            "content": {XLSX: {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}


FINDS_IMPORT = BearerToken(TokenScope.IMPORT_ROSTER, selectors.get_import_for)


def find_import(*, actor: Actor, code: str, row_id: str) -> "RosterImport":
    """Ask for the import of a row; the row itself is looked up with its answer."""
    return selectors.get_import_for(actor=actor, code=code)


def require_ledger(*, actor: Actor, year: str) -> None:
    require(actor, "programme.see_ledger")


@router.post("/imports", response={201: ImportOut}, summary="上传帮扶名单并核对")
def upload_roster(
    request: TokenRequest,
    sheet: File[UploadedFile],
    year: Form[int],
    helper: Form[str] = "",
) -> Status[ImportOut]:
    actor = request.auth
    roster_import = services.upload_roster(
        sheet,
        original_name=sheet.name or "",
        year=year,
        organisation=actor.organisation,
        helper=selectors.find_helper(helper),
        actor=actor.user,
    )
    return Status(201, _tell(roster_import))


@router.get("/imports/blank", summary="空白名单表格", openapi_extra=BLANK)
def download_blank(request: TokenRequest) -> HttpResponse:
    """Return the workbook to fill in; with rows below its heading it is read back."""
    require(request.auth.user, "programme.import_roster")
    return respond_with_workbook(*services.make_blank_roster())


@router.get("/imports/{code}", response=ImportOut, summary="查看一次导入")
def show_import(request: TokenRequest, code: str) -> ImportOut:
    actor = request.auth
    return _tell(selectors.get_import_for(actor=actor.user, code=code))


@router.post(
    "/imports/{code}/columns",
    response=ImportOut,
    summary="说明各列的内容",
    auth=FINDS_IMPORT,
)
def explain_columns(request: TokenRequest, code: str, answer: MappingIn) -> ImportOut:
    return _tell(
        services.confirm_mapping(
            roster_import=request.found,
            columns=answer.columns,
            actor=request.auth.user,
        )
    )


@router.get(
    "/imports/{code}/rows",
    response=RowPageOut,
    summary="逐行核对结果",
    auth=FINDS_IMPORT,
)
def list_rows(
    request: TokenRequest, code: str, status: State = "", after: int | None = None
) -> RowPageOut:
    page = selectors.list_rows(request.found, status=status, after=after)
    return RowPageOut(
        items=[write_row(preview) for preview in page.items],
        next_after=page.next_after,
    )


@router.post(
    "/imports/{code}/rows/{row_id}",
    response=DecidedOut,
    summary="答复一行：是否同一家企业，或是哪个地区、行业、帮扶机构",
    auth=BearerToken(TokenScope.IMPORT_ROSTER, find_import),
)
def decide_row(
    request: TokenRequest, code: str, row_id: int, answer: DecisionIn
) -> DecidedOut:
    actor = request.auth
    row = selectors.get_row(request.found, row_id)
    outcome = services.decide_row(
        row=row,
        decision=answer.decision,
        enterprise_code=answer.enterprise,
        place_code=answer.place,
        all_alike=answer.all_alike,
        actor=actor.user,
    )
    return write_decided(
        selectors.get_preview_for(actor=actor.user, code=code, row_id=row_id), outcome
    )


@router.post("/imports/{code}/apply", response=ImportOut, summary="把可入库的行入库")
def apply_roster(
    request: TokenRequest, code: str, acting_reason: str = ""
) -> ImportOut:
    actor = request.auth
    roster_import = selectors.get_import_for(actor=actor.user, code=code)
    return _tell(
        services.queue_applying(
            roster_import=roster_import, acting_reason=acting_reason, actor=actor.user
        )
    )


@router.post(
    "/imports/{code}/retry", response=ImportOut, summary="重新处理一次中断的导入"
)
def retry_import(request: TokenRequest, code: str) -> ImportOut:
    """Queue the reading, applying or withdrawing again where ``has_stopped`` is true."""
    actor = request.auth
    roster_import = selectors.get_import_for(actor=actor.user, code=code)
    return _tell(services.retry_import(roster_import=roster_import, actor=actor.user))


@router.post("/imports/{code}/withdraw", response=ImportOut, summary="撤回一次导入")
def withdraw_roster(request: TokenRequest, code: str) -> ImportOut:
    """Queue the withdrawal; the status is ``withdrawn`` once it is done."""
    actor = request.auth
    roster_import = selectors.get_import_for(actor=actor.user, code=code)
    return _tell(
        services.queue_withdrawing(roster_import=roster_import, actor=actor.user)
    )


@router.get(
    "/imports/{code}/kept",
    response=KeptPageOut,
    summary="撤回时保留的内容",
    auth=FINDS_IMPORT,
)
def list_kept(
    request: TokenRequest, code: str, after: int | None = None
) -> KeptPageOut:
    """Tell what a withdrawal left because it was changed or used since."""
    page = selectors.list_kept(request.found, after=after)
    return KeptPageOut(
        items=[write_kept(item) for item in page.items], next_after=page.next_after
    )


@router.get(
    "/ledger/{year}",
    response=LedgerPageOut,
    summary="帮扶台账",
    auth=BearerToken(TokenScope.READ_REGISTRY, require_ledger),
)
def list_ledger(
    request: TokenRequest, year: int, after: int | None = None
) -> LedgerPageOut:
    selectors.require_year(year)
    page = selectors.list_ledger_for(actor=request.auth.user, year=year, after=after)
    return LedgerPageOut(
        items=[write_ledger_entry(enrolment) for enrolment in page.items],
        next_after=page.next_after,
    )


def _tell(roster_import: "RosterImport") -> ImportOut:
    return write_import(roster_import, selectors.count_rows(roster_import))
