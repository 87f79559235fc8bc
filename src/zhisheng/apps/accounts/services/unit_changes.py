"""The life of a unit: renamed, moved to another region, ended; the enterprises follow."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from zhisheng.apps.accounts.errors import UnitHasUnitsError
from zhisheng.apps.accounts.events import UnitEnded
from zhisheng.apps.accounts.models import (
    Invitation,
    Membership,
    Organisation,
    Unit,
    User,
)
from zhisheng.apps.accounts.selectors import get_scope, may_change_unit
from zhisheng.apps.accounts.services.units import (
    refuse_foreign_region,
    refuse_second,
    require_running,
)
from zhisheng.apps.places.models import Region
from zhisheng.kit import audit, events
from zhisheng.kit.errors import ForbiddenError


@transaction.atomic
def change_unit(
    *, unit: Unit, name: str, region: Region | None, phone: str, actor: User
) -> Unit:
    """Rename a unit, tell in which region it lies and where it is called."""
    locked = _lock(unit, actor)
    if region != locked.region:
        refuse_foreign_region(region, get_scope(actor))
    refuse_second(name, locked.parent, besides=locked.pk)
    old = _describe(locked)
    locked.name, locked.region, locked.phone = name.strip(), region, phone.strip()
    locked.save(update_fields=["name", "region", "phone"])
    own = Organisation.objects.filter(unit=locked, kind="unit")
    own.update(name=locked.name, region=region)
    audit.record(
        action="accounts.unit_changed",
        subject=locked,
        actor=actor,
        old=old,
        new=_describe(locked),
    )
    return locked


@transaction.atomic
def end_unit(*, unit: Unit, actor: User) -> Unit:
    """End a unit: its people act for it no longer, the one above takes its enterprises."""
    locked = _lock(unit, actor)
    below = Unit.objects.filter(parent=locked, ended_on=None).count()
    if below:
        raise UnitHasUnitsError(unit=locked.name, count=below)
    locked.ended_on = timezone.localdate()
    locked.save(update_fields=["ended_on"])
    people = _close(Organisation.objects.filter(unit=locked, kind="unit"))
    audit.record(
        action="accounts.unit_ended",
        subject=locked,
        actor=actor,
        new={"heir": locked.parent_id},
        counts={"people": people},
    )
    events.publish(UnitEnded(locked.code, locked.parent_id or ""))
    return locked


@transaction.atomic
def place_organisations(*, ids: Collection[int], unit: Unit | None) -> int:
    """Put enterprises' organisations under a unit; the registry writes the entry."""
    found = Organisation.objects.filter(pk__among=list(ids))
    return found.update(unit=unit)


def _lock(unit: Unit, actor: User) -> Unit:
    if not may_change_unit(actor, unit):
        raise ForbiddenError
    locked = Unit.objects.select_for_update().get(pk=unit.pk)
    require_running(locked)
    return locked


def _close(organisations: QuerySet[Organisation]) -> int:
    """Let nobody in any more and nobody act; return how many acted."""
    now = timezone.now()
    Invitation.objects.filter(
        organisation__in=organisations, accepted_at=None, withdrawn_at=None
    ).update(withdrawn_at=now)
    present = Membership.objects.filter(organisation__in=organisations, ended_at=None)
    ended = present.update(ended_at=now)
    organisations.update(is_active=False)
    return ended


def _describe(unit: Unit) -> dict[str, str | None]:
    return {"name": unit.name, "region": unit.region_id, "phone": unit.phone}
