"""Count references that lead nowhere, where the database itself does not check them."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Exists, ForeignKey, Model, OuterRef


def count_dangling() -> dict[str, int]:
    """Return how many rows of which unchecked column name a row that is not there."""
    counts = Counter[str]()
    for model, field in _list_unchecked():
        target = field.target_field
        named = target.model._base_manager.filter(
            **{target.name: OuterRef(field.attname)}
        )
        rows = model._base_manager.filter(~Exists(named))
        rows = rows.exclude(**{f"{field.attname}__isnull": True})
        counts[f"{model._meta.label}.{field.name}"] = rows.count()
    return dict(+counts)


def _list_unchecked() -> Iterator[tuple[type[Model], Any]]:
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, ForeignKey) and not field.db_constraint:
                yield model, field
