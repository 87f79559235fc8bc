"""What a plain paper says."""

from dataclasses import dataclass
from datetime import date

Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, paragraphs, and a table below them whose first row names its columns.

    ``widths`` are the shares of the columns.
    """

    heading: str
    paragraphs: tuple[str, ...] = ()
    table: tuple[Cells, ...] = ()
    widths: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """``mark`` stands on every page: the code of what it is about, and what it is not."""

    title: str
    subtitle: str
    mark: str
    dated: date
    language: str
    sections: tuple[Section, ...]
