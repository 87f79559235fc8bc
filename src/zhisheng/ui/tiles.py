"""The tile grid of the 34 province-level divisions and 兵团: no borders are drawn."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import floor

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zhisheng.ui.charts import ChartSeries, ChartSpec
from zhisheng.ui.places import PLACES, Place

PITCH = 64
SIDE = 60
SHADES = 5
NOT_COVERED = gettext_noop("未纳入统计")


@dataclass(frozen=True, slots=True)
class Tile:
    """One square; `shade` is 1 (low) to 5 (high), 0 where there is no value."""

    label: str
    name: str
    x: int
    y: int
    shade: int
    text: str


@dataclass(frozen=True, slots=True)
class Shade:
    level: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class TileGrid:
    tiles: tuple[Tile, ...]
    shades: tuple[Shade, ...]
    width: int
    height: int
    side: int = SIDE


def lay_out_tiles(spec: ChartSpec) -> TileGrid:
    """Place the first series of a `tiles` chart; equal steps from least to greatest."""
    series = spec.series[0]
    index_of = {code[:2]: index for index, code in enumerate(spec.categories)}
    shades = _divide([value for value in series.values if value is not None])
    return TileGrid(
        tiles=tuple(
            _make_tile(place, series, index_of.get(code), shades)
            for code, place in PLACES.items()
        ),
        shades=shades,
        width=max(place.column for place in PLACES.values()) * PITCH + SIDE,
        height=max(place.row for place in PLACES.values()) * PITCH + SIDE,
    )


def _divide(values: list[float]) -> tuple[Shade, ...]:
    if not values:
        return ()
    low, high = float(min(values)), float(max(values))
    if low == high:
        return (Shade(SHADES, low, high),)
    step = (high - low) / SHADES
    edges = [low + step * number for number in range(SHADES)] + [high]
    if all(value.is_integer() for value in map(float, values)):
        return tuple(_divide_whole(edges))
    return tuple(
        Shade(level + 1, edges[level], edges[level + 1]) for level in range(SHADES)
    )


def _divide_whole(edges: list[float]) -> Iterator[Shade]:
    """Yield steps of counts that share no number: 0–13, 14–26."""
    low = edges[0]
    for level, edge in enumerate(edges[1:], start=1):
        high = float(floor(edge))
        if low <= high:
            yield Shade(level, low, high)
            low = high + 1


def _make_tile(
    place: Place, series: ChartSeries, index: int | None, shades: tuple[Shade, ...]
) -> Tile:
    value = None if index is None else series.values[index]
    note = "" if index is None else series.note_at(index)
    return Tile(
        label=place.short_name,
        name=place.name,
        x=place.column * PITCH,
        y=place.row * PITCH,
        shade=0 if value is None else _find_shade(float(value), shades),
        text=(note or _(NOT_COVERED)) if value is None else f"{value:g}",
    )


def _find_shade(value: float, shades: tuple[Shade, ...]) -> int:
    return next(
        (shade.level for shade in shades if value <= shade.high), shades[-1].level
    )
