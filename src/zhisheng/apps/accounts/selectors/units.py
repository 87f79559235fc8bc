"""Administrative units: a unit and all below it are one range of paths."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from zhisheng.apps.accounts.models import Unit
from zhisheng.apps.accounts.permissions import Action, may
from zhisheng.apps.accounts.selectors.scope import Actor, find_area, get_scope
from zhisheng.kit.errors import NotFoundError

MOST_SUGGESTED = 10
ABOVE_MARK = " › "


def get_unit(code: str) -> Unit:
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        raise NotFoundError
    return unit


def get_unit_for(*, actor: Actor, code: str) -> Unit:
    """Return a unit of the actor's own line or below it."""
    unit = list_units_for(actor).filter(code=code).first()
    if unit is None:
        raise NotFoundError
    return unit


def list_units_for(actor: Actor) -> QuerySet[Unit]:
    """Return an officer's units with all below, every unit for an administrator."""
    scope = get_scope(actor)
    if scope.is_administrator:
        return Unit.objects.all()
    if not scope.officer_unit_paths:
        return Unit.objects.none()
    condition = Q()
    for path in scope.officer_unit_paths:
        condition |= match_below(path)
    return Unit.objects.filter(condition)


def may_change_unit(actor: Actor, unit: Unit) -> bool:
    """Tell whether the actor answers for the office above a unit; never for one's own."""
    scope = get_scope(actor)
    if not may(Action.CHANGE_UNIT, scope.roles) or unit.parent is None:
        return False
    return scope.is_administrator or scope.covers_unit_path(unit.parent.path)


def find_area_above(unit: Unit) -> str:
    """Return how the codes of the regions begin that a unit's enterprises lie in.

    A station has no area of its own; the nearest office above that has one says.
    """
    line = Unit.objects.filter(code__in=unit.path.strip("/").split("/"))
    areas = map(find_area, line.select_related("region").order_by("-path"))
    return next((area for area in areas if area is not None), "")


def suggest_units_for(actor: Actor, term: str) -> list[Unit]:
    """Return the running units of the actor's line below whose name holds the term."""
    found = list_units_for(actor).filter(name__contains=term.strip(), ended_on=None)
    return list(found.select_related("parent").order_by("path")[:MOST_SUGGESTED])


def find_units_written(actor: Actor, text: str) -> list[Unit]:
    """Return the running units that a text means: a name, or the one above it besides."""
    above, _mark, name = text.strip().rpartition(ABOVE_MARK)
    found = list_units_for(actor).filter(name=name.strip(), ended_on=None)
    if above:
        found = found.filter(parent__name=above.strip())
    return list(found.order_by("path")[:2])


def map_unit_names(codes: Collection[str]) -> dict[str, str]:
    found = Unit.objects.filter(code__in=codes) if codes else Unit.objects.none()
    return dict(found.values_list("code", "name"))


def write_unit(unit: Unit) -> str:
    """Write a unit so that ``find_units_written`` finds it alone."""
    above = unit.parent.name if unit.parent else ""
    return f"{above}{ABOVE_MARK}{unit.name}" if above else unit.name


def list_units_below(unit: Unit) -> QuerySet[Unit]:
    """Return the unit itself and all below it."""
    return Unit.objects.filter(match_below(unit.path))


def list_line_for(*, actor: Actor, unit: Unit) -> list[Unit]:
    """Return the units from the actor's own down to this one."""
    codes = unit.path.strip("/").split("/")
    return list(list_units_for(actor).filter(code__in=codes).order_by("path"))


def list_units_directly_below(unit: Unit) -> QuerySet[Unit]:
    return Unit.objects.filter(parent=unit).order_by("pk")


def read_unit_code(path: str) -> str:
    """Return the code of the unit at the end of a path."""
    return path.strip("/").rpartition("/")[2]


def match_below(path: str, field: str = "path") -> Q:
    """Match the unit of a path and all below it, by a field that holds a path."""
    # Paths end in a slash, and "0" is the character after it.
    return Q((f"{field}__gte", path), (f"{field}__lt", f"{path[:-1]}0"))
