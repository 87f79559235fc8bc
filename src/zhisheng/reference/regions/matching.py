"""From a region as people write it to a division."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from zhisheng.reference.regions.changes import RegionChange, load_changes
from zhisheng.reference.regions.divisions import Region, RegionKind, RegionLevel
from zhisheng.reference.regions.reading import (
    Reading,
    RegionReader,
    open_brackets,
    write_plainly,
)
from zhisheng.reference.regions.written import load_written_names
from zhisheng.reference.regions.zones import is_centre

_DEPTH: Final = {
    RegionLevel.PROVINCE: 0,
    RegionLevel.CITY: 1,
    RegionLevel.COUNTY: 2,
}
_MOST_REMEMBERED: Final = 200_000
_TOWN: Final = re.compile(
    r"[\u4e00-\u9fff]{1,10}(?:街道|街道办|街道办事处|镇|乡|苏木|村|社区|区)"
)


class RegionState(StrEnum):
    """Outcome of reading a region."""

    FOUND = "found"
    AMBIGUOUS = "ambiguous"
    NOT_FOUND = "not_found"
    CONTRADICTION = "contradiction"


@dataclass(frozen=True, slots=True)
class RegionMatch:
    """What the cells of a row stand for.

    Attributes
    ----------
    region : Region or None
        The division, if exactly one fits.
    candidates : tuple[Region, ...]
        The divisions to choose from when several fit, or when the only one is
        written with another ending (安平市).
    is_hinted : bool
        Whether only the hint made it unique.
    unread : str
        A zone that the table does not hold; the region is the city it lies in.
    """

    state: RegionState
    region: Region | None = None
    candidates: tuple[Region, ...] = ()
    is_hinted: bool = False
    unread: str = ""

    @property
    def code(self) -> str | None:
        """Code of the division found."""
        return self.region.code if self.region else None


class RegionIndex:
    """Looks regions up by code or name; remembers every row it has read."""

    def __init__(
        self,
        regions: Iterable[Region],
        changes: Iterable[RegionChange] | None = None,
    ) -> None:
        known = load_changes() if changes is None else changes
        self._reader = RegionReader(tuple(regions), tuple(known), load_written_names())
        self._seen: dict[tuple[tuple[str, ...], ...], RegionMatch] = {}

    def resolve(
        self, *, texts: Sequence[object], hint_codes: Sequence[str] = ()
    ) -> RegionMatch:
        """Find the division the cells of one row stand for.

        Parameters
        ----------
        texts : Sequence[object]
            Province, city, county or any other cell that names the region, wide to
            narrow; codes (131125, 131125.0), names at any level and whole paths may
            be mixed; a bracket may hold the wider or the narrower. Empty cells, dashes and 市辖区 are skipped.
        hint_codes : Sequence[str]
            Codes of areas (of the body, of the office) that settle a name which fits
            several divisions; never used against what is written.

        Returns
        -------
        RegionMatch
            Not found if any cell is unknown, contradiction if the cells exclude each
            other, ambiguous if several divisions fit.
        """
        cells = tuple(filter(None, map(write_plainly, texts)))
        parts = tuple(filter(None, map(write_plainly, open_brackets(texts))))
        key = (cells, parts, tuple(hint_codes))
        match = self._seen.get(key)
        if match is None:
            if len(self._seen) >= _MOST_REMEMBERED:
                self._seen.clear()
            match = self._seen[key] = self._settle_either(*key)
        return match

    def _settle_either(
        self, cells: tuple[str, ...], parts: tuple[str, ...], hints: tuple[str, ...]
    ) -> RegionMatch:
        """Read cells as one line each; where that fails, their brackets apart."""
        match = self._settle(cells, hints)
        if match.region or parts == cells:
            return match
        parted = self._settle(parts, hints)
        is_better = parted.region or (parted.candidates and not match.candidates)
        return parted if is_better else match

    def _settle(self, cells: tuple[str, ...], hints: tuple[str, ...]) -> RegionMatch:
        readings = [self._reader.read(cell) for cell in cells]
        unknown = [
            cell
            for cell, reading in zip(cells, readings, strict=True)
            if not (reading.regions or reading.zone)
        ]
        if unknown or not readings:
            return self._settle_without_towns(cells, unknown, hints)
        zones = [reading.zone for reading in readings if reading.zone]
        placed = [reading for reading in readings if reading.regions]
        if not zones:
            return self._settle_place(placed, hints)
        if not placed:
            return self._settle_zone_alone(zones[-1], hints)
        return self._settle_zone(self._settle_place(placed, hints), zones[-1], hints)

    def _settle_without_towns(
        self, cells: tuple[str, ...], unknown: list[str], hints: tuple[str, ...]
    ) -> RegionMatch:
        """Read 广东 | 东莞 | 虎门镇: a city without counties has towns in their column."""
        others = tuple(cell for cell in cells if cell not in unknown)
        if others and all(map(_TOWN.fullmatch, unknown)):
            match = self._settle(others, hints)
            if match.region and self._reader.is_undivided(match.region):
                return match
        return RegionMatch(RegionState.NOT_FOUND)

    def _settle_place(
        self, readings: list[Reading], hints: tuple[str, ...]
    ) -> RegionMatch:
        fitting = self._intersect([reading.regions for reading in readings])
        if not fitting:
            return RegionMatch(RegionState.CONTRADICTION)
        chosen = _prefer(fitting, is_alone=len(readings) == 1)
        if any(reading.is_guess for reading in readings):
            return RegionMatch(RegionState.AMBIGUOUS, candidates=chosen)
        if len(chosen) > 1:
            return self._apply_hints(chosen, hints)
        if _is_too_little(readings, chosen[0]):
            return RegionMatch(RegionState.AMBIGUOUS, candidates=chosen)
        return RegionMatch(RegionState.FOUND, chosen[0])

    def _settle_zone(
        self, place: RegionMatch, zone: str, hints: tuple[str, ...]
    ) -> RegionMatch:
        """Narrow a place to its zone; one the table does not hold stays at the place.

        A province is too wide for that: its zones are more than the table holds.
        """
        region = place.region
        if region is None:
            return self._narrow_candidates(place, zone)
        inside, is_said = self._reader.zones.find(zone, region)
        if len(inside) == 1 and is_said and not _is_wide(region):
            return RegionMatch(RegionState.FOUND, inside[0], is_hinted=place.is_hinted)
        if inside or _is_wide(region):
            return self._apply_hints(inside or (region,), hints)
        is_enough = region.level is RegionLevel.COUNTY or is_centre(zone)
        return place if is_enough else replace(place, unread=zone)

    def _narrow_candidates(self, place: RegionMatch, zone: str) -> RegionMatch:
        if len(place.candidates) != 1:
            return place
        inside, _is_said = self._reader.zones.find(zone, place.candidates[0])
        return RegionMatch(place.state, candidates=inside or place.candidates)

    def _settle_zone_alone(self, zone: str, hints: tuple[str, ...]) -> RegionMatch:
        everywhere, _is_said = self._reader.zones.find(zone)
        if not everywhere:
            return RegionMatch(RegionState.NOT_FOUND)
        return self._apply_hints(everywhere, hints)

    def _intersect(self, readings: list[tuple[Region, ...]]) -> tuple[Region, ...]:
        """Keep the regions that lie inside some reading of every cell."""
        everything = dict.fromkeys(r for reading in readings for r in reading)
        fitting = [
            region
            for region in everything
            if all(
                any(self._reader.contains(wide, region) for wide in reading)
                for reading in readings
            )
        ]
        return _drop_namesakes(fitting, readings)

    def _apply_hints(
        self, candidates: tuple[Region, ...], hints: tuple[str, ...]
    ) -> RegionMatch:
        for hint in sorted(hints, key=_measure_code, reverse=True):
            area = self._reader.find_code(hint)
            near = [c for c in candidates if area and self._reader.contains(area, c)]
            if len(near) == 1:
                return RegionMatch(RegionState.FOUND, near[0], is_hinted=True)
        return RegionMatch(RegionState.AMBIGUOUS, candidates=candidates)


def _drop_namesakes(
    fitting: list[Region], readings: list[tuple[Region, ...]]
) -> tuple[Region, ...]:
    """Take 嘉峪关市 for the city unless a second cell repeats it for the county."""
    names = {region.code: region.name for region in fitting}
    return tuple(
        region
        for region in fitting
        if names.get(region.parent_code) != region.name
        or sum(region in reading for reading in readings) > 1
    )


def _is_too_little(readings: list[Reading], region: Region) -> bool:
    """Whether only names that need another cell lead to the region."""
    firm = [r for r in readings if not (r.is_weak or r.is_uncertain)]
    if any(reading.is_uncertain for reading in readings):
        return not any(region in reading.regions for reading in firm)
    return any(reading.is_weak for reading in readings) and not firm


def _is_wide(region: Region) -> bool:
    return region.level is RegionLevel.PROVINCE and not region.name.endswith("市")


def _measure_code(code: str) -> int:
    """Measure how narrow an area is: the fewer zeros, the smaller."""
    return len(code.rstrip("0"))


def _prefer(fitting: tuple[Region, ...], *, is_alone: bool) -> tuple[Region, ...]:
    """Choose by depth: a lone 吉林 is the province, 吉林 below 吉林省 the city."""
    provinces = tuple(r for r in fitting if r.level is RegionLevel.PROVINCE)
    if is_alone and provinces:
        return provinces
    deepest = max(_DEPTH[region.level] for region in fitting)
    kept = fitting if is_alone else [r for r in fitting if _DEPTH[r.level] == deepest]
    divisions = tuple(r for r in kept if r.kind is RegionKind.DIVISION)
    return divisions or tuple(kept)
