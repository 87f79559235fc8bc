"""Plans for programs: the own ones, and what enterprises of the region agreed on."""

from ninja import Router

from zhisheng.apps.accounts.api import BearerToken, TokenRequest
from zhisheng.apps.accounts.choices import TokenScope
from zhisheng.apps.improvement import selectors
from zhisheng.apps.improvement.schemas.plans_api import (
    PlanOut,
    PlanPageOut,
    WholePlanOut,
    write_plans,
    write_whole_plan,
)

router = Router(tags=["improvement"])


@router.get(
    "/plans",
    response=PlanPageOut,
    summary="提升计划，先做出来的在前",
    auth=BearerToken(TokenScope.READ_PLANS),
)
def list_plans(request: TokenRequest, after: int | None = None) -> PlanPageOut:
    """Return every version of the own plans, or the agreed ones an office may see."""
    page = selectors.page_plans_for(request.auth.user, after=after or 0)
    items: list[PlanOut] = write_plans(page.rows)
    return PlanPageOut(items=items, next_after=page.next_after)


@router.get(
    "/plans/{code}",
    response=WholePlanOut,
    summary="一份提升计划：措施、理由、日期",
    auth=BearerToken(TokenScope.READ_PLANS, selectors.get_plan_for),
)
def show_plan(request: TokenRequest, code: str) -> WholePlanOut:
    return write_whole_plan(selectors.get_plan_for(actor=request.auth.user, code=code))
