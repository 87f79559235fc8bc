"""Lists one page at a time, each continuing after the last row of the one before."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

PAGE_SIZE = 50
RowT = TypeVar("RowT", bound=Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[RowT]):
    """Rows of one page; ``next_after`` is None on the last."""

    rows: tuple[RowT, ...]
    next_after: int | None


def get_page(
    queryset: QuerySet[RowT], *, after: int = 0, size: int = PAGE_SIZE
) -> Page[RowT]:
    """Return the rows after a primary key, in the order they were made."""
    rows = list(queryset.filter(pk__gt=after).order_by("pk")[: size + 1])
    is_last = len(rows) <= size
    rows = rows[:size]
    return Page(tuple(rows), None if is_last else rows[-1].pk)
