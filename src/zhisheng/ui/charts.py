"""What a chart shows, typed on the server; `frontend/charts` draws it.

The same specification feeds the picture, the table under it and the downloads.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Literal

from zhisheng.ui.places import name_province

ChartKind = Literal["bar", "line", "tiles", "radar", "scatter"]


@dataclass(frozen=True, slots=True)
class ChartSeries:
    """One named row of values; `low` and `high` are its band of uncertainty."""

    name: str
    values: tuple[float | None, ...]
    low: tuple[float | None, ...] = ()
    high: tuple[float | None, ...] = ()
    positions: tuple[float, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Every value is a whole number, as counts are: 47, not 47.0."""
        return all(value is None or value == int(value) for value in self.values)

    def note_at(self, index: int) -> str:
        return self.notes[index] if index < len(self.notes) else ""


@dataclass(frozen=True, slots=True)
class ChartLimit:
    """A labelled line: a target, a control limit, a threshold."""

    label: str
    value: float


@dataclass(frozen=True, slots=True)
class ChartRow:
    category: str
    cells: tuple[str | float | None, ...]


@dataclass(frozen=True, slots=True)
class ChartSpec:
    """Everything one chart needs.

    Categories of `tiles` are two- or six-digit division codes (66 is 兵团); those of
    `radar` are the axes; a `scatter` reads `positions` of its series instead.
    """

    kind: ChartKind
    title: str
    categories: tuple[str, ...]
    series: tuple[ChartSeries, ...]
    unit: str
    source: str
    finding: str
    limits: tuple[ChartLimit, ...] = ()
    maximum: float | None = None

    def __post_init__(self) -> None:
        for series in self.series:
            _check_lengths(series, self._expected_length(series))

    def _expected_length(self, series: ChartSeries) -> int:
        is_scatter = self.kind == "scatter"
        return len(series.positions) if is_scatter else len(self.categories)

    def to_json(self) -> dict[str, object]:
        """Return plain values for Django's `json_script`."""
        plain = asdict(self)
        plain["series"] = [
            {
                **row,
                **{key: _plain_numbers(row[key]) for key in ("values", "low", "high")},
            }
            for row in plain["series"]
        ]
        return plain

    def rows(self) -> Iterator[ChartRow]:
        """Yield the table under the picture, line by line."""
        if self.kind == "scatter":
            yield from self._scatter_rows()
            return
        for index, category in enumerate(self.categories):
            cells = tuple(_cell(series, index) for series in self.series)
            yield ChartRow(self._name_of(category), cells)

    def _scatter_rows(self) -> Iterator[ChartRow]:
        for series in self.series:
            for position, value in zip(series.positions, series.values, strict=True):
                yield ChartRow(series.name, (position, value))

    def _name_of(self, category: str) -> str:
        return name_province(category) if self.kind == "tiles" else category


def _cell(series: ChartSeries, index: int) -> str | float | None:
    value = series.values[index]
    if value is None:
        return series.note_at(index) or None
    if series.low and series.high:
        return f"{value:g} ({series.low[index]:g}–{series.high[index]:g})"
    return int(value) if series.is_whole else value


def _check_lengths(series: ChartSeries, expected: int) -> None:
    if len(series.values) != expected:
        raise ValueError(
            f"{series.name}: {len(series.values)} values for {expected} places"
        )
    for band in (series.low, series.high):
        if band and len(band) != expected:
            raise ValueError(f"{series.name}: {len(band)} limits for {expected} places")


def _plain_numbers(values: tuple[float | None, ...]) -> list[float | None]:
    return [None if value is None else float(value) for value in values]
