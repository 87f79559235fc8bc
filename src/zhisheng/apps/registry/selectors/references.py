"""Which enterprises anything refers to, in this app and in every higher one."""

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import (
    DO_NOTHING,
    SET_NULL,
    ForeignObjectRel,
    Model,
    QuerySet,
)

from zhisheng.apps.registry.models import Enterprise


def list_referred_ids(
    enterprises: QuerySet[Enterprise], *, source: str, ignoring: Collection[type[Model]]
) -> set[int]:
    """Return the ids of those that rows of another source point at.

    A model with a ``source`` column tells where its row came from; rows of the same
    source do not count, nor do references that a deletion merely empties.
    """
    ids = enterprises.order_by().values("pk")
    referred = set(
        enterprises.exclude(organisation=None).order_by().values_list("pk", flat=True)
    )
    for model, name, on_delete in list_references():
        if on_delete in {SET_NULL, DO_NOTHING} or model in ignoring:
            continue
        rows = model._base_manager.filter(**{f"{name}__in": ids})
        if _has_source(model):
            rows = rows.exclude(source=source)
        referred.update(rows.order_by().values_list(name, flat=True).distinct())
    return referred


def list_references() -> Iterator[tuple[type[Model], str, Any]]:
    """Return every column of any app that points at an enterprise, and its rule."""
    for relation in Enterprise._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and not relation.many_to_many:
            yield relation.related_model, relation.field.attname, relation.on_delete


def _has_source(model: type[Model]) -> bool:
    return any(field.name == "source" for field in model._meta.concrete_fields)
