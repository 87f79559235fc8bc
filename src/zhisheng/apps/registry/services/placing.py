"""Enterprises are given to a station, branch or zone: one, many by a filter, all of one."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.db.models import (
    CharField,
    DateField,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.models import Unit, User
from zhisheng.apps.accounts.selectors import get_unit, list_units_for
from zhisheng.apps.accounts.services import get_system_user, place_organisations
from zhisheng.apps.registry.errors import NobodyToPlaceError, TooManyToPlaceError
from zhisheng.apps.registry.events import EnterprisesPlaced
from zhisheng.apps.registry.models import Enterprise, EnterpriseVersion
from zhisheng.apps.registry.permissions import Action, require
from zhisheng.apps.registry.selectors import RosterFilters
from zhisheng.apps.registry.selectors.placing import select_placeable
from zhisheng.apps.registry.services.attributes import ATTRIBUTES
from zhisheng.kit import audit, bulk, events
from zhisheng.kit.errors import ForbiddenError

MOST_PLACED = 100_000


@transaction.atomic
def place_enterprises(*, filters: RosterFilters, unit: Unit | None, actor: User) -> int:
    """Give all that a filter lists to a unit, or back to the region's office."""
    require(actor, Action.PLACE)
    _require_own(unit, actor)
    found = select_placeable(actor=actor, filters=filters, unit=unit)
    return _place(found, unit, actor, most=MOST_PLACED)


@transaction.atomic
def place_enterprise(*, enterprise: Enterprise, unit: Unit | None, actor: User) -> int:
    """Give one enterprise to a unit, or back to the region's office."""
    require(actor, Action.PLACE)
    _require_own(unit, actor)
    found = select_placeable(actor=actor, filters=RosterFilters(), unit=unit)
    found = found.filter(pk=enterprise.pk)
    return _place(found, unit, actor, subject=enterprise)


@transaction.atomic
def take_over_from_unit(*, unit_code: str, heir_code: str) -> int:
    """Give all that an ended unit has to the one above it; repeatable."""
    found = Enterprise.unscoped.filter(unit_id=unit_code).order_by()
    if not found.exists():
        return 0
    heir = get_unit(heir_code)
    return _place(found, heir, get_system_user())


def announce_placed(units: Mapping[int, str | None]) -> None:
    """Let accounts and open entries follow enterprises whose unit a roster wrote down.

    By the id of each enterprise the code of its unit; who calls holds them locked.
    """
    ids_of: dict[str, list[int]] = {}
    for pk, code in units.items():
        ids_of.setdefault(code or "", []).append(pk)
    known = Unit.objects.in_bulk(ids_of.keys() - {""}, field_name="code")
    for code, ids in ids_of.items():
        placed = Enterprise.unscoped.filter(pk__among=ids).exclude(organisation=None)
        accounts = [row[0] for row in placed.values_list("organisation_id")]
        place_organisations(ids=accounts, unit=known.get(code))
        events.publish(EnterprisesPlaced(code, len(ids)))


def _require_own(unit: Unit | None, actor: User) -> None:
    if unit is None:
        return
    running = list_units_for(actor).filter(pk=unit.pk, ended_on=None)
    if not running.exists():
        raise ForbiddenError


def _place(
    found: QuerySet[Enterprise],
    unit: Unit | None,
    actor: User,
    *,
    subject: Enterprise | None = None,
    most: int | None = None,
) -> int:
    ids = _lock(found, unit, most)
    chosen = Enterprise.unscoped.filter(pk__among=ids).order_by()
    _write_versions(chosen, unit, actor)
    organisations = chosen.exclude(organisation=None).values_list("organisation_id")
    place_organisations(ids=[row[0] for row in organisations], unit=unit)
    old = sorted({code or "" for code in chosen.values_list("unit_id", flat=True)})
    chosen.update(unit=unit, updated_at=timezone.now())
    audit.record(
        action="registry.enterprises_placed",
        subject=subject or unit,
        actor=actor,
        old={"units": old},
        new={"unit": unit.code if unit else ""},
        counts={"enterprises": len(ids)},
        rows_hash=_hash(ids),
    )
    events.publish(EnterprisesPlaced(unit.code if unit else "", len(ids)))
    return len(ids)


def _lock(
    found: QuerySet[Enterprise], unit: Unit | None, most: int | None
) -> list[int]:
    rows = found.select_for_update(of=("self",)).order_by("pk")
    ids = list(rows.values_list("pk", flat=True)[: most and most + 1])
    if most is not None and len(ids) > most:
        raise TooManyToPlaceError(limit=most)
    if not ids:
        raise NobodyToPlaceError(unit=unit.name if unit else _("所在地区的局"))
    return ids


def _write_versions(
    chosen: QuerySet[Enterprise], unit: Unit | None, actor: User
) -> None:
    """Keep the state from today on, or from the newest day that is on record already."""
    newest = (
        EnterpriseVersion.objects.filter(enterprise=OuterRef("pk"))
        .order_by("-valid_from")
        .values("valid_from")[:1]
    )
    today: date = timezone.localdate()
    dated = chosen.annotate(
        told_from=Greatest(
            Coalesce(Subquery(newest), Value(today), output_field=DateField()),
            Value(today, output_field=DateField()),
        ),
        told_unit=Value(unit.code if unit else None, output_field=CharField()),
        told_by=Value(actor.pk, output_field=IntegerField()),
    )
    columns: dict[str, str] = {name: name for name in ATTRIBUTES}
    columns |= {
        "unit_id": "told_unit",
        "enterprise": "pk",
        "valid_from": "told_from",
        "recorded_by": "told_by",
    }
    bulk.insert_from(EnterpriseVersion, dated, columns)


def _hash(ids: Sequence[int]) -> str:
    return hashlib.sha256(",".join(map(str, ids)).encode()).hexdigest()
