from datetime import date

from django.http import HttpRequest
from ninja import Router

from zhisheng.apps.places import selectors
from zhisheng.apps.places.schemas.api import (
    IndustryOut,
    RegionOut,
    SuccessorOut,
    build_industry_out,
    build_region_out,
    build_successor_out,
)

router = Router(tags=["places"])


@router.get("/regions", response=list[RegionOut], summary="按名称、拼音或代码查区划")
def list_regions(
    request: HttpRequest, q: str = "", parent: str | None = None
) -> list[RegionOut]:
    if parent is not None:
        return [build_region_out(region) for region in selectors.list_children(parent)]
    return [build_region_out(region) for region in selectors.search_regions(q)]


@router.get("/regions/{code}", response=RegionOut, summary="一个区划")
def show_region(request: HttpRequest, code: str) -> RegionOut:
    return build_region_out(selectors.get_region(code))


@router.get(
    "/regions/{code}/successors",
    response=list[SuccessorOut],
    summary="区划变更后数据归到哪里",
)
def list_successors(
    request: HttpRequest, code: str, start: date, end: date
) -> list[SuccessorOut]:
    selectors.get_region(code)
    return [
        build_successor_out(successor, share)
        for successor, share in selectors.list_successors(code, start, end)
    ]


@router.get(
    "/industries", response=list[IndustryOut], summary="按名称、拼音或代码查行业"
)
def list_industries(
    request: HttpRequest, q: str = "", parent: str | None = None
) -> list[IndustryOut]:
    if parent is not None:
        children = selectors.list_industry_children(parent)
        return [build_industry_out(industry) for industry in children]
    return [build_industry_out(industry) for industry in selectors.search_industries(q)]


@router.get("/industries/{code}", response=IndustryOut, summary="一个行业")
def show_industry(request: HttpRequest, code: str) -> IndustryOut:
    return build_industry_out(selectors.get_industry(code))
