"""Which part of an area each region code belongs to, changes of divisions followed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from zhisheng.methods.errors import DomainError

if TYPE_CHECKING:
    from zhisheng.analytics.tables import Tables

NATION: Final = "000000"
CORPS: Final = "660000"
NATION_NAME: Final = "全国"
CORPS_NAME: Final = "新疆生产建设兵团"
# Cities of 兵团 have division codes of 新疆; their own bulletins count its enterprises.
CORPS_CITIES: Final = "659"
REMAINDER: Final = ""
PLACEHOLDER: Final = "placeholder"


@dataclass(frozen=True, slots=True)
class Division:
    """A region of the snapshot; a former one no longer exists."""

    code: str
    name: str
    level: str
    kind: str
    parent_code: str
    is_former: bool


@dataclass(frozen=True, slots=True)
class Atlas:
    """The regions of a snapshot and where former ones went."""

    divisions: Mapping[str, Division]
    successors: Mapping[str, tuple[str, ...]]

    def name_area(self, code: str) -> str:
        """Return the name of an area; of an unknown one its code."""
        if code in (NATION, CORPS):
            return NATION_NAME if code == NATION else CORPS_NAME
        division = self.divisions.get(code)
        return code if division is None else division.name

    def list_line(self, code: str) -> tuple[str, ...]:
        """Return the codes from the nation down to a region.

        A former region that went to several stands for what these share.
        """
        division = self.divisions.get(code)
        if division is None:
            return (NATION, CORPS) if code == CORPS else (NATION,)
        if division.is_former and self.successors.get(code):
            lines = [self.list_line(new) for new in self.successors[code]]
            return _keep_shared(lines)
        return (*self.list_line(division.parent_code), code)

    def list_parts(self, code: str) -> tuple[str, ...]:
        """Return the regions directly below; a placeholder gives way to its own."""
        parts: list[str] = [CORPS] if code == NATION else []
        for division in self.divisions.values():
            if division.is_former or self._find_holder(division) != code:
                continue
            if division.kind != PLACEHOLDER:
                parts.append(division.code)
        return tuple(sorted(parts))

    def assign(self, code: str) -> dict[str, str]:
        """Map every region code inside an area to the part it belongs to.

        Codes that lie in no part (the area's own code, a former region that was
        divided) map to ``REMAINDER``; in the nation an unknown region does as well.
        """
        parts = set(self.list_parts(code))
        assigned = {}
        for known in (*self.divisions, CORPS, REMAINDER):
            line = self.list_line(known)
            if code in line:
                assigned[known] = next((c for c in line if c in parts), REMAINDER)
        return assigned

    def _find_holder(self, division: Division) -> str:
        parent = self.divisions.get(division.parent_code)
        if parent is None:
            return NATION
        return parent.parent_code if parent.kind == PLACEHOLDER else parent.code


class AreaUnknownError(DomainError):
    """The snapshot has no such region, or it no longer exists."""

    code = "bulletin.area_unknown"
    message = "数据快照里没有代码为 {area} 的现行地区。"


def name_area(atlas: Atlas, area: str) -> str:
    """Return the name of a present region, of the nation or of 兵团."""
    division = atlas.divisions.get(area)
    is_wide = area in (NATION, CORPS)
    if not is_wide and (division is None or division.is_former):
        raise AreaUnknownError(area=area)
    return atlas.name_area(area)


def name_parts(
    atlas: Atlas, industries: Iterable[Mapping[str, Any]]
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the names of regions and of trades by code."""
    regions = {code: item.name for code, item in atlas.divisions.items()}
    trades = {row["code"]: row["name"] for row in industries}
    return {**regions, CORPS: CORPS_NAME}, trades


def read_atlas(tables: "Tables") -> Atlas:
    """Read the regions and their changes out of a snapshot."""
    regions, changes = tables.regions, tables.region_changes
    return build_atlas(
        regions.to_pyarrow().to_pylist(), changes.to_pyarrow().to_pylist()
    )


def build_atlas(
    regions: Iterable[Mapping[str, Any]], changes: Iterable[Mapping[str, Any]]
) -> Atlas:
    """Build the atlas from the rows of the regions and of their changes."""
    in_order = sorted(regions, key=itemgetter("code"))
    divisions = {row["code"]: Division(**row) for row in in_order}
    successors: dict[str, tuple[str, ...]] = {}
    for row in sorted(changes, key=itemgetter("effective_on", "old_code", "new_code")):
        old = divisions.get(row["old_code"])
        # A code that still stands keeps its figures: it is the area's present code.
        if old is not None and old.is_former and row["new_code"] != row["old_code"]:
            known = successors.get(old.code, ())
            successors[old.code] = (*known, row["new_code"])
    return Atlas(divisions, successors)


def _keep_shared(lines: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(_iterate_shared(list(lines)))


def _iterate_shared(lines: list[tuple[str, ...]]) -> Iterator[str]:
    for codes in zip(*lines, strict=False):
        if len(set(codes)) > 1:
            return
        yield codes[0]
