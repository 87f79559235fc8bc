from typing import Any

from ninja import Router

from zhisheng.apps.accounts.api import BearerToken, TokenRequest
from zhisheng.apps.accounts.choices import TokenScope
from zhisheng.apps.statistics import selectors
from zhisheng.apps.statistics.choices import GradeSide
from zhisheng.apps.statistics.schemas.api import (
    BulletinOut,
    BulletinPageOut,
    GradesOut,
    build_bulletin_out,
    write_grades_out,
)

router = Router(tags=["statistics"], auth=BearerToken(TokenScope.READ_BULLETIN))


@router.get("", response=BulletinPageOut, summary="通报列表，新的在前")
def list_bulletins(request: TokenRequest, before: int | None = None) -> BulletinPageOut:
    page = selectors.list_page_for(request.auth.user, before=before)
    return BulletinPageOut(
        items=[build_bulletin_out(bulletin) for bulletin in page.items],
        next_before=page.next_before,
    )


@router.get(
    "/grades",
    response=GradesOut,
    summary="辖区企业的评价等级分布",
    auth=BearerToken(TokenScope.READ_GRADES),
)
def show_grades(
    request: TokenRequest,
    area: str = "",
    model: str = selectors.USUAL_MODEL,
    side: GradeSide = GradeSide.OWN,
) -> GradesOut:
    """Spread the grades as the newest snapshot tells; what is hidden is null."""
    actor = request.auth.user
    reading = selectors.read_grades_for(
        actor, area=area or selectors.get_own_area(actor), model=model, side=side
    )
    return write_grades_out(reading)


@router.get("/{code}", response=BulletinOut, summary="一份通报")
def show_bulletin(request: TokenRequest, code: str) -> BulletinOut:
    return build_bulletin_out(
        selectors.get_bulletin_for(actor=request.auth.user, code=code)
    )


@router.get("/{code}/figures", response=dict[str, Any], summary="一份通报的全部数字")
def show_figures(request: TokenRequest, code: str) -> dict[str, Any]:
    bulletin = selectors.get_bulletin_for(actor=request.auth.user, code=code)
    figures: dict[str, Any] = bulletin.figures
    return figures
