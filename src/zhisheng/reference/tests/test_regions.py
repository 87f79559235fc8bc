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
        (["南安市（泉州）"], "350583"),
        (["泉州（南安）"], "350583"),
        (["南安市(泉州市)"], "350583"),
        (["福建", "南安市（泉州）"], "350583"),
        (["南安（福建泉州）"], "350583"),
        (["晋江市【泉州市】福建省"], "350582"),
        (["鼓楼区（福州）"], "350102"),
        (["朝阳（北京）"], "110105"),
        (["浦东新区（上海）"], "310115"),
        (["崇文区（北京）"], "110101"),
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
        ["南安市（石狮）"],
        ["南安市（待定）"],
        ["水头镇（南安市）"],
    ],
)
def test_does_not_find_what_is_not_there(index, texts):
    match = index.resolve(texts=texts)

    assert (match.state, match.region, match.candidates) == ("not_found", None, ())


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
