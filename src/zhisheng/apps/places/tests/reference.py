"""A small part of the public tables, enough for the cast and its enterprises."""

from zhisheng.apps.places.models import Industry, Region
from zhisheng.apps.places.services import spell_pinyin

# code, name, short name, level, code above
REGIONS = (
    ("130000", "河北省", "河北", "province", None),
    ("131100", "衡水市", "衡水", "city", "130000"),
    ("131102", "桃城区", "桃城", "county", "131100"),
    ("131125", "安平县", "安平", "county", "131100"),
    ("140000", "山西省", "山西", "province", None),
    ("140200", "大同市", "大同", "city", "140000"),
    ("140225", "浑源县", "浑源", "county", "140200"),
    ("330000", "浙江省", "浙江", "province", None),
    ("330500", "湖州市", "湖州", "city", "330000"),
    ("330502", "吴兴区", "吴兴", "county", "330500"),
    ("330521", "德清县", "德清", "county", "330500"),
)
# code, name, level, section, code above
INDUSTRIES = (
    ("C", "制造业", "section", "C", None),
    ("18", "纺织服装、服饰业", "division", "C", "C"),
    ("181", "机织服装制造", "group", "C", "18"),
    ("1819", "其他机织服装制造", "class", "C", "181"),
    ("27", "医药制造业", "division", "C", "C"),
    ("273", "中药饮片加工", "group", "C", "27"),
    ("2730", "中药饮片加工", "class", "C", "273"),
    ("33", "金属制品业", "division", "C", "C"),
    ("334", "金属丝绳及其制品制造", "group", "C", "33"),
    ("3340", "金属丝绳及其制品制造", "class", "C", "334"),
    ("338", "金属制日用品制造", "group", "C", "33"),
    ("3383", "金属制卫生器具制造", "class", "C", "338"),
    ("34", "通用设备制造业", "division", "C", "C"),
    ("349", "其他通用设备制造业", "group", "C", "34"),
    ("3491", "工业机器人制造", "class", "C", "349"),
    ("36", "汽车制造业", "division", "C", "C"),
    ("366", "汽车车身、挂车制造", "group", "C", "36"),
    ("3660", "汽车车身、挂车制造", "class", "C", "366"),
)


def save_small_reference() -> None:
    """Insert the small tables unless they are there."""
    if not Region.objects.filter(code="131125").exists():
        Region.objects.bulk_create(_build_regions(), ignore_conflicts=True)
    if not Industry.objects.filter(code="3340").exists():
        Industry.objects.bulk_create(_build_industries(), ignore_conflicts=True)


def _build_regions() -> list[Region]:
    names = {code: name for code, name, *_rest in REGIONS}
    above = {code: parent for code, *_rest, parent in REGIONS}
    rows = []
    for code, name, short_name, level, parent in REGIONS:
        full_name, upper = name, parent
        while upper:
            full_name, upper = names[upper] + full_name, above[upper]
        rows.append(
            Region(
                code=code,
                name=name,
                short_name=short_name,
                full_name=full_name,
                pinyin=spell_pinyin(full_name, short_name),
                level=level,
                parent_id=parent,
            )
        )
    return rows


def _build_industries() -> list[Industry]:
    return [
        Industry(
            code=code,
            name=name,
            level=level,
            section=section,
            parent_id=parent,
            pinyin=spell_pinyin(name),
        )
        for code, name, level, section, parent in INDUSTRIES
    ]
