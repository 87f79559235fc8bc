"""Statistical divisions of 2023-06-30, their changes and their look-up by name."""

from zhisheng.reference.regions.changes import (
    ChangeKind,
    RegionChange,
    RegionShare,
    bridge,
    load_changes,
)
from zhisheng.reference.regions.divisions import (
    Region,
    RegionKind,
    RegionLevel,
    RegionsNotBuiltError,
    list_region_names,
    load_regions,
)
from zhisheng.reference.regions.matching import RegionIndex, RegionMatch, RegionState
from zhisheng.reference.regions.tiles import Tile, load_tiles
from zhisheng.reference.regions.written import WrittenName, load_written_names

__all__ = [
    "ChangeKind",
    "Region",
    "RegionChange",
    "RegionIndex",
    "RegionKind",
    "RegionLevel",
    "RegionMatch",
    "RegionShare",
    "RegionState",
    "RegionsNotBuiltError",
    "Tile",
    "WrittenName",
    "bridge",
    "list_region_names",
    "load_changes",
    "load_regions",
    "load_tiles",
    "load_written_names",
]
