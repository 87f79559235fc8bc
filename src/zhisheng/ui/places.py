"""Where each province-level division stands in the tile grid."""

from dataclasses import dataclass

from django.utils.translation import get_language

# Code, short name, letters of GB/T 2260 (66, 兵团, has none: BT), English name, row,
# column: neighbours stay near each other.
_LAYOUT = """
23 黑龙江 HL Heilongjiang 0 8
15 内蒙古 NM Inner-Mongolia 1 5
21 辽宁 LN Liaoning 1 7
22 吉林 JL Jilin 1 8
65 新疆 XJ Xinjiang 2 0
66 兵团 BT Xinjiang-Corps 2 1
62 甘肃 GS Gansu 2 2
64 宁夏 NX Ningxia 2 3
14 山西 SX Shanxi 2 4
13 河北 HE Hebei 2 5
11 北京 BJ Beijing 2 6
12 天津 TJ Tianjin 2 7
63 青海 QH Qinghai 3 2
61 陕西 SN Shaanxi 3 3
41 河南 HA Henan 3 4
37 山东 SD Shandong 3 5
54 西藏 XZ Xizang 4 1
51 四川 SC Sichuan 4 2
50 重庆 CQ Chongqing 4 3
42 湖北 HB Hubei 4 4
34 安徽 AH Anhui 4 5
32 江苏 JS Jiangsu 4 6
31 上海 SH Shanghai 4 7
53 云南 YN Yunnan 5 2
52 贵州 GZ Guizhou 5 3
43 湖南 HN Hunan 5 4
36 江西 JX Jiangxi 5 5
33 浙江 ZJ Zhejiang 5 6
45 广西 GX Guangxi 6 3
44 广东 GD Guangdong 6 4
35 福建 FJ Fujian 6 5
71 台湾 TW Taiwan 6 7
46 海南 HI Hainan 7 3
82 澳门 MO Macao 7 4
81 香港 HK Hong-Kong 7 5
"""


@dataclass(frozen=True, slots=True)
class Place:
    code: str
    chinese: str
    letters: str
    english: str
    row: int
    column: int

    @property
    def name(self) -> str:
        return self.english if _is_english() else self.chinese

    @property
    def short_name(self) -> str:
        return self.letters if _is_english() else self.chinese


def _is_english() -> bool:
    return (get_language() or "zh-hans").startswith("en")


def _read_place(line: str) -> Place:
    code, chinese, letters, english, row, column = line.split()
    return Place(
        code, chinese, letters, english.replace("-", " "), int(row), int(column)
    )


PLACES = {place.code: place for place in map(_read_place, _LAYOUT.strip().splitlines())}


def name_province(code: str) -> str:
    """Return the name of a division code; the code itself where it has no tile."""
    place = PLACES.get(code[:2])
    return place.name if place else code
