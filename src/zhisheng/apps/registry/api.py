from typing import Annotated

from ninja import Router, Status
from pydantic import Field

from zhisheng.apps.accounts.api import TokenRequest
from zhisheng.apps.accounts.choices import TokenScope
from zhisheng.apps.accounts.selectors import require_scope
from zhisheng.apps.registry import selectors, services
from zhisheng.apps.registry.schemas import (
    EnterpriseOut,
    EnterprisePageOut,
    ProposalIn,
    ProposalOut,
    build_enterprise_out,
)
from zhisheng.apps.registry.selectors import RosterFilters

router = Router(tags=["registry"])
PageSize = Annotated[int, Field(ge=1, le=500)]


@router.get("/", response=EnterprisePageOut, summary="查询企业名录")
def list_enterprises(
    request: TokenRequest,
    term: str = "",
    region: str = "",
    industry: str = "",
    size_class: str = "",
    status: str = "",
    after: str = "",
    limit: PageSize = 50,
) -> EnterprisePageOut:
    require_scope(request.auth, TokenScope.READ_REGISTRY)
    page = selectors.list_enterprises_for(
        actor=request.auth.user,
        filters=RosterFilters(term, region, industry, size_class, status),
        after=after,
        size=limit,
    )
    return EnterprisePageOut(
        items=[build_enterprise_out(row) for row in page.rows],
        count=page.count,
        is_count_exact=page.is_count_exact,
        next=page.next_code,
    )


@router.get("/{code}", response=EnterpriseOut, summary="读取一家企业")
def show_enterprise(request: TokenRequest, code: str) -> EnterpriseOut:
    require_scope(request.auth, TokenScope.READ_REGISTRY)
    record = selectors.get_enterprise_for(actor=request.auth.user, code=code)
    return build_enterprise_out(record.row)


@router.post(
    "/{code}/proposals", response={201: ProposalOut}, summary="申请变更登记信息"
)
def propose(
    request: TokenRequest, code: str, payload: ProposalIn
) -> Status[ProposalOut]:
    """Ask for other official fields; a key that only reads may not."""
    require_scope(request.auth, TokenScope.PROPOSE_CHANGES)
    user = request.auth.user
    proposal = services.propose_change(
        enterprise=selectors.pick_enterprise_for(actor=user, code=code),
        changes=payload.as_changes(),
        effective_on=payload.effective_on,
        reason=payload.reason,
        actor=user,
    )
    return Status(201, ProposalOut(code=proposal.code, status=proposal.status))
