"""Whether a change takes an enterprise out of the area of who makes it."""

from collections.abc import Mapping
from typing import Any

from zhisheng.apps.accounts.selectors import Actor, Scope
from zhisheng.apps.registry.models import Enterprise


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


def may_still_open(actor: Actor, enterprise: Enterprise) -> bool:
    found = Enterprise.objects.visible_to(actor).filter(pk=enterprise.pk)
    return found.exists()
