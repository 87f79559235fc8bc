import pytest

from zhisheng.reference.industries import IndustryIndex, load_industries


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
    ],
)
def test_reads_what_people_write(index, text, code):
    assert index.resolve(text).code == code


@pytest.mark.parametrize(
    "text", ["9999", "B3340", "", "丝网", "A类企业", "2022年", "12家", None]
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


def test_asks_back_when_a_name_is_cut_short(index):
    match = index.resolve("工业机器人")

    assert (match.state, match.code) == ("ambiguous", None)
    assert [c.code for c in match.candidates] == ["3491"]


def test_every_own_name_leads_to_its_own_line(index):
    lost = [
        i.code
        for i in load_industries()
        if i not in (m := index.resolve(i.name)).candidates
        and not (m.industry and m.industry.name == i.name)
    ]

    assert lost == []
