"""In whose name an officer reviews: the own office, or 代审 for one below it."""

from django.db.models import OuterRef, QuerySet, Subquery

from zhisheng.apps.accounts.models import Unit
from zhisheng.apps.accounts.selectors import Actor, get_scope
from zhisheng.apps.programme.models import TaskEntry


def find_acting_office(actor: Actor, unit: Unit) -> Unit | None:
    """Return the office of the actor that acts at a unit, None of who may not.

    It is the unit itself for who is of it, whatever else they are of; else the nearest
    office above.
    """
    nearest = _find_nearest_path(actor, unit.path)
    return unit if nearest == unit.path else _get_office(nearest)


def find_office_above(actor: Actor, path: str) -> Unit | None:
    """Return the office of the actor nearest to a place, from there upward."""
    return _get_office(_find_nearest_path(actor, path))


def _find_nearest_path(actor: Actor, path: str) -> str:
    paths = get_scope(actor).officer_unit_paths
    return max((one for one in paths if path.startswith(one)), key=len, default="")


def _get_office(path: str) -> Unit | None:
    return Unit.objects.get(path=path) if path else None


def mark_turn(entries: QuerySet[TaskEntry]) -> QuerySet[TaskEntry]:
    """Name the office at which each entry waits, None where it waits at none."""
    units = Unit.objects.filter(code=OuterRef("waiting_at")).values("name")
    return entries.annotate(turn=Subquery(units[:1]))


def is_below(actor: Actor, entry: TaskEntry) -> bool:
    """Tell whether the actor is an officer of the unit of an entry or of one above."""
    return any(map(entry.unit_path.startswith, get_scope(actor).officer_unit_paths))
