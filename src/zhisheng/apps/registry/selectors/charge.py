"""Where things of enterprises lie, from which follows the office in charge of them.

That is the nearest one with people; an office above it decides in its place alone.
"""

from collections import Counter
from typing import Any

from django.db.models import Count, QuerySet

from zhisheng.apps.accounts.models import Unit
from zhisheng.apps.accounts.selectors import (
    Actor,
    StaffedOffices,
    find_staffed_offices,
    get_scope,
)
from zhisheng.apps.registry.models import Enterprise

# The region of an enterprise and the path of the unit it was given to, if there are any.
Place = tuple[str | None, str | None]


def count_by_place(rows: QuerySet[Any]) -> Counter[Place]:
    """Count rows that have an ``enterprise`` by where that lies."""
    place = ("enterprise__region_id", "enterprise__unit__path")
    counted = rows.order_by().values_list(*place).annotate(Count("pk"))
    return Counter({(region, path): count for region, path, count in counted})


def place_of(enterprise: Enterprise) -> Place:
    unit = enterprise.unit
    return enterprise.region_id, unit.path if unit else None


def list_offices_of(actor: Actor) -> StaffedOffices:
    """Return the offices with people in an officer's area, to ask for many records."""
    return find_staffed_offices(get_scope(actor))


def find_deciding(actor: Actor, enterprise: Enterprise) -> tuple[Unit, Unit] | None:
    """Return the actor's office and the one in charge, the same where it is the own.

    None is for who is of no office, as the platform.
    """
    charged = list_offices_of(actor).find_in_charge(*place_of(enterprise))
    if charged is None:
        return None
    own = max(
        (
            one
            for one in get_scope(actor).officer_unit_paths
            if charged.path.startswith(one)
        ),
        key=len,
        default=None,
    )
    return None if own is None else (Unit.objects.get(path=own), charged)
