"""How every county may be written, and which share of them is found."""

import pytest

from zhisheng.reference.regions import RegionIndex, load_regions


@pytest.fixture(scope="module")
def index():
    return RegionIndex(load_regions())


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
    "name (city)": (lambda r, above: [f"{r.name}（{above[-1].short_name}）"], 0),
    "city (name)": (lambda r, above: [f"{above[-1].name}({r.name})"], 0),
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


@pytest.mark.parametrize("address", ["", "人民路18号", "城关镇人民路18号"])
def test_no_county_of_elsewhere_is_dropped_behind_a_city(index, address):
    """衡水市安平县 is a county; 杭州市安平县 is a mistake, not an address in 杭州市."""
    counties = [pair for pair in list_counties() if pair[0].kind == "division"]
    here = {region.name for region, above in counties if above[-1].name == "衡水市"}
    elsewhere = {region.name for region, _above in counties} - here

    accepted = {
        name: match.code
        for name in elsewhere
        if (match := index.resolve(texts=[f"河北省衡水市{name}{address}"])).code
        and not match.unread
    }

    assert len(elsewhere) == 2_804
    assert accepted == {}


@pytest.mark.parametrize(
    "text",
    [
        "河北省衡水市不存在县", "浙江省杭州市XX区", "广东省东莞市XX县",
        "河北省廊坊市北三县", "湖南省株洲市攸市", "河北省丰县",
        "广东省东莞市番禺区", "中山市顺德区", "海南省儋州市天涯区", "甘肃省嘉峪关市肃州区",
    ],
)  # fmt: skip
def test_what_looks_like_a_county_of_the_city_is_not_its_address(index, text):
    assert (index.resolve(texts=[text]).code, index.resolve(texts=[text]).candidates) == (
        None, (),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("河北省衡水市人民西路县前街", "131100"), ("河北省石家庄市南三条市场", "130100"),
        ("河北省衡水市红旗大街12号", "131100"), ("河北省衡水市老县城路", "131100"),
        ("河北省衡水市幸福小区3栋", "131100"), ("江苏省苏州市金鸡湖商业区", "320500"),
        ("安徽省合肥市主城区", "340100"), ("河北省衡水市安平镇", "131100"),
        ("广东省东莞市东城区", "441900"), ("广东省东莞市虎门镇", "441900"),
        ("石家庄市辖区", "130100"), ("重庆市县云阳县", "500235"),
        ("湖南省长沙市城市广场", "430100"), ("湖南省长沙市步步高超市", "430100"),
        ("江苏省南京市都市产业园", "320100"), ("江苏省南京市军区总医院", "320100"),
        ("福建省厦门市特区大道88号", "350200"), ("浙江省温州市夜市街", "330300"),
        ("江苏省无锡市城市学院", "320200"),
        ("湖北省武汉市中心区", "420100"), ("广东省中山市东区", "442000"),
    ],
)  # fmt: skip
def test_an_address_behind_a_city_stays_one(index, text, code):
    match = index.resolve(texts=[text])

    assert (match.code, match.unread) == (code, "")


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        (["广东省", "东莞市", "南城街道"], "441900"),
        (["广东省", "中山市", "小榄镇"], "442000"),
        (["海南省", "儋州市", "那大镇"], "460400"),
        (["甘肃", "嘉峪关", "峪泉镇"], "620200"),
        (["河北省", "衡水市", "安平镇"], None),
        (["广东省", "东莞市", "安平县"], None),
        (["浙江省", "嘉兴市", "全市"], "330400"),
        (["内蒙古", "包头", "昆区"], "150203"),
    ],
)
def test_a_city_without_counties_has_towns_in_their_column(index, texts, code):
    assert index.resolve(texts=texts).code == code


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("湖南省株洲县", ["430212"]), ("湖南省株洲市株洲县", ["430212"]),
        ("上饶县", ["361104"]), ("贵州省六盘水市盘县", ["520281"]), ("宜宾县", ["511504"]), ("长治县", ["140404"]),
        ("浙江省绍兴县", ["330602", "330603"]), ("邯郸县", ["130402", "130403"]),
    ],
)  # fmt: skip
def test_a_former_county_is_not_the_city_of_its_name(index, text, codes):
    match = index.resolve(texts=[text])

    assert [one.code for one in match.candidates or (match.region,)] == codes


@pytest.mark.parametrize("address", ["", "人民路18号"])
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("河北省保定市满城县", "130607"), ("河北省保定市徐水县", "130609"),
        ("河北省保定市清苑县", "130608"), ("湖南省长沙市望城县", "430112"),
        ("云南省昆明市呈贡县", "530114"), ("河北省秦皇岛市抚宁县", "130306"),
        ("河北省衡水市安平区", "131125"),
    ],
)  # fmt: skip
def test_a_name_that_ends_differently_is_asked_in_one_cell_as_in_three(
    index, text, code, address
):
    """满城县 is what 满城区 was called; many tables still say so."""
    match = index.resolve(texts=[text + address])
    city = text.index("市") + 1
    parted = index.resolve(texts=[text[:3], text[3:city], text[city:]])

    assert (match.state, [one.code for one in match.candidates]) == (
        "ambiguous",
        [code],
    )
    assert parted == match


def test_no_zone_of_elsewhere_is_a_quarter_of_a_city_without_counties(index):
    districts = {
        region.name
        for region, _above in list_counties()
        if region.name[-1] == "区" and region.kind == "division"
    }
    accepted = {
        name for name in districts if index.resolve(texts=[f"广东省东莞市{name}"]).code
    }

    assert accepted == {"东城区", "东区", "西区"}


def test_a_county_that_never_was_asks_before_it_is_the_city(index):
    match = index.resolve(texts=["衡水县"])

    assert (match.code, [one.code for one in match.candidates]) == (None, ["131100"])
