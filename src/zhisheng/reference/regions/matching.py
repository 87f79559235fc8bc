"""From a region as people write it to a division."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from zhisheng.reference.regions.changes import RegionChange, load_changes
from zhisheng.reference.regions.divisions import Region, RegionKind, RegionLevel
from zhisheng.reference.regions.reading import RegionReader, write_plainly

_DEPTH: Final = {
    RegionLevel.PROVINCE: 0,
    RegionLevel.CITY: 1,
    RegionLevel.COUNTY: 2,
}
_MOST_REMEMBERED: Final = 200_000


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
    """

    state: RegionState
    region: Region | None = None
    candidates: tuple[Region, ...] = ()
    is_hinted: bool = False

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
        self._reader = RegionReader(tuple(regions), tuple(known))
        self._seen: dict[tuple[tuple[str, ...], tuple[str, ...]], RegionMatch] = {}

    def resolve(
        self, *, texts: Sequence[object], hint_codes: Sequence[str] = ()
    ) -> RegionMatch:
        """Find the division the cells of one row stand for.

        Parameters
        ----------
        texts : Sequence[object]
            Province, city, county or any other cell that names the region, wide to
            narrow; codes (131125, 131125.0), names at any level and whole paths may
            be mixed. Empty cells, dashes and 市辖区 are skipped.
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
        key = (cells, tuple(hint_codes))
        match = self._seen.get(key)
        if match is None:
            if len(self._seen) >= _MOST_REMEMBERED:
                self._seen.clear()
            match = self._seen[key] = self._settle(cells, key[1])
        return match

    def _settle(self, cells: tuple[str, ...], hints: tuple[str, ...]) -> RegionMatch:
        readings = [self._reader.read(cell) for cell in cells]
        if not readings or not all(reading.regions for reading in readings):
            return RegionMatch(RegionState.NOT_FOUND)
        fitting = self._intersect([reading.regions for reading in readings])
        if not fitting:
            return RegionMatch(RegionState.CONTRADICTION)
        chosen = _prefer(fitting, is_alone=len(cells) == 1)
        if any(reading.is_guess for reading in readings):
            return RegionMatch(RegionState.AMBIGUOUS, candidates=chosen)
        if len(chosen) == 1:
            return RegionMatch(RegionState.FOUND, chosen[0])
        return self._apply_hints(chosen, hints)

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
