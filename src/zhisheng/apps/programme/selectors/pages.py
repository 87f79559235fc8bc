"""One keyset page of a list."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

PAGE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """One keyset page; `next_after` is the last key, None on the last page."""

    items: tuple[Any, ...]
    next_after: int | None


def paginate(
    queryset: QuerySet[Any], *, size: int, order: tuple[str, ...] = ("-id",)
) -> Page:
    found = list(queryset.order_by(*order)[: size + 1])
    return Page(tuple(found[:size]), found[size - 1].pk if len(found) > size else None)
