"""What a data table holds; `ui/data_table.html` draws it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from django.utils.functional import Promise

Text: TypeAlias = str | Promise
BadgeKind = Literal["done", "need", "stop", "action", "quiet"]
SortDirection = Literal["", "ascending", "descending"]


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    label: Text
    is_number: bool = False
    unit: Text = ""
    # Left out of the cards on a phone: it stands on the page of the row.
    is_detail: bool = False
    sort_url: str = ""
    sorted_as: SortDirection = ""


@dataclass(frozen=True, slots=True)
class Badge:
    """A cell that names a state by word, icon and colour."""

    text: Text
    badge_kind: BadgeKind = "quiet"


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads somewhere else than its row."""

    text: Text
    link_url: str


@dataclass(frozen=True, slots=True)
class Row:
    """Cells in the order of the columns; the first names the row and carries its link."""

    cells: tuple[object, ...]
    url: str = ""
    state: Literal["", "need", "stop"] = ""


@dataclass(frozen=True, slots=True)
class Table:
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    caption: Text = ""

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row.cells) != len(self.columns):
                raise ValueError(
                    f"{len(row.cells)} cells for {len(self.columns)} columns"
                )

    def lines(self) -> Iterator[tuple[Row, list[tuple[Column, object]]]]:
        """Yield each row with its cells beside their columns."""
        for row in self.rows:
            yield row, list(zip(self.columns, row.cells, strict=True))
