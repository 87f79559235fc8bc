"""What one cell may mean: a code, a name at any level, or a path of names."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from zhisheng.reference.regions.changes import RegionChange
from zhisheng.reference.regions.divisions import Region, RegionKind, RegionLevel
from zhisheng.reference.regions.names import (
    PLACEHOLDERS,
    list_zone_aliases,
    shorten_name,
)

_SEPARATORS: Final = re.compile(r"[\s/\\|,，、;；>＞→·\-—–_:：()（）]+")
_COUNTRY: Final = re.compile(r"^(中华人民共和国|中国)")
_CODE: Final = re.compile(r"(\d{2}|\d{4}|\d{6}|\d{9}|\d{12})(\.0+)?")
_CODED_NAME: Final = re.compile(r"(\d{6}|\d{12})(\D.*)|(.*\D)(\d{6}|\d{12})")
_OFFICE: Final = re.compile(
    r"(?<=.[省市县区旗])(人民政府|政府|市场监督管理局|市场监管局)$"
)
_NOTHING: Final = frozenset({"无", "不详", "未填", "NONE", "NAN", "NULL", "", "*"})
_CODE_LENGTH: Final = 6
_LONGEST_TEXT: Final = 120
_PATH: Final = 2
_AUTONOMOUS: Final = re.compile(r"自治[州县旗]$")
_MOST_REMEMBERED: Final = 200_000


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell may mean.

    Attributes
    ----------
    is_guess : bool
        Whether the ending of the name differs from the division's own (安平市).
    """

    regions: tuple[Region, ...]
    is_guess: bool = False


@dataclass(frozen=True, slots=True)
class _Step:
    """A name found in a text and how it was written."""

    region: Region
    is_whole: bool


@dataclass(frozen=True, slots=True)
class _Path:
    """A chain of names that explains a text from its start."""

    steps: tuple[_Step, ...]
    rest: str

    @property
    def is_trustworthy(self) -> bool:
        """Whether words after the path may be an address rather than a mistake."""
        return self.steps[-1].is_whole and len(self.steps) >= _PATH

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


class RegionReader:
    """Reads one cell; knows which division lies inside which."""

    def __init__(
        self, regions: tuple[Region, ...], changes: tuple[RegionChange, ...]
    ) -> None:
        self._by_code = {region.code: region for region in regions}
        self._successors: defaultdict[str, list[str]] = defaultdict(list)
        for change in changes:
            self._successors[change.old.code] += [new.code for new in change.new]
        self._names = self._name_all()
        self._add_former_names(changes)
        self._longest = max(map(len, self._names))
        self._seen: dict[str, Reading] = {}

    def find_code(self, code: str) -> Region | None:
        """Find a division by its code of two to twelve digits."""
        return self._by_code.get(code[:_CODE_LENGTH].ljust(_CODE_LENGTH, "0"))

    def contains(self, wide: Region, narrow: Region) -> bool:
        """Whether one division is the other or lies inside it."""
        inside: Region | None = narrow
        while inside is not None and inside.code != wide.code:
            inside = self._by_code.get(inside.parent_code)
        return inside is not None

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
        paths = [path for path in self._list_paths(cell, None) if path.steps]
        complete = [path for path in paths if not path.rest]
        if complete:
            return Reading(_list_ends(complete))
        addressed = [path for path in paths if path.is_trustworthy]
        if addressed:
            shortest = min(len(path.rest) for path in addressed)
            return Reading(
                _list_ends([p for p in addressed if len(p.rest) == shortest])
            )
        return self._guess(cell)

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
        kept = tuple(
            region
            for region in self._read_code(code)
            if any(self.contains(wide, region) for wide in named.regions)
        )
        return Reading(kept, is_guess=named.is_guess)

    def _guess(self, cell: str) -> Reading:
        """Take 安平市 for a slip of 安平县, to be confirmed."""
        short = shorten_name(cell)
        near = self._names.get(short, ()) if short != cell else ()
        return Reading(tuple(dict.fromkeys(s.region for s in near)), is_guess=True)

    def _list_paths(self, text: str, inside: Region | None) -> Iterator[_Path]:
        rest = _skip_placeholder(text) if inside else text
        yield _Path((), rest)
        for length in range(min(self._longest, len(rest)), 1, -1):
            for step in self._names.get(rest[:length], ()):
                if inside is None or self._is_below(step.region, inside):
                    for path in self._list_paths(rest[length:], step.region):
                        yield _Path((step, *path.steps), path.rest)

    def _is_below(self, narrow: Region, wide: Region) -> bool:
        return narrow.code != wide.code and self.contains(wide, narrow)

    def _name_all(self) -> defaultdict[str, list[_Step]]:
        names: defaultdict[str, list[_Step]] = defaultdict(list)
        for region in self._by_code.values():
            if region.kind is RegionKind.PLACEHOLDER:
                continue
            names[region.name].append(_Step(region, is_whole=True))
            for alias in self._list_aliases(region):
                names[alias].append(_Step(region, is_whole=False))
        return names

    def _list_aliases(self, region: Region) -> set[str]:
        aliases = {region.short_name}
        # 凉山州 and 长阳县 are said for the full autonomous names.
        if _AUTONOMOUS.search(region.name):
            aliases.add(region.short_name + region.name[-1])
        if region.name == "内蒙古自治区":
            aliases.add("内蒙")
        if region.kind is RegionKind.ZONE:
            aliases.update(list_zone_aliases(region.name))
            aliases.update(self._drop_wider_names(region))
        # 北京市北京市朝阳区: the city column of a municipality repeats its name.
        if region.level is RegionLevel.PROVINCE and region.name.endswith("市"):
            aliases.update({region.name * 2, region.short_name * 2})
        return aliases - {region.name}

    def _drop_wider_names(self, region: Region) -> Iterator[str]:
        parent = self._by_code.get(region.parent_code)
        while parent is not None:
            for name in (parent.name, parent.short_name):
                if region.name.startswith(name):
                    rest = region.name.removeprefix(name)
                    yield from (rest, *list_zone_aliases(rest))
            parent = self._by_code.get(parent.parent_code)

    def _add_former_names(self, changes: tuple[RegionChange, ...]) -> None:
        """Let a name that no division bears any more lead to its successors."""
        current = set(self._names)
        for change in changes:
            if change.old.name in current:
                continue
            for new in change.new:
                region = self._by_code.get(new.code)
                step = _Step(region, is_whole=True) if region else None
                if step and step not in self._names[change.old.name]:
                    self._names[change.old.name].append(step)


def _skip_placeholder(text: str) -> str:
    for placeholder in sorted(PLACEHOLDERS, key=len, reverse=True):
        if text.startswith(placeholder):
            return text.removeprefix(placeholder)
    return text


def _list_ends(paths: list[_Path]) -> tuple[Region, ...]:
    """List the last regions of the paths written most completely."""
    best = max(path.whole_count for path in paths)
    kept = [path for path in paths if path.whole_count == best]
    return tuple(dict.fromkeys(path.steps[-1].region for path in kept))
