from typing import Any

from ninja import Router

from zhisheng.apps.accounts.api import TokenRequest
from zhisheng.apps.accounts.choices import TokenScope
from zhisheng.apps.accounts.selectors import require_scope
from zhisheng.apps.statistics import selectors
from zhisheng.apps.statistics.schemas.api import (
    BulletinOut,
    BulletinPageOut,
    build_bulletin_out,
)

router = Router(tags=["statistics"])


@router.get("", response=BulletinPageOut, summary="通报列表，新的在前")
def list_bulletins(request: TokenRequest, before: int | None = None) -> BulletinPageOut:
    require_scope(request.auth, TokenScope.READ_BULLETIN)
    page = selectors.list_page_for(request.auth.user, before=before)
    return BulletinPageOut(
        items=[build_bulletin_out(bulletin) for bulletin in page.items],
        next_before=page.next_before,
    )


@router.get("/{code}", response=BulletinOut, summary="一份通报")
def show_bulletin(request: TokenRequest, code: str) -> BulletinOut:
    require_scope(request.auth, TokenScope.READ_BULLETIN)
    return build_bulletin_out(
        selectors.get_bulletin_for(actor=request.auth.user, code=code)
    )


@router.get("/{code}/figures", response=dict[str, Any], summary="一份通报的全部数字")
def show_figures(request: TokenRequest, code: str) -> dict[str, Any]:
    require_scope(request.auth, TokenScope.READ_BULLETIN)
    bulletin = selectors.get_bulletin_for(actor=request.auth.user, code=code)
    figures: dict[str, Any] = bulletin.figures
    return figures
