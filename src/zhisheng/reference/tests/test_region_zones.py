import pytest

from zhisheng.reference.regions import (
    RegionIndex,
    load_regions,
    load_written_names,
)


@pytest.fixture(scope="module")
def index():
    return RegionIndex(load_regions())


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
    ("texts", "code", "unread"),
    [
        (["江苏省", "无锡市", "无锡高新区"], "320200", "高新区"),
        (["江苏省", "无锡市", "高新区"], "320200", "高新区"),
        (["湖南省", "长沙市", "长沙高新区"], "430100", "高新区"),
        (["四川省成都市高新区天府大道"], "510100", "高新区"),
        (["北京市", "北京经济技术开发区"], "110000", "经开区"),
        (["上海市", "张江高新区"], "310000", "张江高新区"),
        (["河北省", "衡水", "工业新区"], "131100", "工业新区"),
        (["河北省", "衡水市", "市本级"], "131100", ""),
        (["河北省", "衡水市", "桃城区", "高新区"], "131102", ""),
        (["河北省", "衡水市", "安平高新区"], "131125", ""),
        (["安平县丝网工业园区"], "131125", ""),
        (["河北安平高新技术产业开发区"], "131125", ""),
        (["黑龙江省", "佳木斯市", "建三江农垦"], "230800", "建三江农垦"),
    ],
)
def test_a_zone_that_is_not_held_stays_at_the_place_beside_it(
    index, texts, code, unread
):
    """What was not read of a city is told; a county is as much as the table holds."""
    match = index.resolve(texts=texts)

    assert (match.state, match.code, match.unread) == ("found", code, unread)


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
