"""Whether a change takes an enterprise out of the area of who makes it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from zhisheng.apps.accounts.selectors import Actor, Scope
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.selectors.history import get_attributes


def find_region_left(
    scope: Scope, enterprise: Enterprise, changes: Mapping[str, Any]
) -> str:
    """Return the new region if who has the scope will not govern the enterprise there."""
    region = str(changes.get("region_id") or "")
    # What was given to a unit stays with it wherever it is registered.
    if not region or region == enterprise.region_id or enterprise.unit_id:
        return ""
    is_within = not scope.is_officer or scope.covers_region_code(region)
    return "" if is_within else region


def is_region_told_later(enterprise: Enterprise, *, on: date) -> bool:
    """Tell whether a later version says another region than the one of that day."""
    known = get_attributes(enterprise, on=on)
    if known is None:
        return False
    later = enterprise.versions.filter(valid_from__gt=on)
    return any(one.region_id != known.region_id for one in later.only("region"))


def may_still_open(actor: Actor, enterprise: Enterprise) -> bool:
    found = Enterprise.objects.visible_to(actor).filter(pk=enterprise.pk)
    return found.exists()
