import re
from collections import Counter, defaultdict

import pytest

from zhisheng.reference.industries import (
    IndustryIndex,
    load_industries,
    load_product_words,
)


@pytest.fixture(scope="module")
def index():
    return IndustryIndex(load_industries())


def test_every_entry_hangs_below_its_parent():
    by_code = {industry.code: industry for industry in load_industries()}

    assert len(by_code) == 1971
    for industry in load_industries():
        if industry.level != "section":
            assert by_code[industry.parent_code].section == industry.section


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("3340", "3340"),
        ("C3340", "3340"),
        ("C 3340", "3340"),
        ("c-3340", "3340"),
        (3340.0, "3340"),
        ("3340.0", "3340"),
        ("３３４０", "3340"),
        ("3340 金属丝绳及其制品制造", "3340"),
        ("3340金属丝绳及其制品制造", "3340"),
        ("金属丝绳及其制品制造(3340)", "3340"),
        ("金属丝绳及其制品制造 3340", "3340"),
        ("金属丝绳及其制品制造", "3340"),
        ("金属丝绳和其制品的制造业", "3340"),
        ("C 制造业", "C"),
        ("C", "C"),
        ("33", "33"),
        ("金属制品业", "33"),
        ("C33 金属丝绳及其制品制造", "3340"),
        ("3340 丝网", "3340"),
        ("农林牧渔业", "A"),
        ("【3340】金属丝绳及其制品制造", "3340"),
        ("制造业-金属制品业", "33"),
        ("制造业>金属制品业>金属丝绳及其制品制造", "3340"),
        ("33 金属制品业/3340 金属丝绳及其制品制造", "3340"),
        ("汽车车身、挂车制造", "3660"),
        ("金属丝绳制造", "3340"),
        ("金属丝绳制造业", "3340"),
        ("珠宝首饰制造", "2438"),
        ("中药饮片加工", "2730"),
        ("皮箱、包(袋)制造", "1922"),
        ("1819 丝网", "1819"),
    ],
)
def test_reads_what_people_write(index, text, code):
    assert index.resolve(text).code == code


@pytest.mark.parametrize(
    "text", ["9999", "B3340", "", "网", "A类企业", "2022年", "12家", "设备", None]
)
def test_does_not_find_what_is_not_there(index, text):
    match = index.resolve(text)

    assert (match.state, match.code) == ("not_found", None)


def test_asks_back_when_code_and_name_contradict(index):
    match = index.resolve("1819 金属丝绳及其制品制造")

    assert match.state == "ambiguous"
    assert [c.code for c in match.candidates] == ["1819", "3340"]


@pytest.mark.parametrize("text", ["3340、1819", "3340/1819", "C3340,C1819"])
def test_asks_back_when_two_codes_are_given(index, text):
    match = index.resolve(text)

    assert [c.code for c in match.candidates] == ["3340", "1819"]


def test_asks_back_when_a_known_name_has_an_unknown_code(index):
    match = index.resolve("9999 金属丝绳及其制品制造")

    assert match.state == "ambiguous"
    assert [c.code for c in match.candidates] == ["3340"]


def test_asks_back_when_levels_contradict(index):
    assert index.resolve("建筑业/金属制品业").state == "ambiguous"


def test_a_code_behind_words_nobody_knows_is_asked_about(index):
    match = index.resolve("丝绳 3340")

    assert (match.state, [one.code for one in match.candidates]) == (
        "ambiguous", ["3340"],
    )  # fmt: skip


def test_asks_back_when_a_name_is_cut_short(index):
    match = index.resolve("工业机器人")

    assert (match.state, match.code) == ("ambiguous", None)
    assert [c.code for c in match.candidates] == ["3491"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("金属丝绳", ["3340"]),
        ("丝网", ["3340"]),
        ("丝网制造业", ["3340"]),
        ("童装", ["1819", "1829"]),
        ("食醋", ["1462"]),
        ("陈醋", ["1462"]),
        ("酱油生产", ["1462"]),
        ("中药饮片", ["2730"]),
        ("阀门制造", ["3443"]),
        ("led", ["3871", "3975"]),
        ("机器人", ["3491", "3492", "3964"]),
    ],
)
def test_a_product_is_asked_back(index, text, codes):
    match = index.resolve(text)

    assert (match.state, match.code) == ("ambiguous", None)
    assert [c.code for c in match.candidates] == codes


def test_words_lead_to_classes_and_are_examples():
    classes = {i.code for i in load_industries() if i.level == "class"}
    words = [word for entry in load_product_words() for word in entry.words]

    assert len(words) == len(set(words))
    for entry in load_product_words():
        assert set(entry.codes) <= classes
        assert entry.status == "示例"


def test_counts_are_those_of_the_standard():
    counts = Counter(industry.level.value for industry in load_industries())

    assert counts == {"section": 20, "division": 97, "group": 473, "class": 1381}


def test_no_name_is_cut():
    names = [industry.name for industry in load_industries()]
    classes = [i.name for i in load_industries() if i.level == "class"]

    assert [n for n in names if re.search(r"[、和与及的（]$|[\s()….,]", n)] == []
    assert [n for n in names if n.count("（") != n.count("）")] == []
    assert len(set(classes)) == len(classes)


def test_a_group_with_one_class_bears_its_name():
    children = defaultdict(list)
    for industry in load_industries():
        children[industry.parent_code].append(industry)

    for industry in load_industries():
        below = children[industry.code]
        if industry.level == "group" and len(below) == 1:
            assert (below[0].code, below[0].name) == (
                f"{industry.code}0",
                industry.name,
            )


def test_every_own_name_leads_to_its_own_line(index):
    lost = [
        i.code
        for i in load_industries()
        if i not in (m := index.resolve(i.name)).candidates
        and not (m.industry and m.industry.name == i.name)
    ]

    assert lost == []
