from decimal import Decimal

from ninja import Schema

from zhisheng.apps.places.models import Industry, Region
from zhisheng.apps.places.selectors import has_english_name, name_industry


class RegionOut(Schema):
    code: str
    name: str
    full_name: str
    level: str
    kind: str
    parent: str | None
    valid_from: str | None
    valid_to: str | None


class SuccessorOut(Schema):
    code: str
    share: Decimal | None


class IndustryOut(Schema):
    code: str
    name: str
    level: str
    section: str
    parent: str | None


def describe_region(region: Region) -> tuple[str, str, str]:
    """Return value, label and detail of a picker's option."""
    return (
        f"{region.code} {region.name}",
        region.name,
        f"{region.full_name} {region.code}",
    )


def describe_industry(industry: Industry) -> tuple[str, str, str]:
    full_code = (
        industry.code
        if industry.code.isalpha()
        else f"{industry.section}{industry.code}"
    )
    level = industry.get_level_display()
    detail = f"{level} {full_code}"
    name = name_industry(industry.code, industry.name)
    if name != industry.name and not has_english_name(industry.code):
        # Classes of one division would all look the same.
        name, detail = industry.name, f"{detail} · {name}"
    return f"{industry.code} {name}", name, detail


def build_region_out(region: Region) -> RegionOut:
    return RegionOut(
        code=region.code,
        name=region.name,
        full_name=region.full_name,
        level=region.level,
        kind=region.kind,
        parent=region.parent_id,
        valid_from=region.valid_from.isoformat() if region.valid_from else None,
        valid_to=region.valid_to.isoformat() if region.valid_to else None,
    )


def build_industry_out(industry: Industry) -> IndustryOut:
    return IndustryOut(
        code=industry.code,
        name=industry.name,
        level=industry.level,
        section=industry.section,
        parent=industry.parent_id,
    )
