"""What one cell may mean: a code, a name at any level, a path of names, or a zone."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from zhisheng.reference.regions.changes import RegionChange
from zhisheng.reference.regions.divisions import Region, RegionKind, RegionLevel
from zhisheng.reference.regions.lexicon import (
    ADDRESS,
    NamedRegion,
    build_lexicon,
)
from zhisheng.reference.regions.names import PLACEHOLDERS, shorten_name
from zhisheng.reference.regions.written import WrittenName, name_corps
from zhisheng.reference.regions.zones import (
    fold_zone,
    is_alike,
    is_said_for,
    split_zone,
)

_SEPARATORS: Final = re.compile(r"[\s/\\|,，、;；>＞→·\-—–_:：()（）]+")
_BRACKETS: Final = re.compile(r"[()（）\[\]【】〔〕]+")
_COUNTRY: Final = re.compile(r"^(中华人民共和国|中国)")
_CODE: Final = re.compile(r"(\d{2}|\d{4}|\d{6}|\d{9}|\d{12})(\.0+)?")
_CODED_NAME: Final = re.compile(
    r"(\d{6}|\d{9}|\d{12})(\D.*)|(.*\D)(\d{6}|\d{9}|\d{12})"
)
_OFFICE: Final = re.compile(
    r"(?<=.[省市县区旗])(人民政府|政府|市场监督管理局|市场监管局)$"
)
_NOTHING: Final = frozenset(
    {
        "无",
        "不详",
        "未填",
        "NONE",
        "NAN",
        "NULL",
        "",
        "*",
        "全省",
        "全市",
        "全县",
        "全区",
    }
)
_PLACEHOLDERS: Final = tuple(sorted(PLACEHOLDERS, key=len, reverse=True))
_CODE_LENGTH: Final = 6
_LONGEST_TEXT: Final = 120
_PATH: Final = 2
# Quarters of 东莞市 and 中山市 that bear the name of a district elsewhere.
_QUARTERS: Final = frozenset({"东城区", "东区", "西区"})
_MOST_REMEMBERED: Final = 200_000


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell may mean.

    Attributes
    ----------
    regions : tuple[Region, ...]
        The divisions it names; empty if it names only a zone.
    zone : str
        What a zone is called inside its city (高新区); empty without one.
    is_guess : bool
        Whether the ending of the name differs from the division's own (安平市).
    is_weak : bool
        Whether the name is too little by itself (无锡高新区 for a zone in 无锡市).
    is_uncertain : bool
        Whether another cell must name the division as well (第十二师).
    """

    regions: tuple[Region, ...]
    zone: str = ""
    is_guess: bool = False
    is_weak: bool = False
    is_uncertain: bool = False


@dataclass(frozen=True, slots=True)
class _Path:
    """A chain of names that explains a text from its start."""

    steps: tuple[NamedRegion, ...]
    rest: str

    @property
    def is_long(self) -> bool:
        """Whether so much is written that words after it may be an address."""
        return len(self.steps) >= _PATH or ADDRESS.match(self.rest) is not None

    @property
    def whole_count(self) -> int:
        return sum(step.is_whole for step in self.steps)


def write_plainly(text: object) -> str:
    """Fold a cell to plain characters; empty where it says nothing."""
    if text is None:
        return ""
    if isinstance(text, float) and text.is_integer():
        text = int(text)
    plain = unicodedata.normalize("NFKC", str(text)).strip()[:_LONGEST_TEXT]
    joined = _OFFICE.sub("", _COUNTRY.sub("", _SEPARATORS.sub("", plain)))
    return "" if joined.upper() in _NOTHING or joined in PLACEHOLDERS else joined


def open_brackets(texts: Iterable[object]) -> Iterator[object]:
    """Part 南安市（泉州） into two cells: a bracket may hold the area or a part of it."""
    for text in texts:
        if isinstance(text, str) and _BRACKETS.search(text):
            yield from _BRACKETS.split(text)
        else:
            yield text


class ZoneFinder:
    """Finds zones by what they are called inside their city; remembers what it found."""

    def __init__(
        self,
        zones: Mapping[str, Sequence[Region]],
        contains: Callable[[Region, Region], bool],
    ) -> None:
        self._zones, self._contains = zones, contains
        self._found: dict[tuple[str, str], tuple[tuple[Region, ...], bool]] = {}

    def __contains__(self, word: str) -> bool:
        """Whether some zone is called so."""
        return word in self._zones

    def find(
        self, word: str, place: Region | None = None
    ) -> tuple[tuple[Region, ...], bool]:
        """List the zones a word may mean, and whether it says which one.

        Parameters
        ----------
        word : str
            What the zone is called inside its city.
        place : Region or None
            Where it lies; everywhere if None.
        """
        key = (word, place.code if place else "")
        if len(self._found) >= _MOST_REMEMBERED:
            self._found.clear()
        if key not in self._found:
            self._found[key] = self._search(word, place)
        return self._found[key]

    def _search(
        self, word: str, place: Region | None
    ) -> tuple[tuple[Region, ...], bool]:
        near = [
            (name, zone)
            for name, zones in self._zones.items()
            if is_alike(name, word)
            for zone in zones
            if place is None or self._contains(place, zone)
        ]
        named = [zone for name, zone in near if name == word]
        if named:
            return tuple(named), True
        is_said = all(is_said_for(name, word) for name, _zone in near)
        return tuple(zone for _name, zone in near), is_said


class RegionReader:
    """Reads one cell; knows which division lies inside which."""

    def __init__(
        self,
        regions: tuple[Region, ...],
        changes: tuple[RegionChange, ...],
        written: Iterable[WrittenName] = (),
    ) -> None:
        self._by_code = {region.code: region for region in regions}
        self._undivided = _find_undivided(regions)
        self._successors: defaultdict[str, list[str]] = defaultdict(list)
        for change in changes:
            self._successors[change.old.code] += [new.code for new in change.new]
        lexicon = build_lexicon(self._by_code, changes, written)
        self._lexicon = lexicon
        self._names = lexicon.names
        self._longest = lexicon.longest
        self._seen: dict[str, Reading] = {}
        self.zones = ZoneFinder(lexicon.zones, self.contains)

    def find_code(self, code: str) -> Region | None:
        """Find a division by its code of two to twelve digits."""
        return self._by_code.get(code[:_CODE_LENGTH].ljust(_CODE_LENGTH, "0"))

    def contains(self, wide: Region, narrow: Region) -> bool:
        """Whether one division is the other or lies inside it."""
        inside: Region | None = narrow
        while inside is not None and inside.code != wide.code:
            inside = self._by_code.get(inside.parent_code)
        return inside is not None

    def is_undivided(self, region: Region) -> bool:
        """Whether a city has no counties: behind it stands a town, a street or nothing.

        嘉峪关市 has one of its own name in the table.
        """
        return not self._undivided.isdisjoint((region.code, region.parent_code))

    def read(self, cell: str) -> Reading:
        """List what a cell, written plainly, may mean."""
        reading = self._seen.get(cell)
        if reading is None:
            if len(self._seen) >= _MOST_REMEMBERED:
                self._seen.clear()
            reading = self._seen[cell] = self._read(cell)
        return reading

    def _read(self, cell: str) -> Reading:
        code = _CODE.fullmatch(cell)
        if code:
            return Reading(self._read_code(code[1]))
        coded = _CODED_NAME.fullmatch(cell)
        if coded:
            return self._read_both(coded[1] or coded[4], coded[2] or coded[3])
        if cell in self.zones and cell not in self._names:
            return Reading((), zone=cell)
        return self._read_name(name_corps(cell))

    def _read_name(self, text: str) -> Reading:
        """Take whole names first, then a zone, then an address, then a slip."""
        paths = self._list_paths(text)
        folded = fold_zone(text)
        folded_paths = paths if folded == text else self._list_paths(folded)
        for found in (paths, folded_paths):
            complete = [path for path in found if path.steps and not path.rest]
            if complete:
                return _read_complete(complete)
        return (
            self._read_zone(folded_paths)
            or self._read_address(paths)
            or self._guess_below(paths)
            or self._guess(text)
        )

    def _read_code(self, code: str) -> tuple[Region, ...]:
        region = self.find_code(code)
        if region is not None:
            return (region,)
        old = code[:_CODE_LENGTH].ljust(_CODE_LENGTH, "0")
        new = dict.fromkeys(self._successors.get(old, ()))
        return tuple(self._by_code[c] for c in new if c in self._by_code)

    def _read_both(self, code: str, name: str) -> Reading:
        """Read a code beside a name; where they differ neither counts."""
        named = self.read(name)
        if named.zone and not named.regions:
            return Reading(self._read_code(code))
        kept = tuple(
            region
            for region in self._read_code(code)
            if any(self.contains(wide, region) for wide in named.regions)
        )
        return Reading(kept, is_guess=named.is_guess)

    def _read_zone(self, paths: list[_Path]) -> Reading | None:
        """Split 石家庄市高新区 into the place and what its zone is called."""
        for path in sorted(paths, key=lambda path: len(path.rest)):
            # 石家庄高新区 with words behind it is that zone, whatever the words say.
            if path.steps and path.steps[-1].region.kind is RegionKind.ZONE:
                return Reading((path.steps[-1].region,))
            zone = split_zone(path.rest, is_placed=bool(path.steps))
            if not zone and path.steps and self._leads_to_address(path):
                return None
            if not zone or self._lexicon.is_division(zone):
                continue
            alike = [p for p in paths if p.rest == path.rest and p.steps]
            places = self._keep_widest(_list_ends(alike)) if alike else ()
            return Reading(places, zone=zone, is_weak=_is_weak(alike))
        return None

    def _read_address(self, paths: list[_Path]) -> Reading | None:
        addressed = [p for p in paths if p.steps and self._leads_to_address(p)]
        if not addressed:
            return None
        shortest = min(len(path.rest) for path in addressed)
        return Reading(_list_ends([p for p in addressed if len(p.rest) == shortest]))

    def _leads_to_address(self, path: _Path) -> bool:
        """Whether the words behind a path may be an address rather than a mistake.

        A division that the city does not have is one; quarters of a city without
        counties are called 区 as well.
        """
        last = path.steps[-1]
        if not last.is_whole or not path.is_long:
            return False
        is_undivided = self.is_undivided(last.region)
        if last.region.level is RegionLevel.COUNTY and not is_undivided:
            return True
        word = self._lexicon.find_division(path.rest)
        return not word or (is_undivided and self._is_quarter(word))

    def _is_quarter(self, word: str) -> bool:
        is_foreign = self._lexicon.is_division(word) and word not in _QUARTERS
        return word.endswith("区") and not is_foreign

    def _keep_widest(self, places: tuple[Region, ...]) -> tuple[Region, ...]:
        """Take 长沙高新区 for a zone of the city, not of the county of that name."""
        return tuple(
            place
            for place in places
            if not any(self.contains(o, place) for o in places if o.code != place.code)
        )

    def _guess_below(self, paths: list[_Path]) -> Reading | None:
        """Take 保定市满城县 for a slip of 满城区 or its former name, to be confirmed."""
        whole = [path for path in paths if path.steps and path.steps[-1].is_whole]
        shortest = min((len(path.rest) for path in whole), default=0)
        near = [
            step.region
            for path in whole
            if len(path.rest) == shortest
            for step in self._list_near(self._lexicon.find_division(path.rest))
            if self._is_below(step.region, path.steps[-1])
        ]
        return Reading(tuple(dict.fromkeys(near)), is_guess=True) if near else None

    def _guess(self, cell: str) -> Reading:
        """Take 安平市 for a slip of 安平县, to be confirmed."""
        near = (step.region for step in self._list_near(cell))
        return Reading(tuple(dict.fromkeys(near)), is_guess=True)

    def _list_near(self, word: str) -> Sequence[NamedRegion]:
        short = shorten_name(word)
        return self._names.get(short, ()) if short != word else ()

    def _list_paths(self, text: str) -> list[_Path]:
        return list(self._follow(text, None))

    def _follow(self, text: str, last: NamedRegion | None) -> Iterator[_Path]:
        rest = _skip_placeholder(text, last) if last else text
        yield _Path((), rest)
        if last and last.region.level is RegionLevel.COUNTY and not last.is_area:
            return
        for length in range(min(self._longest, len(rest)), 1, -1):
            for step in self._names.get(rest[:length], ()):
                if last is None or self._is_below(step.region, last):
                    for path in self._follow(rest[length:], step):
                        yield _Path((step, *path.steps), path.rest)

    def _is_below(self, narrow: Region, wide: NamedRegion) -> bool:
        is_other = wide.is_area or narrow.code != wide.region.code
        return is_other and self.contains(wide.region, narrow)


def _skip_placeholder(text: str, last: NamedRegion) -> str:
    """Skip what a table writes between two levels; 株洲县 is not 株洲 and a 县 behind."""
    for placeholder in _PLACEHOLDERS:
        is_ending = len(placeholder) == 1 and not last.is_whole
        if text.startswith(placeholder) and not is_ending:
            return text.removeprefix(placeholder)
    return text


def _find_undivided(regions: Iterable[Region]) -> frozenset[str]:
    """Find the cities without counties; 嘉峪关市 has one of its own name in the table."""
    cities = {r.code: r.name for r in regions if r.level is RegionLevel.CITY}
    divided = {r.parent_code for r in regions if r.name != cities.get(r.parent_code)}
    return frozenset(code for code in cities if code not in divided)


def _read_complete(paths: list[_Path]) -> Reading:
    is_certain = any(path.steps[-1].is_certain for path in paths)
    return Reading(_list_ends(paths), is_uncertain=not is_certain)


def _is_weak(paths: list[_Path]) -> bool:
    """Whether a zone's place is one short name only, which many places share."""
    return bool(paths) and not any(
        path.steps[-1].is_whole or len(path.steps) >= _PATH for path in paths
    )


def _list_ends(paths: list[_Path]) -> tuple[Region, ...]:
    """List the last regions of the paths written most completely."""
    best = max(path.whole_count for path in paths)
    kept = [path for path in paths if path.whole_count == best]
    return tuple(dict.fromkeys(path.steps[-1].region for path in kept))
