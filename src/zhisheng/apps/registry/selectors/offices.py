"""The office that an enterprise turns to first."""

from zhisheng.apps.accounts.choices import KINDS_WITH_AREA
from zhisheng.apps.accounts.models import Unit
from zhisheng.apps.registry.models import Enterprise


def find_first_office(enterprise: Enterprise) -> Unit | None:
    """Return the office of the enterprise's county, or the nearest above it."""
    if enterprise.unit is not None:
        return find_office_at_or_above(enterprise.unit)
    return find_office_of_region(enterprise.region_id or "")


def find_office_of_region(code: str) -> Unit | None:
    """Return the office of a region, or the nearest above it."""
    codes = [code, f"{code[:4]}00", f"{code[:2]}0000"] if code else []
    bureaus = Unit.objects.filter(
        region_id__in=codes, kind__in=KINDS_WITH_AREA, ended_on=None
    )
    # The smallest region says most digits.
    return max(
        bureaus, key=lambda unit: len((unit.region_id or "").rstrip("0")), default=None
    )


def find_office_at_or_above(unit: Unit) -> Unit | None:
    """Return the unit, or the nearest above it, that answers for an area."""
    line = Unit.objects.filter(
        code__in=unit.path.strip("/").split("/"),
        kind__in=KINDS_WITH_AREA,
        ended_on=None,
    )
    return line.order_by("-path").first()
