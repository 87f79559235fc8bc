from typing import Annotated

from django.utils import timezone
from ninja import Router, Status

from zhisheng.apps.accounts.api import BearerToken, TokenRequest
from zhisheng.apps.accounts.choices import TokenScope
from zhisheng.apps.accounts.selectors import Actor
from zhisheng.apps.returns import permissions, selectors, services
from zhisheng.apps.returns.choices import IndicatorLevel
from zhisheng.apps.returns.permissions import Action
from zhisheng.apps.returns.schemas.api import (
    IndicatorOut,
    KeptValuePageOut,
    ReturnIn,
    ReturnOut,
    TotalIn,
    TotalOut,
    ValueOut,
)
from zhisheng.kit.api_fields import OneOf, YearText

MOST_TOTALS = 500
AnyPeriod = Annotated[str, YearText(may_be_empty=True)]
Level = Annotated[str, OneOf(tuple(IndicatorLevel.values))]

router = Router(tags=["returns"])


def require_filing(*, actor: Actor) -> None:
    permissions.require(actor, Action.FILE_RETURN)


def require_totals(*, actor: Actor) -> None:
    permissions.require(actor, Action.ENTER_TOTAL)


@router.get("/indicators", response=list[IndicatorOut], summary="指标字典")
def list_indicators(request: TokenRequest, level: Level = "") -> list[IndicatorOut]:
    return [IndicatorOut.of(one) for one in selectors.list_indicators(level=level)]


@router.get(
    "/enterprises/{code}/values",
    response=list[ValueOut],
    summary="一家企业的有效数值",
    auth=BearerToken(TokenScope.READ_RETURNS, selectors.get_readable_enterprise_for),
)
def list_values(
    request: TokenRequest, code: str, period: AnyPeriod = ""
) -> list[ValueOut]:
    """Return one value per indicator and period: checked, else own, else latest."""
    values = selectors.list_effective_values(
        enterprise_ids=[request.found.pk], periods=[period] if period else None
    ).select_related("indicator", "declared_by")
    ordered = sorted(values, key=lambda one: (one.period, one.indicator.position))
    return [ValueOut.of(value) for value in ordered]


@router.post(
    "/",
    response={201: ReturnOut},
    summary="提交一份填报",
    auth=BearerToken(TokenScope.WRITE_RETURNS, require_filing),
)
def submit_return(request: TokenRequest, payload: ReturnIn) -> Status[ReturnOut]:
    actor, today = request.auth.user, timezone.localdate()
    filing = services.file_return(
        form=selectors.get_form(payload.form),
        enterprise=selectors.get_own_enterprise_for(
            actor=actor, code=payload.enterprise
        ),
        period=payload.period,
        answers=services.Answers(payload.values, payload.unit, payload.explanations),
        on=today,
        actor=actor,
    )
    return Status(201, ReturnOut.of(filing))


@router.get(
    "/sheets/{code}/kept",
    response=KeptValuePageOut,
    summary="撤回表格时保留的数值",
    auth=BearerToken(TokenScope.READ_RETURNS, selectors.get_sheet_import_for),
)
def list_kept(request: TokenRequest, code: str, after: int = 0) -> KeptValuePageOut:
    """Tell which values a withdrawn sheet left because they were changed since."""
    page = selectors.list_kept(request.found, after=after)
    return KeptValuePageOut.of(page)


@router.get(
    "/totals",
    response=list[TotalOut],
    summary="上报合计数",
    auth=BearerToken(TokenScope.READ_RETURNS),
)
def list_totals(request: TokenRequest) -> list[TotalOut]:
    permissions.require(request.auth.user, Action.ENTER_TOTAL)
    totals = selectors.list_totals_for(request.auth.user)[:MOST_TOTALS]
    return [TotalOut.of(total) for total in totals]


@router.post(
    "/totals",
    response={201: TotalOut},
    summary="记录一个上报合计数",
    auth=BearerToken(TokenScope.WRITE_RETURNS, require_totals),
)
def add_total(request: TokenRequest, payload: TotalIn) -> Status[TotalOut]:
    total = services.record_total_text(
        **payload.dict(),
        organisation=request.auth.organisation,
        actor=request.auth.user,
    )
    return Status(201, TotalOut.of(total))
