"""Published good cases for programs, by trade and region."""

from django.http import HttpRequest
from ninja import Router

from zhisheng.apps.improvement import selectors
from zhisheng.apps.improvement.schemas.cases_api import CasePageOut, write_cases
from zhisheng.apps.places.selectors import require_known_codes

router = Router(tags=["improvement"])


@router.get(
    "/cases",
    response=CasePageOut,
    summary="已公开的优良案例，新的在前（不用密钥）",
    auth=None,
)
def list_cases(
    request: HttpRequest,
    industry: str = "",
    region: str = "",
    before: int | None = None,
) -> CasePageOut:
    """Return published cases of a trade and a region with all below them."""
    require_known_codes(region=region, industry=industry)
    page = selectors.page_public_cases(
        trade=industry, region=region, before=before or 0
    )
    return CasePageOut(items=write_cases(page.rows), next_before=page.next_after)
