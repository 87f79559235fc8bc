"""The register of helpers for programs."""

from django.utils import timezone
from ninja import Router

from zhisheng.apps.accounts.api import BearerToken, TokenRequest
from zhisheng.apps.accounts.choices import TokenScope
from zhisheng.apps.improvement import selectors
from zhisheng.apps.improvement.schemas.register_api import (
    HelperPageOut,
    write_helpers,
)

router = Router(tags=["improvement"])


@router.get(
    "/helpers",
    response=HelperPageOut,
    summary="专家和帮扶机构，先登记的在前",
    auth=BearerToken(TokenScope.READ_HELPERS),
)
def list_helpers(
    request: TokenRequest,
    field: str = "",
    region: str = "",
    kind: str = "",
    after: int | None = None,
) -> HelperPageOut:
    """Return a page of the register; ``region`` is six digits, whoever reaches it."""
    today = timezone.localdate()
    filters = selectors.HelperFilters(field=field, region=region, kind=kind)
    page = selectors.page_helpers_for(
        request.auth.user, filters, on=today, after=after or 0
    )
    return HelperPageOut(
        items=write_helpers(page.rows, today), next_after=page.next_after
    )
