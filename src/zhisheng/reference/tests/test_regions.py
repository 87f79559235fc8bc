from datetime import date, timedelta
from decimal import Decimal

import pytest

from zhisheng.reference.regions import (
    RegionIndex,
    RegionShare,
    RegionsNotBuiltError,
    bridge,
    divisions,
    load_changes,
    load_regions,
    load_tiles,
    load_written_names,
)
from zhisheng.reference.regions.build import build_divisions, spell_name
from zhisheng.reference.regions.names import shorten_name


@pytest.fixture(scope="module")
def index():
    return RegionIndex(load_regions())


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        (["131125"], "131125"),
        ([131125.0], "131125"),
        ([131125], "131125"),
        (["131125.0"], "131125"),
        (["１３１１２５"], "131125"),
        (["131125101000"], "131125"),
        (["1311"], "131100"),
        (["安平县"], "131125"),
        (["安平"], "131125"),
        (["河北省衡水市安平县"], "131125"),
        (["河北衡水安平"], "131125"),
        (["山西省/大同市/浑源县"], "140225"),
        (["山西省 大同市 浑源县"], "140225"),
        (["中国河北省安平县"], "131125"),
        (["河北省", "衡水市", "安平县"], "131125"),
        (["河北", "衡水", "安平"], "131125"),
        (["河北省", "", "安平县"], "131125"),
        (["河北省", "衡水市", "131125"], "131125"),
        (["上海市", "市辖区", "浦东新区"], "310115"),
        (["上海市市辖区浦东新区"], "310115"),
        (["上海市", "上海市", "浦东新区"], "310115"),
        (["湖北省", "省直辖县级行政区划", "仙桃市"], "429004"),
        (["江苏省", "徐州市", "丰县"], "320321"),
        (["江苏省", "南京市", "鼓楼区"], "320106"),
        (["江苏省南京市鼓楼区"], "320106"),
        (["福建福州鼓楼"], "350102"),
        (["河北省衡水市安平县丝网大道1号"], "131125"),
        (["河北省"], "130000"),
        (["河北"], "130000"),
        (["天津市", "河北"], "120105"),
        (["吉林"], "220000"),
        (["吉林省", "吉林"], "220200"),
        (["吉林市"], "220200"),
        (["大同市"], "140200"),
        (["广东省", "东莞市"], "441900"),
        (["内蒙古", "鄂尔多斯", "准格尔旗"], "150622"),
        (["广西柳州三江"], "450226"),
        (["石家庄市", "高新区"], "130171"),
        (["崇文区"], "110101"),
        (["密云县"], "110118"),
        (["110228"], "110118"),
        (["131125 安平县"], "131125"),
        (["安平县(131125)"], "131125"),
        (["安平县人民政府"], "131125"),
        (["凉山州"], "513400"),
        (["湖北", "长阳县"], "420528"),
        (["内蒙", "赤峰"], "150400"),
        (["延庆"], "110119"),
        (["恩施州"], "422800"),
        (["恩施土家族苗族自治州", "恩施市"], "422801"),
        (["黔东南"], "522600"),
        (["湘西州", "吉首"], "433101"),
        (["景宁县"], "331127"),
        (["长阳自治县"], "420528"),
        (["通辽", "科左中旗"], "150521"),
        (["新疆", "巴州"], "652800"),
        (["大兴安岭", "漠河"], "232701"),
        (["湖北", "襄樊", "襄阳区"], "420607"),
        (["襄樊市"], "420600"),
        (["安平县马店镇"], "131125"),
        (["安平县城关镇人民路18号"], "131125"),
        (["安平县(131125001)"], "131125"),
        (["陕西省西安市新城区人民路18号"], "610102"),
        (["河北省", "衡水市", "市本级"], "131100"),
    ],
)
def test_reads_what_people_write(index, texts, code):
    match = index.resolve(texts=texts)

    assert (match.state, match.code) == ("found", code)


@pytest.mark.parametrize(
    "texts",
    [
        [],
        ["", None, "—"],
        ["市辖区"],
        ["不存在县"],
        ["河北省", "不存在县"],
        ["999999"],
        ["131125 德清县"],
        ["某某"],
    ],
)
def test_does_not_find_what_is_not_there(index, texts):
    match = index.resolve(texts=texts)

    assert (match.state, match.region, match.candidates) == ("not_found", None, ())


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        (["石家庄高新技术产业开发区"], "130171"),
        (["石家庄国家高新技术开发区"], "130171"),
        (["石家庄市高新区"], "130171"),
        (["石家庄高新区长江大道"], "130171"),
        (["河北省石家庄市高新区长江大道3号"], "130171"),
        (["河北省", "石家庄市", "高新技术产业园区"], "130171"),
        (["130171 高新区"], "130171"),
        (["衡水高新区"], "131171"),
        (["衡水市", "滨湖新区"], "131172"),
        (["苏州工业园区"], "320576"),
        (["苏州市", "工业园区"], "320576"),
        (["秦皇岛经济技术开发区"], "130371"),
        (["威海市", "威海火炬高新区"], "371071"),
        (["长春市", "净月高新技术产业开发区"], "220172"),
        (["吉林市高新区"], "220272"),
        (["徐州市", "开发区"], "320371"),
    ],
)
def test_finds_the_zones_the_table_holds(index, texts, code):
    match = index.resolve(texts=texts)

    assert (match.state, match.code) == ("found", code)


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        (["江苏省", "无锡市", "无锡高新区"], "320200"),
        (["江苏省", "无锡市", "高新区"], "320200"),
        (["湖南省", "长沙市", "长沙高新区"], "430100"),
        (["北京市", "北京经济技术开发区"], "110000"),
        (["上海市", "张江高新区"], "310000"),
        (["河北省", "衡水市", "桃城区", "高新区"], "131102"),
        (["河北省", "衡水市", "安平高新区"], "131125"),
        (["安平县丝网工业园区"], "131125"),
        (["河北安平高新技术产业开发区"], "131125"),
        (["黑龙江省", "佳木斯市", "建三江农垦"], "230800"),
    ],
)
def test_a_zone_that_is_not_held_stays_at_the_place_beside_it(index, texts, code):
    match = index.resolve(texts=texts)

    assert (match.state, match.code) == ("found", code)


@pytest.mark.parametrize(
    ("texts", "names"),
    [
        (["无锡高新区"], ["无锡市"]),
        (["安平高新区"], ["安平县"]),
        (["北京经济技术开发区"], ["北京市"]),
        (["滨湖新区"], ["衡水滨湖新区"]),
        (["黑龙江省", "高新区"], ["大庆高新技术产业开发区"]),
        (["山西省", "高新区"], ["山西省"]),
        (["石家庄市", "开发区"], ["石家庄高新技术产业开发区"]),
        (["包头市", "高新区"], ["包头稀土高新技术产业开发区"]),
        (["黑龙江省", "农垦总局"], ["黑龙江省"]),
        (["沧州开发区"], ["沧州高新技术产业开发区", "河北沧州经济开发区"]),
        (["雄安新区"], ["容城县", "安新县", "雄县"]),
        (["河北省", "保定市", "雄安新区"], ["容城县", "安新县", "雄县"]),
        (["新疆", "第十二师"], ["乌鲁木齐市"]),
        (["第九师"], ["白杨市"]),
    ],
)
def test_a_zone_is_never_guessed(index, texts, names):
    match = index.resolve(texts=texts)

    assert match.state == "ambiguous"
    assert [candidate.name for candidate in match.candidates] == names


@pytest.mark.parametrize(
    "texts", [["张江高新区"], ["河北省", "衡水市", "安坪县开发区"], ["经济开发区名单"]]
)
def test_a_zone_of_nowhere_is_not_found(index, texts):
    assert index.resolve(texts=texts).state == "not_found"


def test_the_area_settles_a_zone(index):
    match = index.resolve(texts=["高新区"], hint_codes=["131100"])

    assert (match.code, match.is_hinted) == ("131171", True)


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        (["河北雄安新区容城县"], "130629"),
        (["河北省", "雄安新区", "安新"], "130632"),
        (["第八师"], "659001"),
        (["8师"], "659001"),
        (["兵团农八师"], "659001"),
        (["八师石河子"], "659001"),
        (["新疆生产建设兵团第八师石河子市"], "659001"),
        (["第八师143团"], "659001"),
        (["新疆", "第八师", "一四三团"], "659001"),
        (["兵团第一师阿拉尔市"], "659002"),
        (["新疆维吾尔自治区", "生产建设兵团", "第13师"], "659011"),
        (["兵团", "石河子"], "659001"),
        (["第九师白杨市"], "659012"),
        (["乌鲁木齐市", "兵团第十二师"], "650100"),
    ],
)
def test_reads_names_that_cover_divisions(index, texts, code):
    match = index.resolve(texts=texts)

    assert (match.state, match.code) == ("found", code)


def test_the_corps_alone_is_asked_back(index):
    for texts in (["兵团"], ["新疆", "新疆生产建设兵团"]):
        match = index.resolve(texts=texts)

        assert match.state == "ambiguous"
        assert {c.code[:4] for c in match.candidates} == {"6590"}


def test_written_names_lead_to_divisions_of_the_table():
    codes = {region.code for region in load_regions()}

    assert all(set(entry.codes) <= codes for entry in load_written_names())
    assert len({entry.name for entry in load_written_names()}) == len(
        load_written_names()
    )


@pytest.mark.parametrize(
    "texts",
    [["河北省", "德清县"], ["浙江省", "", "安平"], ["131125", "德清县"]],
)
def test_cells_that_exclude_each_other_contradict(index, texts):
    assert index.resolve(texts=texts).state == "contradiction"


@pytest.mark.parametrize(
    "name", ["鼓楼区", "朝阳区", "市中区", "朝阳", "330104", "江干区"]
)
def test_a_name_of_several_divisions_is_asked_back(index, name):
    match = index.resolve(texts=[name])

    assert match.state == "ambiguous"
    assert len(match.candidates) > 1


@pytest.mark.parametrize(
    ("hints", "code"),
    [(["320100"], "320106"), (["350102"], "350102"), (["350000", "320100"], "320106")],
)
def test_a_hint_settles_it(index, hints, code):
    match = index.resolve(texts=["鼓楼区"], hint_codes=hints)

    assert (match.code, match.is_hinted) == (code, True)


def test_a_hint_that_does_not_settle_it_changes_nothing(index):
    match = index.resolve(texts=["鼓楼区"], hint_codes=["110000"])

    assert match.state == "ambiguous"
    assert index.resolve(texts=["安平县"], hint_codes=["320000"]).code == "131125"


def test_another_ending_is_asked_back(index):
    match = index.resolve(texts=["安平市"])

    assert match.state == "ambiguous"
    assert [c.code for c in match.candidates] == ["131125"]


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("安平县", "安平"),
        ("丰县", "丰县"),
        ("浦东新区", "浦东"),
        ("清新区", "清新"),
        ("万柏林区", "万柏林"),
        ("神农架林区", "神农架"),
        ("内蒙古自治区", "内蒙古"),
        ("新疆维吾尔自治区", "新疆"),
        ("克孜勒苏柯尔克孜自治州", "克孜勒苏"),
        ("积石山保安族东乡族撒拉族自治县", "积石山"),
        ("鄂温克族自治旗", "鄂温克"),
        ("东乡族自治县", "东乡"),
        ("隆林各族自治县", "隆林"),
        ("阿拉善左旗", "阿拉善左旗"),
        ("大兴安岭地区", "大兴安岭"),
    ],
)
def test_shortens_names(name, short):
    assert shorten_name(name) == short


def test_spells_places():
    assert [spell_name(n) for n in ("安平", "长治", "成都", "乐清")] == [
        "anping",
        "changzhi",
        "chengdu",
        "yueqing",
    ]


def test_record_of_a_county():
    county = next(r for r in load_regions() if r.code == "131125")

    assert (county.name, county.short_name, county.pinyin) == (
        "安平县",
        "安平",
        "anping",
    )
    assert (county.level, county.kind, county.parent_code) == (
        "county",
        "division",
        "131100",
    )
    assert county.full_name == "河北省衡水市安平县"


def test_municipal_county_has_no_placeholder_in_its_path():
    pudong = next(r for r in load_regions() if r.code == "310115")

    assert (pudong.full_name, pudong.parent_code) == ("上海市浦东新区", "310100")


def test_builds_from_a_small_distribution(tmp_path):
    (tmp_path / "provinces.csv").write_text('code,name\n44,"广东省"\n')
    (tmp_path / "cities.csv").write_text('code,name,provinceCode\n4419,"东莞市",44\n')
    (tmp_path / "areas.csv").write_text(
        'code,name,cityCode,provinceCode\n441900,"东莞市",4419,44\n'
        '441971,"松山湖高新技术产业开发区",4419,44\n'
    )

    count = build_divisions(tmp_path, tmp_path / "out.csv")

    lines = (tmp_path / "out.csv").read_text().splitlines()
    assert count == 3
    assert lines[2] == "441900,东莞市,city,440000,广东省东莞市,division,东莞,dongguan"
    assert ",zone," in lines[3]


def test_tells_how_to_build_what_is_missing(monkeypatch):
    monkeypatch.setattr(divisions, "FILE", "absent.csv")

    with pytest.raises(RegionsNotBuiltError, match=r"regions\.build"):
        load_regions.__wrapped__()


def test_every_change_ends_in_a_division_of_today():
    today = {r.code: r.name for r in load_regions()}

    assert len({c.effective for c in load_changes()}) == 11
    for change in load_changes():
        for new in change.new:
            assert today[new.code] == new.name, change
        kept = change.old.code in {new.code for new in change.new}
        assert kept == (change.old.code in today), change


def list_counties():
    """Return each county-level division with the path of names above it."""
    by_code = {region.code: region for region in load_regions()}
    for region in by_code.values():
        if region.level != "county" or region.kind == "placeholder":
            continue
        above, parent = [], by_code.get(region.parent_code)
        while parent is not None:
            if parent.kind != "placeholder":
                above.insert(0, parent)
            parent = by_code.get(parent.parent_code)
        yield region, above


def join_names(regions, attribute="name"):
    return "".join(getattr(region, attribute) for region in regions)


# How a county may be written → how many of the 2,975 may have to be asked back,
# because another division bears the same name; none may be found as another.
FORMS = {
    "path": (lambda r, above: [join_names([*above, r])], 0),
    "cells": (lambda r, above: [*(a.name for a in above), r.name], 0),
    "short path": (lambda r, above: [join_names([*above, r], "short_name")], 6),
    "short cells": (
        lambda r, above: [*(a.short_name for a in above), r.short_name],
        6,
    ),
    "city and name": (lambda r, above: [above[-1].short_name + r.name], 0),
    "province and name": (lambda r, above: [above[0].short_name, r.name], 16),
    "name": (lambda r, _above: [r.name], 71),
    "short name": (lambda r, _above: [r.short_name], 204),
    "code": (lambda r, _above: [r.code], 0),
    "nine digits": (lambda r, _above: [f"{r.code}001"], 0),
    "twelve digits": (lambda r, _above: [f"{r.code}001002"], 0),
    "code and name": (lambda r, _above: [f"{r.code} {r.name}"], 0),
    "address": (lambda r, above: [join_names([*above, r]) + "人民路18号"], 0),
    "name and address": (lambda r, _above: [f"{r.name}城关镇人民路18号"], 67),
}
# 河北区, 海南区 and 河南县 shorten to a province, 嘉峪关市 is written like its city.
NAMESAKES = {"120105", "150303", "632324", "620201"}


@pytest.mark.parametrize("form", FORMS)
def test_share_of_counties_found(index, form):
    write, limit = FORMS[form]
    asked_back, wrong = [], []
    for region, above in list_counties():
        match = index.resolve(texts=write(region, above))
        if match.state == "ambiguous" and region in match.candidates:
            asked_back.append(region.name)
        elif match.code != region.code and region.code not in NAMESAKES:
            wrong.append((region.full_name, match))

    assert wrong == []
    assert len(asked_back) <= limit


def test_every_province_and_city_is_found_by_its_path(index):
    for region in load_regions():
        if region.level != "county" and region.kind != "placeholder":
            assert index.resolve(texts=[region.full_name]).code == region.code


def test_bridge_follows_a_merger_whole():
    day = date(2021, 4, 9)

    assert bridge("330103", date(2020, 12, 31), day) == (
        RegionShare("330105", Decimal(1)),
    )
    assert bridge("330103", day, date(2024, 1, 1)) == (
        RegionShare("330103", Decimal(1)),
    )


def test_bridge_invents_no_shares_of_a_split():
    assert bridge("330110", date(2020, 1, 1), date(2024, 1, 1)) == (
        RegionShare("330110", None),
        RegionShare("330113", None),
    )


def test_bridge_goes_back():
    assert {s.code for s in bridge("330105", date(2024, 1, 1), date(2020, 1, 1))} == {
        "330103",
        "330105",
    }
    assert bridge("110118", date(2024, 1, 1), date(2014, 1, 1)) == (
        RegionShare("110228", Decimal(1)),
    )


@pytest.mark.parametrize("change", load_changes(), ids=lambda c: c.old.code)
def test_figures_of_every_old_division_follow_to_the_new(change):
    before = change.effective - timedelta(days=1)
    shares = bridge(change.old.code, before, change.effective)

    assert [s.code for s in shares] == [new.code for new in change.new]
    whole = Decimal(1) if len(change.new) == 1 else None
    assert {s.share for s in shares} == {whole}
    for new in change.new:
        back = {s.code for s in bridge(new.code, change.effective, before)}
        assert change.old.code in back


def test_a_division_that_gained_land_keeps_its_own_past():
    back = bridge("140212", date(2019, 1, 1), date(2017, 1, 1))

    assert {share.code for share in back} == {"140211", "140212"}


def test_a_change_says_what_was_compared():
    unchecked = {c.effective for c in load_changes() if c.status == "待核"}

    assert unchecked == {date(2015, 11, 17)}
    assert all(c.status in {"confirmed", "待核"} for c in load_changes())


def test_bridge_leaves_what_never_changed():
    assert bridge("131125", date(2000, 1, 1), date(2026, 1, 1)) == (
        RegionShare("131125", Decimal(1)),
    )


def test_tiles_do_not_overlap_and_name_the_provinces():
    tiles = load_tiles()
    provinces = {r.code: r.short_name for r in load_regions() if r.level == "province"}
    named = {t.code: t.name for t in tiles if t.is_counted and t.code != "660000"}

    assert len(tiles) == 35
    assert len({(t.column, t.row) for t in tiles}) == 35
    assert named == provinces
    assert [t.name for t in tiles if not t.is_counted] == ["台湾", "香港", "澳门"]
