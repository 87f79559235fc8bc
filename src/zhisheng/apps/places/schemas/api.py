"""What the API takes and gives; loaded with the API alone."""

from decimal import Decimal

from ninja import Schema

from zhisheng.apps.places.models import Industry, Region


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
    """Where figures went; the share is null where no official split of them is known."""

    code: str
    share: Decimal | None


class IndustryOut(Schema):
    code: str
    name: str
    level: str
    section: str
    parent: str | None


def build_successor_out(code: str, share: Decimal | None) -> SuccessorOut:
    """Write a share without zeros at its end: 1, 0.25."""
    written = None if share is None else Decimal(f"{share.normalize():f}")
    return SuccessorOut(code=code, share=written)


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
