"""Every name that may stand for a division: its own, short, former and usual ones."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from zhisheng.reference.regions.changes import RegionChange
from zhisheng.reference.regions.divisions import Region, RegionKind, RegionLevel
from zhisheng.reference.regions.names import shorten_name
from zhisheng.reference.regions.written import WrittenName
from zhisheng.reference.regions.zones import drop_prefixes, fold_zone

_AUTONOMOUS: Final = re.compile(r"自治[州县旗]$")
ADDRESS: Final = re.compile(
    r"[\u4e00-\u9fff]{1,12}?(街道|镇|乡|村|路|街|大道|社区|苏木|嘎查|办事处)"
)
# Words behind a city that are meant for one of its divisions. They are refused, so what
# cities call 区 without being one (小区, 商业区) and what only begins like a division
# (市场, 县城, 红旗大街, 超市) has to be named here.
_DIVISION: Final = re.compile(
    r"[^路街镇乡村巷弄号道园栋]{1,8}?"
    r"(?:自治县|自治旗|县(?!城(?![关厢])|道|委|前|级)|(?<![城都超夜股])市(?![场政民委区内郊])"
    r"|(?<![红彩锦])旗(?![舰袍])"
    r"|(?<![社小园校厂景片库街山林牧港新东西南北一二三四五六七八九十军特])"
    r"(?<![\u4e00-\u9fff][A-Z0-9])"
    r"(?<!示范|开发|工业|商务|集聚|聚集|产业|试验|合作|功能|经济|管理|度假|保护|生态)"
    r"(?<!作业|住宅|别墅|物流|保税|高新|经开|服务|贸易|加工|集中|名胜|市辖)"
    r"(?<!商业|居住|生活|办公|主城|文化|旅游|物资|仓储|科教|实验|试点)(?<!中心|老城)(?<!中心城|航空港)区)"
)
# What may stand behind a division; 城市广场 and 军区总医院 begin with none.
_BEHIND: Final = re.compile(rf"$|\d|[工产]业|[开高经]|{ADDRESS.pattern}")
_LONGEST_DIVISION: Final = 20


@dataclass(frozen=True, slots=True)
class NamedRegion:
    """A division under one of its names.

    Attributes
    ----------
    is_whole : bool
        Whether the name is a full one, so that nothing is missing at its end.
    is_area : bool
        Whether the name covers the division from outside (第八师 for 石河子市), so that
        the division's own name may follow.
    is_certain : bool
        Whether the name is enough without another cell.
    """

    region: Region
    is_whole: bool
    is_area: bool = False
    is_certain: bool = True


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Names of divisions, and what zones are called inside their city."""

    names: Mapping[str, list[NamedRegion]]
    zones: Mapping[str, list[Region]]

    @property
    def longest(self) -> int:
        """Length of the longest name."""
        return max(map(len, self.names))

    def is_division(self, text: str) -> bool:
        """Whether a text is the full name of a division, not of a zone."""
        return any(
            step.region.name == text and step.region.kind is RegionKind.DIVISION
            for step in self.names.get(text, ())
        )

    def find_division(self, text: str) -> str:
        """Return what a text begins with that is or looks like a county's name."""
        for length in range(min(_LONGEST_DIVISION, len(text)), 1, -1):
            if self.is_division(text[:length]):
                return text[:length]
        found = _DIVISION.match(text)
        if not found or (
            found[0][-1] in "市区" and not _BEHIND.match(text, found.end())
        ):
            return ""
        return found[0]


def build_lexicon(
    regions: Mapping[str, Region],
    changes: Iterable[RegionChange],
    written: Iterable[WrittenName],
) -> Lexicon:
    """Gather all names; a division's own name always stands before a usual one.

    Parameters
    ----------
    regions : Mapping[str, Region]
        The divisions by code.
    changes : Iterable[RegionChange]
        Whose old names lead to the successors.
    written : Iterable[WrittenName]
        Usual names; those of divisions that are absent are left out.
    """
    names: defaultdict[str, list[NamedRegion]] = defaultdict(list)
    zones: defaultdict[str, list[Region]] = defaultdict(list)
    for region in regions.values():
        if region.kind is RegionKind.PLACEHOLDER:
            continue
        names[region.name].append(NamedRegion(region, is_whole=True))
        for alias in _list_aliases(region):
            names[alias].append(NamedRegion(region, is_whole=False))
        if region.kind is RegionKind.ZONE:
            _add_zone(region, regions, names, zones)
    _add_former_names(changes, regions, names)
    _add_written_names(written, regions, names, zones)
    return Lexicon(dict(names), dict(zones))


def _list_aliases(region: Region) -> set[str]:
    aliases = {region.short_name}
    # 凉山州 and 长阳县 are said for the full autonomous names.
    found = _AUTONOMOUS.search(region.name)
    if found:
        aliases.update({region.short_name + found[0], region.short_name + found[0][-1]})
    # 北京市北京市朝阳区: the city column of a municipality repeats its name.
    if region.level is RegionLevel.PROVINCE and region.name.endswith("市"):
        aliases.update({region.name * 2, region.short_name * 2})
    return aliases - {region.name}


def _add_zone(
    zone: Region,
    regions: Mapping[str, Region],
    names: defaultdict[str, list[NamedRegion]],
    zones: defaultdict[str, list[Region]],
) -> None:
    above = list(_list_above(zone, regions))
    word = drop_prefixes(zone.name, [n for r in above for n in (r.name, r.short_name)])
    zones[word].append(zone)
    city = above[0]
    for alias in {fold_zone(zone.name), city.name + word, city.short_name + word}:
        if alias != zone.name and alias != word:
            names[alias].append(NamedRegion(zone, is_whole=False))


def _list_above(region: Region, regions: Mapping[str, Region]) -> Iterator[Region]:
    parent = regions.get(region.parent_code)
    while parent is not None:
        yield parent
        parent = regions.get(parent.parent_code)


def _add_former_names(
    changes: Iterable[RegionChange],
    regions: Mapping[str, Region],
    names: defaultdict[str, list[NamedRegion]],
) -> None:
    """Let a name that no division bears any more lead to its successors."""
    current = set(names)
    for change in changes:
        for name in dict.fromkeys((change.old.name, shorten_name(change.old.name))):
            if name in current:
                continue
            is_whole = name == change.old.name
            for new in change.new:
                region = regions.get(new.code)
                step = NamedRegion(region, is_whole=is_whole) if region else None
                if step and step not in names[name]:
                    names[name].append(step)


def _add_written_names(
    written: Iterable[WrittenName],
    regions: Mapping[str, Region],
    names: defaultdict[str, list[NamedRegion]],
    zones: defaultdict[str, list[Region]],
) -> None:
    for entry in written:
        meant = [regions[code] for code in entry.codes if code in regions]
        if entry.is_open:
            zones[entry.name] += meant
            continue
        names[entry.name] += [
            NamedRegion(
                region,
                is_whole=not entry.is_short,
                is_area=not entry.is_short,
                is_certain=entry.is_certain,
            )
            for region in meant
        ]
