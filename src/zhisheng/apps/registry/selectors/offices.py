"""The office that an enterprise turns to first."""

from django.db.models import QuerySet

from zhisheng.apps.accounts.choices import KINDS_WITH_AREA
from zhisheng.apps.accounts.models import Membership, Unit
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.permissions import ROLES_BY_ACTION, Action


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
    return _list_line(unit).filter(kind__in=KINDS_WITH_AREA).first()


def find_staffed_office(enterprise: Enterprise) -> Unit | None:
    """Return the first office at which somebody may take over its record."""
    first = find_first_office(enterprise)
    if first is None:
        return None
    staffed = list_officers(Action.UPDATE_OFFICIAL).values("organisation__unit")
    return _list_line(first).filter(code__in=staffed).first()


def list_officers(action: Action) -> QuerySet[Membership]:
    """Return the memberships by which people may do something."""
    return Membership.objects.present().filter(
        organisation__is_active=True,
        role__in=ROLES_BY_ACTION[action],
        user__is_active=True,
        user__is_machine=False,
    )


def _list_line(unit: Unit) -> QuerySet[Unit]:
    """Return the unit and those above it, the nearest first."""
    codes = unit.path.strip("/").split("/")
    return Unit.objects.filter(code__in=codes, ended_on=None).order_by("-path")
