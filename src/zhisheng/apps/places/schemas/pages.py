"""What the pages are given."""

from zhisheng.apps.places.models import Industry, Region
from zhisheng.apps.places.selectors import has_english_name, name_industry


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
