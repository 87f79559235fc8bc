"""Where each province-level division stands in the tile grid."""

from dataclasses import dataclass

# Code, short name, row, column: neighbours stay near each other.
_LAYOUT = """
23 黑龙江 0 8, 15 内蒙古 1 5, 21 辽宁 1 7, 22 吉林 1 8, 65 新疆 2 0, 66 兵团 2 1, 62 甘肃 2 2,
64 宁夏 2 3, 14 山西 2 4, 13 河北 2 5, 11 北京 2 6, 12 天津 2 7, 63 青海 3 2, 61 陕西 3 3,
41 河南 3 4, 37 山东 3 5, 54 西藏 4 1, 51 四川 4 2, 50 重庆 4 3, 42 湖北 4 4, 34 安徽 4 5,
32 江苏 4 6, 31 上海 4 7, 53 云南 5 2, 52 贵州 5 3, 43 湖南 5 4, 36 江西 5 5, 33 浙江 5 6,
45 广西 6 3, 44 广东 6 4, 35 福建 6 5, 71 台湾 6 7, 46 海南 7 3, 82 澳门 7 4, 81 香港 7 5
"""


@dataclass(frozen=True, slots=True)
class Place:
    code: str
    name: str
    row: int
    column: int


def _read_layout() -> dict[str, Place]:
    places = (entry.split() for entry in _LAYOUT.replace("\n", " ").split(","))
    return {
        code: Place(code, name, int(row), int(column))
        for code, name, row, column in places
    }


PLACES = _read_layout()


def name_province(code: str) -> str:
    """Return the short name of a division code; the code itself where it has no tile."""
    place = PLACES.get(code[:2])
    return place.name if place else code
