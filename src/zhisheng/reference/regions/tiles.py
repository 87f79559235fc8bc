"""Places of the province-level regions on a grid of tiles; no borders are drawn."""

from dataclasses import dataclass
from functools import cache

from zhisheng.reference.loader import build_records, read_yaml


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile.

    Attributes
    ----------
    code : str
        Six digits; 660000 for 新疆生产建设兵团.
    column, row : int
        From 0, left to right and top to bottom.
    is_counted : bool
        False for 港澳台, which the programme's statistics do not include.
    """

    code: str
    name: str
    column: int
    row: int
    is_counted: bool


@cache
def load_tiles() -> tuple[Tile, ...]:
    """Load the 34 province-level regions and 兵团 in the order of their codes."""
    return build_records(Tile, read_yaml("zhisheng.reference.regions", "tiles.yaml"))
