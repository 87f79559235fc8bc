"""Administrative units: a unit and all below it are one range of paths."""

from django.db.models import Q, QuerySet

from zhisheng.apps.accounts.models import Unit
from zhisheng.apps.accounts.selectors.scope import Actor, get_scope
from zhisheng.kit.errors import NotFoundError


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


def list_units_below(unit: Unit) -> QuerySet[Unit]:
    """Return the unit itself and all below it."""
    return Unit.objects.filter(match_below(unit.path))


def list_line_for(*, actor: Actor, unit: Unit) -> list[Unit]:
    """Return the units from the actor's own down to this one."""
    codes = unit.path.strip("/").split("/")
    return list(list_units_for(actor).filter(code__in=codes).order_by("path"))


def list_units_directly_below(unit: Unit) -> QuerySet[Unit]:
    return Unit.objects.filter(parent=unit).order_by("pk")


def match_below(path: str, field: str = "path") -> Q:
    """Match the unit of a path and all below it, by a field that holds a path."""
    # Paths end in a slash, and "0" is the character after it.
    return Q((f"{field}__gte", path), (f"{field}__lt", f"{path[:-1]}0"))
